"""Clashes with what is planned elsewhere, and with the calendar of Flanders."""

from datetime import timedelta

from flask import Flask

from app.extensions import db, transaction
from app.models import Edition
from app.rules.offering.clash import ClashKind
from app.rules.public_holidays import PublicHoliday
from app.rules.states import CancelReason, Format
from app.services import holidays, school_holidays
from app.services.deciding import minimum
from app.services.offering import clash
from tests.factories.cast import Cast
from tests.factories.offer import make_edition
from tests.support.planning import moved_on, plan_of
from tests.support.time import NOW, moment


def kinds(edition: Edition) -> list[tuple[ClashKind, str, tuple[str, ...]]]:
    return [
        (note.clash.kind, note.meeting.edition.team.name if note.meeting else "", note.trainers)
        for notes in clash.of_edition(edition).values()
        for note in notes
    ]


def test_a_trainer_of_another_team_and_the_same_room(app: Flask, cast: Cast) -> None:
    one = make_edition(starts="2027-05-10 09:30", trainers=(cast.trainer, cast.other_trainer))
    make_edition(
        starts="2027-05-10 12:00",
        team=cast.limburg,
        trainers=(cast.trainer,),
        format_=Format.WEBINAR,
        publish=False,
    )
    assert kinds(one) == [(ClashKind.TRAINER, "Limburg", ("Nadia El Amrani",))]
    room = make_edition(starts="2027-05-10 11:00", publish=False)
    assert kinds(room) == [(ClashKind.ROOM, "Antwerpen", ())]
    with transaction():
        minimum.cancel(one.id, CancelReason.TRAINER_ILL, "", NOW, None)
    db.session.expire_all()
    assert kinds(room) == kinds(one) == []


def test_only_the_meetings_that_overlap_are_warned_of(app: Flask, cast: Cast) -> None:
    edition = make_edition(
        starts="2027-05-10 09:30", more_starts=("2027-05-18 09:30",), trainers=(cast.trainer,)
    )
    other = make_edition(
        starts="2027-05-03 09:30", more_starts=("2027-05-18 11:30",), trainers=(cast.trainer,)
    )
    notes = clash.of_edition(edition)
    assert list(notes) == [edition.meetings[1].id]
    assert [note.meeting for note in notes[edition.meetings[1].id]] == [other.meetings[1]] * 2


def test_a_plan_does_not_clash_with_what_it_changes(app: Flask, cast: Cast) -> None:
    edition = make_edition(starts="2027-05-10 09:30", trainers=(cast.trainer,))
    later = moved_on(edition, timedelta(hours=1))
    assert clash.of_plan(later, edition.id) == {}
    assert [note.clash.kind for note in clash.of_plan(later, None)[0]] == [
        ClashKind.TRAINER,
        ClashKind.ROOM,
    ]
    saturday = moved_on(edition, timedelta(days=5))
    assert [note.clash.kind for note in clash.of_plan(saturday, edition.id)[0]] == [
        ClashKind.WEEKEND
    ]
    backwards = plan_of(edition).meetings[0]
    backwards = type(backwards)(backwards.ends_at, backwards.starts_at)
    assert clash.of_plan(plan_of(edition, meetings=[backwards]), None) == {}


def test_days_off_in_flanders(app: Flask) -> None:
    for text, expected in (
        ("2027-05-06 09:30", [ClashKind.PUBLIC_HOLIDAY]),
        ("2028-02-28 09:30", [ClashKind.SCHOOL_HOLIDAY]),
        ("2027-03-29 09:30", [ClashKind.PUBLIC_HOLIDAY, ClashKind.SCHOOL_HOLIDAY]),
        ("2028-01-05 09:30", [ClashKind.SCHOOL_HOLIDAY]),
        ("2027-05-11 09:30", []),
    ):
        edition = make_edition(starts=text, publish=False)
        assert [kind for kind, _, _ in kinds(edition)] == expected
        assert clash.is_off(moment(text).date()) == bool(expected)


def test_what_days_off_are_called() -> None:
    day = moment("2027-11-01 12:00").date()
    assert holidays.on(day) is PublicHoliday.ALL_SAINTS
    assert holidays.on(day + timedelta(days=1)) is None
    assert [period.holiday.value for period in school_holidays.around(2027)] == [
        "christmas",
        "spring",
        "easter",
        "summer",
        "autumn",
        "christmas",
    ]
