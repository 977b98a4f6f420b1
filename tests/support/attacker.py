"""Somebody who stole the whole database and wants to know who gave which answer.

The attacker puts the people in each order that anything in the database gives them, the answers
likewise, and pairs the first with the first, the second with the second. Beside the columns there
is what the engine keeps for itself: on SQLite the place of a row, on PostgreSQL also the
transactions that wrote it (xmin, cmin) and its place in the file (ctid).
"""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import text

from app.extensions import db

Row = dict[str, Any]
Order = list[Row]
#: Names of an order of people and one of answers -> the pairs that it leads to.
Guesses = dict[tuple[str, str], list[tuple[Row, Row]]]


def stolen(table: str) -> list[Row]:
    """All that the database holds about the rows of a table, in the order in which they lie."""
    hidden = ""
    if db.engine.dialect.name == "postgresql":
        hidden = ", xmin::text::bigint AS xmin, cmin::text::bigint AS cmin, ctid::text AS ctid"
    elif _has_rowid(table):
        hidden = ", rowid AS hidden_rowid"
    found = db.session.execute(text(f"SELECT *{hidden} FROM {table}")).mappings().all()
    db.session.rollback()
    rows = [dict(row) for row in found]
    for place, row in enumerate(rows):
        row["place"] = place
        if "ctid" in row:
            row["ctid"] = tuple(int(part) for part in row["ctid"].strip("()").split(","))
    return rows


def _has_rowid(table: str) -> bool:
    made = db.session.scalar(
        text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": table}
    )
    return "WITHOUT ROWID" not in str(made).upper()


def orders(rows: Sequence[Row]) -> Iterator[tuple[str, Order]]:
    """Each order that some column gives, and the same backwards."""
    for column in rows[0] if rows else ():
        values = [_comparable(row[column]) for row in rows]
        if len(set(values)) < 2:
            continue
        ranked = [row for _, row in sorted(zip(values, rows, strict=True), key=lambda p: p[0])]
        yield column, ranked
        yield f"{column} backwards", ranked[::-1]


def _comparable(value: Any) -> Any:
    if isinstance(value, int | float | tuple):
        return (0, value)
    return (1, value if isinstance(value, str) else json.dumps(value, default=str))


def guesses(people: Sequence[Row], answers: Sequence[Row]) -> Guesses:
    """For each order of the people and of the answers, who would have given which."""
    return {
        (person_order, answer_order): list(zip(ranked_people, ranked_answers, strict=False))
        for person_order, ranked_people in orders(people)
        for answer_order, ranked_answers in orders(answers)
    }


def hits(made: Guesses, is_right: Callable[[Row, Row], bool]) -> dict[tuple[str, str], int]:
    """How many pairs of each way of guessing are right."""
    return {
        way: sum(is_right(person, answer) for person, answer in pairs)
        for way, pairs in made.items()
    }
