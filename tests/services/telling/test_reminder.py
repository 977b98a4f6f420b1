"""Reminders before a meeting: whom, when, and once."""

from collections import Counter

import pytest
from flask import Flask

from app.extensions import transaction
from app.models import Edition
from app.rules.states import CancelReason, Format
from app.services.deciding import minimum
from app.services.registering import registration
from app.services.telling import reminder
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.planning import plan_of, replan
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def confirmed(**values: object) -> Edition:
    edition = make_edition(**(SMALL | values))  # type: ignore[arg-type]
    register(edition, 2)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)
    return edition


def remind(edition: Edition, now: str) -> int:
    with transaction():
        return reminder.remind(edition.id, moment(now))


def reminded() -> list[str]:
    """The days before the meeting that each reminder was for, oldest first."""
    return [mail.dedupe_key.rpartition(":")[2] for mail in mails("reminder")]


def test_a_week_and_a_day_before_at_nine(app: Flask) -> None:
    edition = confirmed()
    moments = [
        "2027-03-22 08:59",
        "2027-03-22 09:00",
        "2027-03-22 09:01",
        "2027-03-28 08:59",
        "2027-03-28 09:00",
        "2027-03-29 08:59",
        "2027-03-29 09:30",
    ]
    assert [remind(edition, now) for now in moments] == [0, 2, 0, 0, 2, 0, 0]
    assert reminded() == ["7", "7", "1", "1"]
    assert set(Counter(mail.recipient for mail in mails("reminder")).values()) == {2}


def test_a_worker_that_was_down_reminds_late_but_not_too_late(app: Flask) -> None:
    edition = confirmed()
    assert remind(edition, "2027-03-23 08:59") == 2
    other = confirmed(starts="2027-04-12 09:30")
    assert remind(other, "2027-04-06 09:00") == 0


def test_a_trajectory_gets_the_early_reminder_for_its_first_meeting_only(app: Flask) -> None:
    edition = confirmed(more_starts=("2027-04-12 09:30",))
    assert remind(edition, "2027-03-22 09:00") == 2
    assert remind(edition, "2027-03-28 09:00") == 2
    assert remind(edition, "2027-04-05 09:00") == 0
    assert remind(edition, "2027-04-11 09:00") == 2
    assert reminded() == ["7", "7", "1", "1", "1", "1"]


def test_only_who_has_a_seat_is_reminded(app: Flask) -> None:
    edition = make_edition(capacity=2, **SMALL)
    gone, stays, waiting = register(edition, 3)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)
        registration.withdraw(gone, moment("2027-03-21 10:00"), frozenset())
    assert waiting.state == "offered"
    remind(edition, "2027-03-22 09:00")
    assert [mail.recipient for mail in mails("reminder")] == [stays.email]


def test_who_registers_after_the_moment_of_a_reminder_does_not_get_it(app: Flask) -> None:
    edition = confirmed()
    (late,) = register(edition, 1, moment("2027-03-22 09:00"))
    remind(edition, "2027-03-22 10:00")
    remind(edition, "2027-03-28 09:00")
    assert [mail.dedupe_key.rpartition(":")[2] for mail in mails("reminder", to=late.email)] == [
        "1"
    ]


def test_a_meeting_that_moved_is_reminded_of_anew(app: Flask) -> None:
    edition = confirmed()
    assert remind(edition, "2027-03-22 09:00") == 2
    (meeting,) = plan_of(edition).meetings
    later = type(meeting)(moment("2027-04-12 09:30"), moment("2027-04-12 12:30"), id=meeting.id)
    replan(edition, plan_of(edition, meetings=[later]), moment("2027-03-23 10:00"))
    assert remind(edition, "2027-04-05 09:00") == 2
    assert reminded() == ["7"] * 4


@pytest.mark.parametrize("state", ["published", "cancelled"])
def test_an_edition_that_is_not_sure_reminds_nobody(app: Flask, state: str) -> None:
    edition = make_edition(**SMALL)
    register(edition)
    if state == "cancelled":
        with transaction():
            minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    assert (edition.state, remind(edition, "2027-03-28 09:00")) == (state, 0)


def test_the_link_of_a_webinar_comes_the_day_before(app: Flask) -> None:
    link = "https://webinar.example.com/j/1"
    edition = confirmed(format_=Format.WEBINAR, join_url=link)
    remind(edition, "2027-03-22 09:00")
    remind(edition, "2027-03-28 09:00")
    assert [link in mail.text for mail in mails("reminder")] == [False, False, True, True]
