"""Attendance: of whom, when, and taken back."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Attendance, HistoryEntry
from app.queries.attending.attendance import marks_by_meeting, meetings_of, sheet
from app.queries.registering.seats import participant_counts
from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus
from app.services.attending import attendance
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.held import take_attendance
from tests.factories.offer import make_edition, register
from tests.support.time import NOW, moment

PRESENT, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.ABSENT
EXCUSED = AttendanceStatus.EXCUSED
OPENS = moment("2027-03-29 07:30")
SECOND = timedelta(seconds=1)


def marks() -> dict[int, tuple[AttendanceStatus, datetime, int | None]]:
    db.session.rollback()
    return {
        mark.registration_id: (mark.status, mark.recorded_at, mark.recorded_by_id)
        for mark in db.session.scalars(select(Attendance))
    }


def test_marks_are_written_changed_and_taken_back(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    first, second, third = (person.id for person in register(edition, 3))
    meeting = edition.meetings[0].id
    later = OPENS + timedelta(hours=1)
    trainer, coordinator = cast.trainer.id, cast.coordinator.id

    with transaction():
        written = {first: PRESENT, second: ABSENT, third: None}
        assert attendance.record(meeting, written, OPENS, trainer) == 2
    assert marks() == {first: (PRESENT, OPENS, trainer), second: (ABSENT, OPENS, trainer)}

    with transaction():
        changed = {first: PRESENT, second: None, third: EXCUSED}
        assert attendance.record(meeting, changed, later, coordinator) == 2
    assert marks() == {first: (PRESENT, OPENS, trainer), third: (EXCUSED, later, coordinator)}

    with transaction():
        assert attendance.record(meeting, changed, later, coordinator) == 0
    taken = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.action == "attendance_taken")
        .order_by(HistoryEntry.id)
    ).all()
    assert [(entry.actor_id, entry.facts["number"]) for entry in taken] == [
        (trainer, 2),
        (coordinator, 2),
    ]


def test_attendance_opens_two_hours_before_the_meeting(app: Flask) -> None:
    edition = make_edition()
    (person,) = register(edition)
    meeting = edition.meetings[0].id
    with pytest.raises(RuleBroken) as broken, transaction():
        attendance.record(meeting, {person.id: PRESENT}, OPENS - SECOND, None)
    assert broken.value.code is Code.MEETING_NOT_STARTED
    assert marks() == {}
    with transaction():
        assert attendance.record(meeting, {person.id: PRESENT}, OPENS, None) == 1


def test_somebody_without_a_seat_is_not_marked_and_neither_is_anybody_with_them(
    app: Flask,
) -> None:
    edition = make_edition()
    first, gone = register(edition, 2)
    with transaction():
        registration.withdraw(gone, NOW, ())
    marked = {first.id: PRESENT, gone.id: PRESENT}
    with pytest.raises(RuleBroken) as broken, transaction():
        attendance.record(edition.meetings[0].id, marked, OPENS, None)
    assert broken.value.code is Code.ATTENDANCE_NOT_ACTIVE
    assert marks() == {}


def test_a_registration_of_another_edition_is_not_marked(app: Flask) -> None:
    edition, other = make_edition(), make_edition()
    (stranger,) = register(other)
    with pytest.raises(LookupError, match=str(stranger.id)), transaction():
        attendance.record(edition.meetings[0].id, {stranger.id: PRESENT}, OPENS, None)
    with pytest.raises(LookupError, match="meeting 999"), transaction():
        attendance.record(999, {stranger.id: PRESENT}, OPENS, None)
    assert marks() == {}


def test_the_sheet_has_the_registered_people_by_name_with_needs_and_marks(app: Flask) -> None:
    edition = make_edition()
    register(edition, name="zoë", needs="Vooraan zitten.")
    register(edition, name="Bram")
    (gone,) = register(edition, name="Aïcha")
    with transaction():
        registration.withdraw(gone, NOW, ())
    take_attendance(edition, [PRESENT, None])
    rows = sheet(edition.meetings[0])
    assert [(row.registration.name, row.status, row.needs) for row in rows] == [
        ("Bram", None, ""),
        ("zoë", PRESENT, "Vooraan zitten."),
    ]


def test_a_participant_was_present_at_one_meeting_at_least(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30",))
    register(edition, 4)
    take_attendance(edition, [PRESENT, PRESENT, ABSENT, EXCUSED])
    take_attendance(edition, [PRESENT, ABSENT, PRESENT, EXCUSED], meeting=1)
    assert participant_counts([edition.id, 999]) == {edition.id: 3, 999: 0}
    counted = marks_by_meeting([meeting.id for meeting in edition.meetings])
    assert counted == {meeting.id: 4 for meeting in edition.meetings}


def test_a_trainer_sees_the_own_meetings_soonest_first_and_for_sixty_days(
    app: Flask, cast: Cast
) -> None:
    later = make_edition(starts="2027-04-12 09:30", trainers=(cast.trainer, cast.other_trainer))
    sooner = make_edition(trainers=(cast.trainer,))
    make_edition(trainers=(cast.other_trainer,))
    make_edition(trainers=(cast.trainer,), publish=False)
    register(sooner, 2)
    take_attendance(sooner, [PRESENT])

    def seen(now: datetime) -> list[tuple[int, int, int]]:
        rows = meetings_of(cast.trainer.id, now)
        return [(row.meeting.edition_id, row.expected, row.marked) for row in rows]

    assert seen(NOW) == [(sooner.id, 2, 1), (later.id, 0, 0)]
    ended = sooner.last_meeting.ends_at
    assert seen(ended + timedelta(days=60)) == [(sooner.id, 2, 1), (later.id, 0, 0)]
    assert seen(ended + timedelta(days=60) + SECOND) == [(later.id, 0, 0)]
