"""Everything that is due, in order, once; and one edition from publication to last erasure."""

import logging
from collections import Counter
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from app.extensions import db, transaction
from app.models import (
    Edition,
    EvaluationResponse,
    EvaluationTicket,
    Message,
    Registration,
    RegistrationNeeds,
)
from app.rules.attending.evaluation import Question, Response
from app.rules.states import AttendanceStatus, QuoteConsent
from app.rules.workdays import local_date, local_moment
from app.services.attending import attendance, evaluation
from app.services.deciding import curve, minimum
from app.services.registering import registration, waiting_list
from app.services.telling import reminder
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails, told
from tests.support.tick import tick
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def go_ahead(edition: Edition) -> None:
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)


def attend(edition: Edition, people: list[Registration], now: datetime) -> None:
    marks = dict.fromkeys([made.id for made in people], AttendanceStatus.PRESENT)
    with transaction():
        attendance.record(edition.meetings[0].id, marks, now, None)


def test_everything_that_is_due_is_done_in_order(app: Flask, cast: Cast) -> None:
    at = "2027-03-22 09:00"
    over = make_edition(starts="2027-03-20 09:30", **SMALL)
    people = register(over, 2, needs="Rolstoel")
    go_ahead(over)
    attend(over, people, moment("2027-03-20 12:00"))
    full = make_edition(starts="2027-05-11 09:30", capacity=1, **SMALL)
    seated, first, _ = register(full, 3)
    with transaction():
        registration.withdraw(seated, moment("2027-03-20 09:00"), frozenset())
    reached = make_edition(starts="2027-03-29 09:30", **SMALL)
    register(reached)
    asked = make_edition(starts="2027-04-05 09:30")
    late = make_edition(starts="2027-03-25 09:30")
    # The coordinators were asked about it on its decision date, and did nothing.
    assert tick("2027-03-11 09:00") == [f"coordinators asked to decide: edition {late.id}"]
    old = make_edition(starts="2027-03-10 09:30", hours=1, **SMALL)
    register(old, needs="Tolk")
    go_ahead(old)
    assert tick(at) == [
        f"offer lapsed: registration {first.id}",
        f"cancelled by rule: edition {late.id}",
        f"confirmed by rule: edition {reached.id}",
        f"coordinators asked to decide: edition {asked.id}",
        f"completed: edition {over.id}",
        f"completed: edition {old.id}",
        f"evaluation asked of 2: edition {over.id}",
        f"reminders 1: edition {reached.id}",
        f"needs erased 1: edition {old.id}",
    ]


def test_running_again_does_nothing_and_tells_nobody_twice(app: Flask, cast: Cast) -> None:
    reached, asked = make_edition(**SMALL), make_edition()
    register(reached, 2)
    register(asked, 2)
    at = "2027-03-22 09:00"
    first, sent = tick(at), told()
    assert len(first) == 3
    assert [tick(at), tick(at)] == [[], []]
    assert told() == sent
    assert set(sent.values()) == {1}


def test_a_look_that_fails_holds_nothing_else_up(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that refuses one question leaves the transaction of PostgreSQL broken."""
    edition = make_edition(**SMALL)
    register(edition)

    def sabotaged(now: datetime) -> list[int]:
        return list(db.session.scalars(text("select nothing from nowhere")))

    with monkeypatch.context() as patch:
        patch.setattr(curve, "editions_to_keep", sabotaged)
        patch.setattr(waiting_list, "editions_to_close", sabotaged)
        assert tick("2027-03-16 10:00") == [
            "failed: look for closings",
            f"confirmed by rule: edition {edition.id}",
            "failed: look for curves",
        ]


def test_one_thing_that_fails_holds_nothing_else_up(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, sound = make_edition(**SMALL), make_edition(starts="2027-03-30 09:30", **SMALL)
    register(broken)
    register(sound)
    decide = minimum.apply_rule

    def sabotaged(edition_id: int, now: datetime) -> object:
        due = decide(edition_id, now)
        if edition_id == broken.id:
            raise ConnectionError("the disk is gone")
        return due

    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(minimum, "apply_rule", sabotaged)
        assert tick("2027-03-16 10:00") == [
            f"failed: decide {broken.id}",
            f"confirmed by rule: edition {sound.id}",
        ]
    (record,) = caplog.records
    assert record.message.startswith(f"decide {broken.id} failed: ConnectionError\n")
    assert (broken.state, sound.state) == ("published", "confirmed")
    assert [mail.edition_id for mail in mails("edition_confirmed")] == [sound.id]
    assert tick("2027-03-16 10:01") == [f"confirmed by rule: edition {broken.id}"]


def test_a_worker_that_was_down_for_a_month_catches_up_without_old_reminders(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(**SMALL)
    register(edition)
    go_ahead(edition)
    assert tick("2027-04-15 09:00") == [f"completed: edition {edition.id}"]
    assert mails("reminder") == []


def test_nothing_is_due_in_an_empty_installation(app: Flask) -> None:
    assert tick(NOW) == []


def test_reminders_are_looked_for_far_enough_ahead(app: Flask) -> None:
    assert reminder.horizon(NOW) == NOW + timedelta(days=8)


def test_one_edition_from_its_publication_to_the_last_erasure(site: Flask, cast: Cast) -> None:
    """Day by day at nine: publish, ask, confirm, remind, complete, evaluate, erase."""
    edition = make_edition(
        starts="2027-04-15 09:30", trainers=(cast.trainer,), **SMALL | {"minimum": 3}
    )
    people = register(edition, 2, needs="Rolstoel")
    diary: dict[date, list[str]] = {}
    day = local_date(NOW)
    while day < date(2027, 5, 20):
        at = local_moment(day, datetime(2027, 1, 1, 9, 0).time())  # noqa: DTZ001
        lines = [line.partition(":")[0] for line in tick(at)]
        assert tick(at) == [], day
        if lines:
            diary[day] = lines
        if day == date(2027, 4, 2):
            people += register(edition, 1, at)
        if day == date(2027, 4, 15):
            attend(edition, people[1:], at + timedelta(hours=4))
        if day == date(2027, 4, 18):
            ticket = db.session.scalars(select(EvaluationTicket.id)).first()
            assert ticket is not None
            answers = Response(dict.fromkeys(Question, 5), "Meer luisteren", "")
            with transaction():
                evaluation.respond(ticket, answers, QuoteConsent.NONE, at)
        day += timedelta(days=1)
    assert diary == {
        date(2027, 4, 1): ["coordinators asked to decide"],
        date(2027, 4, 2): ["coordinators asked to decide"],
        date(2027, 4, 3): ["confirmed by rule"],
        date(2027, 4, 8): ["reminders 3"],
        date(2027, 4, 14): ["reminders 3"],
        date(2027, 4, 16): ["completed", "evaluation asked of 2"],
        date(2027, 4, 19): ["evaluation reminders 1"],
        # Seven days after the end of the meeting it is half past twelve on the 22nd.
        date(2027, 4, 23): ["evaluation reminders 1", "needs erased 2"],
    }
    # The morning mail tells coordinators what is on their desk, not what happened.
    assert Counter(mail.kind for mail in mails() if mail.kind != "daily_digest") == Counter(
        registration_confirmed=3,
        decision_due=4,
        edition_confirmed=3,
        edition_confirmed_staff=3,
        reminder=6,
        evaluation_request=2,
        evaluation_reminder=2,
    )
    assert set(Counter(db.session.scalars(select(Message.dedupe_key))).values()) == {1}
    assert edition.state == "completed"
    assert db.session.scalar(select(func.count()).select_from(RegistrationNeeds)) == 0
    assert db.session.scalar(select(func.count()).select_from(EvaluationResponse)) == 1
