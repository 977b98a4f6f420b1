"""The outbox: a row in the transaction of what it tells about, once."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from app.extensions import bell, db, ring_after_commit, transaction
from app.mail import outbox
from app.models import Message, Team
from app.rules.states import MessageState
from app.services.offering import offer
from tests.factories.offer import make_edition, register
from tests.support.office import post, rows
from tests.support.time import NOW


@pytest.fixture
def rings() -> Iterator[list[int]]:
    """How many rows had been committed each time that the bell rang."""
    heard: list[int] = []
    bell.connect(lambda: heard.append(1))
    yield heard
    bell.silence()


def test_a_message_waits_from_the_moment_on_which_it_was_written(app: Flask) -> None:
    post("a@organisatie.be")
    (row,) = rows()
    assert (row.state, row.attempts) == (MessageState.PENDING, 0)
    assert (row.due_at, row.created_at, row.sent_at) == (NOW, NOW, None)
    assert row.message_id.endswith("@voorbeeldpunt.example>")


def test_each_message_has_a_message_id_of_its_own(app: Flask) -> None:
    post("a@organisatie.be")
    post("b@organisatie.be")
    first, second = rows()
    assert first.message_id != second.message_id


def test_the_outbox_knows_what_was_told(app: Flask) -> None:
    assert not outbox.holds("letter:a@organisatie.be")
    post("a@organisatie.be")
    assert outbox.holds("letter:a@organisatie.be")
    assert not outbox.holds("letter:b@organisatie.be")


def test_telling_the_same_twice_undoes_the_whole_transaction(app: Flask) -> None:
    post("a@organisatie.be", key="the same")
    with pytest.raises(IntegrityError):
        _save_a_team_and_tell("the same")
    assert len(rows()) == 1
    assert db.session.query(Team).count() == 0


@transaction()
def _save_a_team_and_tell(key: str, then_fail: bool = False) -> None:
    offer.save_team("Limburg")
    (row,) = db.session.query(Message).all()
    values = {c.name: getattr(row, c.name) for c in Message.__table__.columns if c.name != "id"}
    db.session.add(Message(**(values | {"dedupe_key": key, "message_id": "<other@x.example>"})))
    db.session.flush()
    ring_after_commit()
    if then_fail:
        raise InterruptedError


def test_one_version_of_a_calendar_entry_is_sent_once(app: Flask) -> None:
    edition = make_edition()
    register(edition, 2)
    first, second = rows()
    assert first.calendar_uid != second.calendar_uid
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(
            update(Message).where(Message.id == second.id).values(calendar_uid=first.calendar_uid)
        )


def test_the_bell_rings_once_after_the_commit_and_never_before(
    app: Flask, rings: list[int]
) -> None:
    edition = make_edition()
    assert rings == []
    register(edition)
    assert rings == [1]


def test_the_bell_keeps_silent_when_the_transaction_fails(app: Flask, rings: list[int]) -> None:
    bell.silence()
    post("a@organisatie.be")
    bell.connect(lambda: rings.append(1))
    with pytest.raises(InterruptedError):
        _save_a_team_and_tell("another", then_fail=True)
    with transaction():
        offer.save_team("Limburg")
    assert rings == []


def test_a_failing_transaction_leaves_no_message(app: Flask) -> None:
    post("a@organisatie.be")
    with pytest.raises(InterruptedError):
        _save_a_team_and_tell("another", then_fail=True)
    assert [row.recipient for row in rows()] == ["a@organisatie.be"]
