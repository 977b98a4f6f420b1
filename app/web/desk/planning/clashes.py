"""Warnings about a plan, as sentences."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.extensions import clock
from app.formats import capital, date_day_month, day_long, time_range
from app.rules.access import coordinates
from app.rules.offering.clash import ClashKind
from app.rules.offering.school_holidays import SchoolHoliday
from app.rules.public_holidays import PublicHoliday
from app.rules.states import EditionState
from app.services import holidays
from app.services.offering import clash
from app.services.offering.clash import Note
from app.web.access import actor
from app.web.language import current_language

if TYPE_CHECKING:
    from app.models import Edition, Meeting


def public_holiday_name(holiday: PublicHoliday) -> str:
    """What a public holiday is called."""
    return {
        PublicHoliday.NEW_YEAR: _("New Year's Day"),
        PublicHoliday.EASTER: _("Easter Sunday"),
        PublicHoliday.EASTER_MONDAY: _("Easter Monday"),
        PublicHoliday.LABOUR_DAY: _("Labour Day"),
        PublicHoliday.ASCENSION: _("Ascension Day"),
        PublicHoliday.WHIT_SUNDAY: _("Pentecost"),
        PublicHoliday.WHIT_MONDAY: _("Pentecost Monday"),
        PublicHoliday.NATIONAL_DAY: _("National Day"),
        PublicHoliday.ASSUMPTION: _("Assumption Day"),
        PublicHoliday.ALL_SAINTS: _("All Saints' Day"),
        PublicHoliday.ARMISTICE: _("Armistice Day"),
        PublicHoliday.CHRISTMAS: _("Christmas Day"),
    }[holiday]


def school_holiday_name(holiday: SchoolHoliday) -> str:
    """What a school holiday is called."""
    return {
        SchoolHoliday.AUTUMN: _("autumn holidays"),
        SchoolHoliday.CHRISTMAS: _("Christmas holidays"),
        SchoolHoliday.SPRING: _("spring holidays"),
        SchoolHoliday.EASTER: _("Easter holidays"),
        SchoolHoliday.SUMMER: _("summer holidays"),
    }[holiday]


def sentences(notes: Iterable[Note]) -> list[str]:
    """Each warning as a sentence, each once; what another team has not published stays unnamed."""
    return list(dict.fromkeys(capital(text) for note in notes for text in _of_note(note)))


def labels(notes: Iterable[Note]) -> list[str]:
    """The same in a few words each, for a calendar."""
    return list(dict.fromkeys(text for note in notes for text in _labels_of(note)))


def _labels_of(note: Note) -> Sequence[str]:
    if note.clash.kind is ClashKind.TRAINER:
        return [_("Twice: %(who)s", who=who) for who in note.trainers]
    words = {
        ClashKind.ROOM: _("Room taken"),
        ClashKind.PUBLIC_HOLIDAY: _("Day off"),
        ClashKind.SCHOOL_HOLIDAY: _("School holidays"),
        ClashKind.WEEKEND: _("Weekend"),
        ClashKind.FRIDAY_EVENING: _("Friday evening"),
        ClashKind.HOURS: _("Unusual hour"),
    }
    return [words[note.clash.kind]]


def clashes_of(edition: "Edition") -> list[str]:
    """What the days of an edition clash with, for its page; meetings that are over do not count."""
    now = clock.now()
    coming = {meeting.id for meeting in edition.meetings if meeting.ends_at > now}
    notes = clash.of_edition(edition)
    return sentences(note for key, of_day in notes.items() if key in coming for note in of_day)


def _of_note(note: Note) -> Sequence[str]:
    if note.clash.kind is ClashKind.TRAINER:
        other = _other(note.meeting)
        return [_("%(who)s guides %(other)s then.", who=who, other=other) for who in note.trainers]
    return [_sentence(note)]


def _sentence(note: Note) -> str:
    about, language = note.clash, current_language()
    day = f"{day_long(about.on, language)} {date_day_month(about.on, language)}"
    match about.kind:
        case ClashKind.ROOM:
            return _("This room is taken by %(other)s.", other=_other(note.meeting))
        case ClashKind.PUBLIC_HOLIDAY:
            holiday = holidays.on(about.on)
            if holiday is None:
                return _("%(day)s is a day on which we are closed.", day=day)
            name = public_holiday_name(holiday)
            return _("%(day)s is a public holiday: %(name)s.", day=day, name=name)
        case ClashKind.SCHOOL_HOLIDAY if about.holiday is not None:
            name = school_holiday_name(about.holiday)
            return _("%(day)s lies in the %(name)s.", day=day, name=name)
        case ClashKind.WEEKEND:
            return _("%(day)s is in the weekend.", day=day)
        case ClashKind.FRIDAY_EVENING:
            return _("%(day)s is a Friday evening.", day=day)
        case _:
            return _("%(day)s: before 7 or after 22 o'clock.", day=day)


def _other(meeting: "Meeting | None") -> str:
    if meeting is None:
        return _("another edition of this list")
    edition = meeting.edition
    hours = time_range(meeting.starts_at, meeting.ends_at, current_language())
    if edition.state is EditionState.DRAFT and not coordinates(actor(), edition.team_id):
        return _("a draft of %(team)s (%(hours)s)", team=edition.team.name, hours=hours)
    return _(
        "%(training)s of %(team)s (%(hours)s)",
        training=edition.training.short_name,
        team=edition.team.name,
        hours=hours,
    )
