"""What becomes of a message that the server did not take, and of the domain that it went to."""

from datetime import timedelta

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.mail.delivery import RETRY_AFTER, Outcome
from app.mail.delivery.claiming import Terms, claim_next
from app.mail.delivery.settling import GIVE_UP_AFTER, Claim, Settled, put_off, sent, write
from app.mail.transport import Temporary
from app.models import DomainPause, Message
from app.rules.states import MessageState
from app.rules.telling.outbox import DOMAIN_PAUSES
from tests.support.office import Office, post, rows
from tests.support.time import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
GREY = "4.7.1 greylisted, come back later"


def pauses() -> dict[str, tuple[int, timedelta]]:
    """The domains that are left alone, how often they failed in a row, and how long from NOW."""
    db.session.rollback()
    return {p.domain: (p.failures, p.until - NOW) for p in db.session.query(DomainPause)}


def attempts() -> list[int]:
    return [row.attempts for row in rows()]


def test_a_domain_that_says_not_now_is_left_alone_while_others_go_on(office: Office) -> None:
    for name in "abc":
        post(f"{name}@busy.be", kind="sign_in_link")
        post(f"{name}@free.be")
    office.server.refuse("a@busy.be", 450, GREY)
    assert office.deliver() == Outcome(sent=3, postponed=1)
    assert office.told() == [f"{name}@free.be" for name in "abc"]
    # What was not tried counts no attempt.
    assert attempts() == [1, 1, 0, 1, 0, 1]
    assert pauses() == {"busy.be": (1, MINUTE)}

    assert office.deliver(NOW + MINUTE - SECOND) == Outcome()
    office.server.accept("a@busy.be")
    assert office.deliver(NOW + MINUTE) == Outcome(sent=3)
    assert pauses() == {}


def test_a_domain_is_left_alone_longer_each_time_and_one_success_ends_that(office: Office) -> None:
    now = NOW
    for number, length in enumerate(DOMAIN_PAUSES, start=1):
        post(f"{number}@busy.be", now)
        with office.server.fail_with(451):
            assert office.deliver(now) == Outcome(postponed=1)
        assert pauses() == {"busy.be": (number, now + length - NOW)}
        with transaction():
            # So that each try is that of another message.
            db.session.query(Message).update({"due_at": now + timedelta(days=9)})
        now += length
    post("taken@busy.be", now)
    assert office.deliver(now) == Outcome(sent=1)
    assert pauses() == {}


def test_a_pause_is_seen_by_all_workers_and_outlives_them(office: Office) -> None:
    post("a@busy.be")
    with office.server.fail_with(451):
        office.deliver()
    post("b@busy.be")
    db.session.remove()
    db.engine.dispose()
    assert office.deliver() == Outcome()


@pytest.mark.parametrize(
    ("code", "words", "paused"),
    [
        (450, "4.2.0 greylisted", True),
        (452, "too many recipients", True),
        (452, "4.5.3 too many recipients", True),
        (452, "4.2.2 mailbox full", False),
        (450, "4.2.1 mailbox disabled", False),
        (550, "5.1.1 no such user", False),
        (550, "5.1.1 no \0such\x1b user", False),
        (421, "4.7.0 too many connections", False),
    ],
)
def test_what_is_said_of_a_mailbox_or_of_us_is_not_said_of_its_domain(
    office: Office, code: int, words: str, paused: bool
) -> None:
    post("a@busy.be")
    office.server.refuse("a@busy.be", code, words)
    office.deliver()
    assert (pauses() != {}) is paused
    assert rows()[0].last_error.isprintable()


def test_a_domain_that_takes_nothing_for_so_long_is_given_up_with_all_that_waited(
    office: Office,
) -> None:
    """By their own attempts, each at most once a pause, hundreds would wait for weeks."""
    since = NOW - GIVE_UP_AFTER
    post("new@busy.be", since + SECOND, kind="sign_in_link")
    for name in ("tried", "untried", "planned"):
        post(f"{name}@busy.be", since)
    post("a@free.be", since)
    with transaction():
        _new, tried, _untried, planned, _free = rows()
        tried.attempts, tried.due_at = 3, NOW + timedelta(days=1)
        planned.due_at = NOW
        pause = DomainPause(domain="busy.be", failures=9, since=since + SECOND, until=NOW)
        db.session.add(pause)
    office.server.refuse("new@busy.be", 450, GREY)
    assert office.deliver() == Outcome(sent=1, postponed=1)
    assert {row.state for row in rows()[:4]} == {MessageState.PENDING}

    later = NOW + DOMAIN_PAUSES[-1]
    assert office.deliver(later) == Outcome(postponed=1)
    assert [(row.state, row.last_error) for row in rows()[1:4]] == [
        (MessageState.FAILED, GREY),
        (MessageState.FAILED, GREY),
        (MessageState.PENDING, ""),
    ]


def test_a_pause_of_long_ago_does_not_count_against_what_is_sent_now(office: Office) -> None:
    post("a@busy.be", NOW - GIVE_UP_AFTER)
    with transaction():
        until = NOW - GIVE_UP_AFTER
        since = until - MINUTE
        db.session.add(DomainPause(domain="busy.be", failures=9, since=since, until=until))
    office.server.refuse("a@busy.be", 450, GREY)
    assert office.deliver() == Outcome(postponed=1)
    assert pauses() == {"busy.be": (1, MINUTE)}
    assert rows()[0].state is MessageState.PENDING


def test_a_pause_that_a_wrong_clock_made_holds_nothing_up(office: Office) -> None:
    post("a@busy.be")
    with transaction():
        until = NOW + DOMAIN_PAUSES[-1] + SECOND
        db.session.add(DomainPause(domain="busy.be", failures=1, since=until, until=until))
    assert office.deliver() == Outcome(sent=1)


def claim() -> Claim:
    found = claim_next(None, Terms(), NOW)
    assert isinstance(found, Claim)
    return found


def settle(settled: Settled) -> None:
    with transaction():
        write(settled)


def test_two_workers_that_hear_the_same_refusal_count_as_one(app: Flask) -> None:
    post("a@busy.be")
    post("b@busy.be")
    first, second = claim(), claim()
    for one in (first, second):
        settle(put_off(one, Temporary(GREY, 450), NOW + SECOND))
    assert pauses() == {"busy.be": (1, MINUTE + SECOND)}


def test_an_acceptance_from_before_the_pause_does_not_end_it(app: Flask) -> None:
    post("a@busy.be")
    post("b@busy.be")
    first, second = claim(), claim()
    settle(put_off(first, Temporary(GREY, 450), NOW + SECOND))
    settle(sent(second, NOW + SECOND))
    assert pauses() == {"busy.be": (1, MINUTE + SECOND)}


def test_the_last_refusal_is_the_end_of_the_message_and_still_one_of_the_domain(
    app: Flask,
) -> None:
    post("a@busy.be")
    with transaction():
        db.session.query(Message).update({"attempts": len(RETRY_AFTER)})
    settle(put_off(claim(), Temporary(GREY, 450), NOW))
    (row,) = rows()
    assert (row.state, row.last_error) == (MessageState.FAILED, GREY)
    assert pauses() == {"busy.be": (1, MINUTE)}
