"""What leaves first, what waits, and how fast."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text, update

from app.extensions import db, transaction
from app.mail import delivery, outbox
from app.mail.delivery import Outcome
from app.mail.delivery.claiming import Terms, Turn, anything_waits, claim_next
from app.models import MailPace, Message
from app.rules.telling.outbox import QuietHours, turn_every
from tests.support.office import Office, letter, open_office, post, rows
from tests.support.smtp import MailServer
from tests.support.statements import counted
from tests.support.time import NOW

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
ANYTHING = Terms()


def put(number: int, kind: str) -> None:
    with transaction():
        for index in range(number):
            key = f"{kind}:{index}"
            outbox.enqueue(letter(f"{index}@{kind}.be", kind), dedupe_key=key, now=NOW)


def claimed(terms: Terms = ANYTHING, now: datetime = NOW) -> str | None:
    """The kind of the message that is claimed, None for none."""
    found = claim_next(None, terms, now)
    assert not isinstance(found, Turn)
    return None if found is None else found.message.kind


def test_a_confirmation_passes_five_hundred_reminders(app: Flask) -> None:
    """Also when a worker is at them: it looks anew before each message."""
    put(500, "reminder")
    assert claimed() == "reminder"
    put(1, "meeting_changed")
    put(1, "registration_confirmed")
    assert [claimed() for _ in range(3)] == [
        "registration_confirmed",
        "meeting_changed",
        "reminder",
    ]


def test_the_urgent_leave_first_and_equals_in_the_order_of_writing(office: Office) -> None:
    kinds = ("reminder", "meeting_changed", "sign_in_link")
    for kind in kinds:
        put(2, kind)
    assert office.deliver() == Outcome(sent=6)
    assert office.told() == [f"{n}@{kind}.be" for kind in reversed(kinds) for n in range(2)]


def test_claiming_takes_two_statements_and_reads_nothing_that_has_left(app: Flask) -> None:
    put(1, "reminder")
    with transaction():
        _multiply(3000)
    put(2, "sign_in_link")
    with counted() as made:
        assert claimed() == "sign_in_link"
    assert len(made) == 2 + (db.engine.dialect.name == "sqlite")
    plan = _plan(app)
    # Both indexes hold apart what waits; SQLite takes the one or the other as its statistics go.
    index = {"sqlite": r"USING INDEX (ix_messages_waiting|ix_messages_state_due_at \(state=\?)"}
    wanted = index.get(db.engine.dialect.name, "Index Scan using ix_messages_waiting")
    assert re.search(wanted, plan)
    # Nor another way of going through all of them, to find what came before about an entry.
    assert "Seq Scan on messages" not in plan
    assert "uq_messages_calendar" in plan


def _multiply(number: int) -> None:
    """So many copies of the one message, which were sent."""
    skipped = ("id", "dedupe_key", "message_id", "state", "sent_at", "calendar_uid")
    kept = ", ".join(c.name for c in Message.__table__.columns if c.name not in skipped)
    db.session.execute(
        text(
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {number}) "
            f"INSERT INTO messages ({kept}, dedupe_key, message_id, calendar_uid, state, sent_at) "
            f"SELECT {kept}, 'old:' || i, '<' || i || '@old.example>', 'uid:' || i, 'sent', "
            "created_at "
            "FROM messages, n"
        )
    )
    db.session.execute(text("ANALYZE"))


def _plan(app: Flask) -> str:
    """How the engine looks for the next message."""
    made: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, given: Any, *_: object) -> None:
        made.append((statement, given))

    event.listen(db.engine, "before_cursor_execute", note)
    anything_waits(ANYTHING, NOW)
    event.remove(db.engine, "before_cursor_execute", note)
    statement, given = made[-1]
    how = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    lines = db.session.connection().exec_driver_sql(f"{how} {statement}", given)
    plan = "\n".join(str(line) for line in lines)
    db.session.rollback()
    return plan


# Quiet hours.

NIGHT = QuietHours.parse("21:00-07:00")
EVENING = datetime(2027, 3, 3, 20, 0, tzinfo=UTC)
MORNING = datetime(2027, 3, 4, 6, 0, tzinfo=UTC)


def test_what_can_wait_waits_for_the_morning(app: Flask) -> None:
    for kind in ("reminder", "meeting_changed", "sign_in_link"):
        put(1, kind)
    night = Terms(quiet_hours=NIGHT)
    at_night = [claimed(night, EVENING) for _ in range(3)]
    assert at_night == ["sign_in_link", "meeting_changed", None]
    assert claimed(night, MORNING - SECOND) is None
    assert claimed(night, MORNING) == "reminder"


def test_the_quiet_hours_are_a_setting(app: Flask, server: MailServer) -> None:
    put(1, "reminder")
    with open_office(app, server, MAIL_QUIET_HOURS="21:00-07:00") as office:
        assert office.deliver(EVENING) == Outcome()
        assert office.deliver(MORNING) == Outcome(sent=1)


# The pace.


class Time:
    """A clock that runs only while somebody waits."""

    def __init__(self) -> None:
        self.now = NOW
        self.waited: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.waited.append(seconds)
        self.now += timedelta(seconds=seconds)
        return True


@pytest.fixture
def slow_office(app: Flask, server: MailServer) -> Iterator[Office]:
    with open_office(app, server, MAIL_PER_MINUTE=7) as office:
        yield office


def deliver(office: Office, time: Time, patient: bool = True) -> Outcome:
    mail = office.app.extensions["open_aanbod_mail"]
    return delivery.deliver_due(mail, time, pause=time.wait if patient else None)


def test_no_stretch_of_a_minute_has_more_messages_than_the_setting(slow_office: Office) -> None:
    put(16, "reminder")
    time = Time()
    assert deliver(slow_office, time) == Outcome(sent=16)
    sent = sorted(row.sent_at for row in rows() if row.sent_at)
    assert len(sent) == 16
    for first, eighth in zip(sent, sent[7:], strict=False):
        assert MINUTE <= eighth - first < MINUTE + SECOND
    assert len(time.waited) == 15


def test_without_time_to_wait_a_round_ends_at_the_pace_and_nothing_is_claimed(
    slow_office: Office,
) -> None:
    put(3, "reminder")
    time = Time()
    assert deliver(slow_office, time, patient=False) == Outcome(sent=1)
    time.now += timedelta(seconds=8)
    assert deliver(slow_office, time, patient=False) == Outcome()
    time.now += SECOND
    assert deliver(slow_office, time, patient=False) == Outcome(sent=1)
    assert [row.attempts for row in rows()] == [1, 1, 0]


def test_somebody_who_waits_gets_the_next_turn(slow_office: Office) -> None:
    put(5, "reminder")
    time = Time()

    def wait(seconds: float) -> bool:
        if len(time.waited) == 1:
            put(1, "sign_in_link")
        return time.wait(seconds)

    mail = slow_office.app.extensions["open_aanbod_mail"]
    delivery.deliver_due(mail, time, pause=wait)
    assert slow_office.told()[2] == "0@sign_in_link.be"


def test_all_workers_keep_one_pace(app: Flask) -> None:
    """Many ask for a turn in the same moment: one gets it."""
    put(8, "reminder")
    terms, together = Terms(per_minute=60), threading.Barrier(6)

    def ask() -> bool:
        with app.app_context():
            together.wait(10)
            got = claim_next(None, terms, NOW)
            db.session.remove()
            return not isinstance(got, Turn)

    with ThreadPoolExecutor(6) as pool:
        got = [future.result(30) for future in [pool.submit(ask) for _ in range(6)]]
    assert sum(got) == 1
    assert isinstance(claim_next(None, terms, NOW + timedelta(seconds=0.9)), Turn)
    assert not isinstance(claim_next(None, terms, NOW + SECOND), Turn)


def test_a_turn_that_a_wrong_clock_gave_holds_nobody_up(app: Flask) -> None:
    put(2, "reminder")
    terms = Terms(per_minute=60)
    assert not isinstance(claim_next(None, terms, NOW + timedelta(days=9)), Turn)
    assert not isinstance(claim_next(None, terms, NOW), Turn)
    assert db.session.query(MailPace).one().free_at == NOW + SECOND


@pytest.mark.parametrize("number", [1, 7, 60, 6000])
def test_so_many_turns_fill_a_minute(number: int) -> None:
    assert MINUTE <= number * turn_every(number) < MINUTE + number * timedelta(microseconds=1)


# Later, and what is overdue elsewhere.


def test_a_message_for_later_waits_whatever_its_priority(office: Office) -> None:
    post("later@organisatie.be", NOW + MINUTE, kind="sign_in_link")
    post("now@organisatie.be", kind="reminder")
    assert office.deliver() == Outcome(sent=1)
    assert office.told() == ["now@organisatie.be"]
    assert office.deliver(NOW + MINUTE) == Outcome(sent=1)


def test_what_was_put_off_comes_once_a_round_even_when_asked_for_tomorrow(office: Office) -> None:
    post("a@organisatie.be")
    post("b@elders.be")
    mail = office.app.extensions["open_aanbod_mail"]
    with office.server.fail_with(451):
        done = delivery.deliver_due(mail, lambda: NOW, until=NOW + timedelta(days=1))
    assert done == Outcome(postponed=2)
    assert [row.attempts for row in rows()] == [1, 1]


def test_a_claim_of_another_worker_is_not_written_over(app: Flask) -> None:
    put(1, "reminder")
    mine = claim_next(None, ANYTHING, NOW)
    assert isinstance(mine, delivery.Claim)
    with transaction():
        db.session.execute(update(Message).values(claimed_at=NOW + MINUTE))
    claim_next(delivery.sent(mine, NOW + MINUTE), ANYTHING, NOW + MINUTE)
    (row,) = rows()
    assert (row.state, row.claimed_at) == ("sending", NOW + MINUTE)
