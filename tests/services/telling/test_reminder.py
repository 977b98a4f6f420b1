"""Reminders before a meeting: whom, when, and once."""

import re
from collections import Counter

import pytest
from flask import Flask

from app import formats
from app.extensions import effective, transaction
from app.models import Edition
from app.queries.registering.registration import of_edition
from app.rules.states import CancelReason, Format, RegistrationState
from app.services.deciding import minimum
from app.services.registering import registration, transfer
from app.services.settings import setting
from app.services.telling import reminder
from tests.factories.cast import Cast
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
    """And then says how many days are left, and until when that is of use."""
    edition = confirmed()
    assert remind(edition, "2027-03-23 08:59") == 2
    assert remind(edition, "2027-03-29 08:59") == 2
    assert [(mail.subject[:9], mail.not_after) for mail in mails("reminder")[::2]] == [
        ("In 6 days", moment("2027-03-28 00:00")),
        ("Today: Ra", moment("2027-03-29 09:30")),
    ]
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


# The last word before a webinar, with the personal way in.

ONLINE: dict[str, object] = {
    "format_": Format.WEBINAR,
    "join_url": "https://webinar.example.com/j/1",
}
LAST = "2027-03-29 08:30"
#: Too late for the reminder of the day before, for who had no worker then.
LATER = "2027-03-29 09:05"


def ways(kind: str) -> list[str]:
    """What follows the personal link in the mails of this kind, empty without a way in."""
    found = [
        re.findall(r"/~[0-9a-f]{24}(\?webinar=\d+)?$", mail.text, re.M) for mail in mails(kind)
    ]
    return [next((way for way in links if way), "") for links in found]


def test_the_way_into_a_webinar_comes_the_day_before_and_an_hour_before(app: Flask) -> None:
    edition = confirmed(**ONLINE)
    moments = ["2027-03-22 09:00", "2027-03-28 09:00", "2027-03-29 08:29", LAST, "2027-03-29 09:29"]
    assert [remind(edition, now) for now in moments] == [2, 2, 0, 2, 0]
    way = f"?webinar={edition.first_meeting.id}"
    assert ways("reminder") == ["", "", way, way]
    assert ways("webinar_reminder") == [way, way]
    told = mails("webinar_reminder")[0]
    assert told.not_after == edition.first_meeting.ends_at
    assert told.subject == "Starts at 9.30: Racisme verwondt"
    assert formats.datetime_long(moment(LAST), "nl") in told.text
    assert not any("webinar.example.com" in mail.text + mail.html for mail in mails())


@pytest.mark.parametrize("now", ["2027-03-29 09:29", "2027-03-29 09:30"])
def test_the_last_reminder_may_be_late_but_never_after_the_start(app: Flask, now: str) -> None:
    edition = confirmed(**ONLINE)
    assert remind(edition, now) == (2 if now < "2027-03-29 09:30" else 0)


def test_a_live_meeting_has_no_last_reminder(app: Flask) -> None:
    edition = confirmed()
    assert remind(edition, "2027-03-29 09:00") == 0


def test_only_the_online_meetings_of_a_trajectory_have_a_last_reminder(app: Flask) -> None:
    edition = confirmed(more_starts=("2027-04-12 09:30",))
    second = edition.meetings[1]
    with transaction():
        second.format, second.join_url = Format.WEBINAR, "https://webinar.example.com/j/2"
    assert remind(edition, LATER) == 0
    assert remind(edition, "2027-04-12 09:05") == 2
    assert ways("webinar_reminder") == [f"?webinar={second.id}"] * 2


def test_without_its_link_it_waits_for_the_link(app: Flask) -> None:
    edition = confirmed(format_=Format.WEBINAR)
    assert remind(edition, LATER) == 0
    with transaction():
        edition.join_url = "https://webinar.example.com/j/1"
    assert remind(edition, "2027-03-29 09:10") == 2


def test_a_webinar_that_moved_is_announced_anew(app: Flask) -> None:
    edition = confirmed(**ONLINE)
    assert remind(edition, LATER) == 2
    with transaction():
        (meeting,) = edition.meetings
        meeting.starts_at, meeting.ends_at = moment("2027-03-29 14:00"), moment("2027-03-29 17:00")
    assert [remind(edition, f"2027-03-29 {at}") for at in ("12:59", "13:00")] == [0, 2]


def test_who_registers_later_has_the_way_in_with_the_confirmation(app: Flask) -> None:
    """At the moment of the reminder, or after it, the confirmation says it all."""
    edition = confirmed(**ONLINE)
    with transaction():
        edition.closes_at = edition.first_meeting.starts_at
    for at in ("2027-03-28 09:29", "2027-03-28 09:30", LAST, "2027-03-29 08:50"):
        register(edition, 1, moment(at))
    way = f"?webinar={edition.first_meeting.id}"
    assert ways("registration_confirmed") == ["", "", "", way, way, way]
    assert remind(edition, LATER) == 4


def test_who_takes_a_place_over_in_the_last_hour_has_the_way_in_too(app: Flask) -> None:
    edition = confirmed(**ONLINE)
    remind(edition, LAST)
    giver = of_edition(edition.id, [RegistrationState.REGISTERED])[0]
    with transaction():
        colleague = transfer.Colleague("Nguyễn Thị Mai", "mai@example.org", "")
        transfer.substitute(giver, colleague, moment("2027-03-29 08:45"))
    assert remind(edition, "2027-03-29 08:46") == 0
    assert ways("registration_confirmed")[-1] == f"?webinar={edition.first_meeting.id}"


@pytest.mark.parametrize(("minutes", "at"), [("0", ""), ("15", "2027-03-29 09:15")])
def test_the_setting_says_how_long_before(app: Flask, cast: Cast, minutes: str, at: str) -> None:
    with transaction():
        by = cast.administrator.id
        setting.change({"WEBINAR_REMINDER_MINUTES": minutes}, effective().mark, NOW, by)
    edition = confirmed(**ONLINE)
    told = [now for now in (LATER, "2027-03-29 09:14", "2027-03-29 09:15") if remind(edition, now)]
    assert told == [at][: bool(at)]


def test_the_worker_looks_only_when_one_may_be_due(app: Flask) -> None:
    edition, draft = confirmed(**ONLINE), make_edition(**SMALL)
    assert draft.state == "published"
    moments = {
        "2027-03-22 08:59": False,
        "2027-03-22 09:00": True,
        "2027-03-23 08:59": True,
        "2027-03-23 09:00": False,
        "2027-03-28 09:00": True,
        "2027-03-29 08:59": True,
        "2027-03-29 09:29": True,
        "2027-03-29 09:30": False,
    }
    looked = {now: reminder.editions_to_remind(moment(now)) for now in moments}
    assert looked == {now: [edition.id] if due else [] for now, due in moments.items()}


def test_an_hour_before_is_an_hour_in_the_night_of_the_clock_change(app: Flask) -> None:
    """At 3 on 28 March 2027 an hour has passed since 1: there is no 2."""
    edition = confirmed(starts="2027-03-28 03:00", **ONLINE)
    assert remind(edition, "2027-03-27 09:00") == 2
    assert [remind(edition, f"2027-03-28 {at}") for at in ("00:59", "01:00")] == [0, 2]
