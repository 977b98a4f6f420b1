"""Counting SQL statements: a list of thirty must not ask more than a list of one."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.extensions import db


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the application's database gets meanwhile, as they come."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@contextmanager
def locks() -> Iterator[list[int]]:
    """The editions that are locked meanwhile, by id, in the order in which they are."""
    locked: list[int] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        if statement.startswith("UPDATE editions SET lock_version"):
            locked.append(list(given.values() if isinstance(given, dict) else given)[-1])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield locked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
