"""Many people who register for one edition in the same moment, in threads or processes."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Barrier
from typing import Any, Self

import pytest
from flask import Flask
from sqlalchemy import Connection, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.sql import Select

from app import engines
from app.extensions import db, transaction
from app.models import Message, Registration
from app.rules.errors import RuleBroken
from app.services.registering import registration, seats
from app.services.registering.person import Person
from tests.support.installation import make_app
from tests.support.time import NOW


@dataclass(frozen=True)
class Outcome:
    """How a race ended.

    answers: what each caller got, a state, the code of a broken rule or the name of an error.
    states: what the registrations are now. told: how many people got which mail, by kind and
    state; a person who got two mails counts twice. queue: the order of arrival as written down.
    """

    answers: Counter[str]
    states: Counter[str]
    told: Counter[tuple[str, str]]
    queue: list[int]

    @classmethod
    def fair(cls, seats: int, waiting: int) -> Self:
        """The only right end for so many different people."""
        states = Counter(registered=seats, waitlisted=waiting)
        told = Counter(
            {("registration_confirmed", "registered"): seats, ("waitlisted", "waitlisted"): waiting}
        )
        return cls(states, states, +told, list(range(1, seats + waiting + 1)))


def race(app: Flask, edition_id: int, people: Sequence[Person]) -> Outcome:
    """Everybody registers at once, each in a thread with a session of their own."""
    return _outcome(edition_id, _register_at_once(app, edition_id, people))


def race_of_processes(url: str, edition_id: int, groups: Sequence[Sequence[Person]]) -> Outcome:
    """The same with a process for each group, as web servers are; needs an app context."""
    # One server imports the application and forks the rest: that is four times less work.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    start, queue = context.Barrier(len(groups)), context.Queue()
    processes = [
        context.Process(target=_process, args=(url, edition_id, group, start, queue))
        for group in groups
    ]
    for process in processes:
        process.start()
    answers = [answer for _ in processes for answer in queue.get(timeout=60)]
    for process in processes:
        process.join(timeout=60)
    queue.close()
    queue.join_thread()
    return _outcome(edition_id, answers)


def _process(url: str, edition_id: int, people: Sequence[Person], start: Any, queue: Any) -> None:
    app = make_app(url)
    start.wait(timeout=60)
    queue.put(_register_at_once(app, edition_id, people))


def _register_at_once(app: Flask, edition_id: int, people: Sequence[Person]) -> list[str]:
    start = Barrier(len(people))

    def enter(person: Person) -> str:
        with app.app_context():
            start.wait(timeout=60)
            try:
                with transaction():
                    made = registration.register(edition_id, person, NOW, consent=True)
                    return made.state.value
            except RuleBroken as refused:
                return refused.code.value
            except SQLAlchemyError as error:
                return type(error).__name__

    with ThreadPoolExecutor(len(people)) as threads:
        return list(threads.map(enter, people))


def _outcome(edition_id: int, answers: Sequence[str]) -> Outcome:
    db.session.rollback()
    rows = db.session.execute(
        select(Registration.state, Registration.queue_number)
        .where(Registration.edition_id == edition_id)
        .order_by(Registration.queue_number)
    ).all()
    told = db.session.execute(
        select(Message.kind, Registration.state).join(
            Registration, Registration.id == Message.registration_id
        )
    )
    return Outcome(
        Counter(answers),
        Counter(state.value for state, _ in rows),
        Counter((kind, state.value) for kind, state in told),
        [number for _, number in rows],
    )


class _NoLock:
    """Stands where the UPDATE of `lock_edition` was, and locks nothing."""

    def __init__(self, _table: object) -> None:
        self._nothing = select(1)

    def where(self, *_: object) -> Self:
        return self

    def values(self, **_: object) -> Self:
        return self

    def execution_options(self, **_: object) -> Select[Any]:
        return self._nothing


def _begin_deferred(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN DEFERRED")


@contextmanager
def lock_taken_out(url: str) -> Iterator[Flask]:
    """An application whose writers of seats do not wait for each other: the negative control."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(seats, "update", _NoLock)
        patch.setattr(engines, "_on_begin", _begin_deferred)
        app = make_app(url)
        with app.app_context():
            yield app
            db.session.remove()
            db.engine.dispose()
