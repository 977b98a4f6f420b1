"""The outbox: a row in the transaction of what it tells about, once."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from app.extensions import bell, db, transaction
from app.mail import outbox
from app.models import Message, Registration, Team
from app.rules.states import MessageState
from app.rules.telling.outbox import Priority
from app.services.offering import offer
from app.services.registering import transfer
from app.services.registering.registration import withdraw
from app.services.registering.transfer import Colleague
from tests.factories.offer import make_edition, register
from tests.support.office import letter, post, rows
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


def test_telling_the_same_twice_gives_one_mail(app: Flask) -> None:
    first = post("a@organisatie.be", key="the same").id
    with outbox.counted() as counted:
        again = post("b@organisatie.be", key="the same")
        assert (again.id, again.recipient) == (first, "a@organisatie.be")
        post("b@organisatie.be")
    assert counted == {"letter": 1}
    assert [row.recipient for row in rows()] == ["a@organisatie.be", "b@organisatie.be"]


@pytest.mark.parametrize("first_one_fails", [False, True])
def test_two_who_tell_the_same_at_once_tell_it_once(app: Flask, first_one_fails: bool) -> None:
    """Neither sees the row of the other when it asks; the second one waits for the first."""
    begun, told = threading.Barrier(2), threading.Event()

    def tell(recipient: str, team: str, goes_first: bool) -> None:
        with app.app_context(), transaction():
            offer.save_team(team)
            outbox.enqueue(letter(recipient), dedupe_key="the same", now=NOW)
            told.set()
            if goes_first:
                # Time enough for the other to come up against this transaction.
                begun.wait(10)
                time.sleep(0.3)
                if first_one_fails:
                    raise InterruptedError

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(tell, "a@organisatie.be", "Limburg", True)
        told.wait(10)
        second = pool.submit(_after, begun, lambda: tell("b@organisatie.be", "Gent", False))
        second.result(20)
        assert (first.exception(20) is None) is not first_one_fails

    expected = "b@organisatie.be" if first_one_fails else "a@organisatie.be"
    assert [row.recipient for row in rows()] == [expected]
    teams = {name for (name,) in db.session.query(Team.name)}
    assert teams == ({"Gent"} if first_one_fails else {"Limburg", "Gent"})


def _after(barrier: threading.Barrier, work: Callable[[], None]) -> None:
    barrier.wait(10)
    work()


def test_a_message_can_be_written_for_a_later_moment(app: Flask) -> None:
    later = NOW + timedelta(hours=3)
    with transaction():
        row = outbox.enqueue(letter("a@organisatie.be"), dedupe_key="later", now=NOW, due_at=later)
        assert (row.created_at, row.due_at) == (NOW, later)


def test_a_message_knows_what_orders_it(app: Flask) -> None:
    register(make_edition())
    post("zoe@Organisatie.BE")
    confirmation, plain = rows()
    assert (confirmation.priority, plain.priority) == (Priority.NOW, Priority.SOON)
    assert plain.domain == "organisatie.be"


@transaction()
def _tell_and_fail(recipient: str) -> None:
    outbox.enqueue(letter(recipient), dedupe_key=recipient, now=NOW)
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
        _tell_and_fail("b@organisatie.be")
    with transaction():
        offer.save_team("Limburg")
    assert rings == []


def test_a_failing_transaction_leaves_no_message(app: Flask) -> None:
    post("a@organisatie.be")
    with pytest.raises(InterruptedError):
        _tell_and_fail("b@organisatie.be")
    assert [row.recipient for row in rows()] == ["a@organisatie.be"]


def _told(edition_people: list[Registration]) -> list[tuple[str, str, str]]:
    db.session.rollback()
    return [
        (row.recipient_name, row.message_id, row.in_reply_to)
        for row in db.session.scalars(
            select(Message)
            .where(Message.registration_id.in_([person.id for person in edition_people]))
            .order_by(Message.id)
        )
    ]


def test_the_mails_of_a_registration_name_the_first_one(app: Flask) -> None:
    """Also when the address is written in other capitals since."""
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    people = register(edition, name="An") + register(edition, name="Bo")
    an = [row for row in _told(people) if row[0] == "An"]
    bo = [row for row in _told(people) if row[0] == "Bo"]
    assert len(an) == len(bo) == 2
    assert [answers for _, _, answers in an] == ["", an[0][1]]
    assert [answers for _, _, answers in bo] == ["", bo[0][1]]
    with transaction():
        people[0].email = people[0].email.upper()
        withdraw(people[0], NOW, frozenset())
    assert {answers for name, _, answers in _told(people)[4:] if name == "An"} == {an[0][1]}


def test_who_takes_a_place_over_starts_anew(app: Flask) -> None:
    (person,) = register(make_edition(), name="An")
    first = _told([person])[0][1]
    with transaction():
        colleague = Colleague("Mai", "mai@organisatie.be", "Begeleider")
        transfer.substitute(person, colleague, NOW)
    db.session.rollback()
    told = {row.kind: row.in_reply_to for row in rows() if row.id > 1}
    assert told["place_passed_on"] == first
    assert told["registration_confirmed"] == ""


def test_the_first_mail_stays_the_first_when_it_is_erased(app: Flask) -> None:
    (person,) = register(make_edition(more_starts=("2027-04-05 09:30",)))
    (_, first, _), (_, second, _) = _told([person])
    with transaction():
        db.session.execute(delete(Message).where(Message.message_id == first))
    with transaction():
        withdraw(person, NOW, frozenset())
    assert {answers for _, own, answers in _told([person]) if own != second} == {first}


def test_a_mail_about_no_registration_answers_to_none(app: Flask) -> None:
    post("a@organisatie.be", key="1")
    post("a@organisatie.be", key="2")
    assert [row.in_reply_to for row in rows()] == ["", ""]
