"""Clashes of what is planned with what is planned elsewhere, and with the calendar of Flanders."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from types import MappingProxyType

from app.extensions import settings
from app.models import Edition, Meeting
from app.queries.offering.planning import meeting_between
from app.rules.offering.clash import (
    Booked,
    Clash,
    double_bookings,
    room_key,
    unusual_moments,
)
from app.rules.offering.offer import Span
from app.rules.states import EditionState, Format
from app.services import holidays, school_holidays
from app.services.offering.offer import PlannedEdition


@dataclass(frozen=True, slots=True)
class Note:
    """A warning with the names that it is told with.

    `meeting` is what it clashes with, None for one that is in no edition yet; `trainers` are the
    names of who would be in two places.
    """

    clash: Clash
    meeting: Meeting | None = None
    trainers: tuple[str, ...] = ()


Notes = Mapping[Hashable, Sequence[Note]]


def of_edition(edition: Edition) -> Notes:
    """Warnings about an edition as it stands, by meeting id."""
    wanted = booked(edition)
    return _notes(wanted, _meeting_when(wanted))


def of_dates(edition: Edition, spans: Mapping[int, Span]) -> Notes:
    """Warnings about an edition whose meetings would move to these times, by meeting id."""
    here = booked(edition)
    wanted = [replace(one, span=spans[m.id]) for one, m in zip(here, edition.meetings, strict=True)]
    return _notes(wanted, _meeting_when(wanted))


def of_plan(plan: PlannedEdition, edition_id: int | None) -> Notes:
    """Warnings about a plan, by the number of the meeting in it (from 0).

    `edition_id` is that of the edition that it changes, None for a new one.
    """
    wanted = booked_of_plan(plan, edition_id)
    return _notes(wanted, _meeting_when(wanted))


def of_copies(wanted: Sequence[Booked], names: Mapping[int, str]) -> Notes:
    """Warnings about meetings that are in no edition yet, by key, also about each other.

    Their keys are no numbers; `names` are those of their trainers.
    """
    return _notes(wanted, _meeting_when(wanted), wanted, names)


def of_loaded(shown: Iterable[Edition], editions: Sequence[Edition]) -> Notes:
    """Warnings about editions on a page, by meeting id, from editions that are loaded already.

    `editions` are all those with a meeting in the time that the page shows.
    """
    return _notes(list(chain.from_iterable(map(booked, shown))), editions)


def is_off(day: date) -> bool:
    """Whether a training is better not proposed on that day."""
    return day in holidays.around(day) or school_holidays.on(day) is not None


def booked(edition: Edition) -> list[Booked]:
    """The meetings of an edition as far as they can clash; a cancelled one takes nobody's time."""
    if edition.state is EditionState.CANCELLED:
        return []
    trainers = frozenset(trainer.id for trainer in edition.trainers)
    return [
        Booked(
            meeting.id,
            edition.id,
            Span(meeting.starts_at, meeting.ends_at),
            trainers,
            _room(
                meeting.actual_format,
                meeting.place or edition.place,
                meeting.address or edition.address,
            ),
        )
        for meeting in edition.meetings
    ]


def booked_of_plan(plan: PlannedEdition, edition: Hashable) -> list[Booked]:
    """The meetings of a plan in the same way; their keys are their numbers, from 0."""
    return [
        Booked(
            number,
            edition,
            Span(planned.starts_at, planned.ends_at),
            frozenset(plan.trainer_ids),
            _room(
                planned.format or plan.format,
                planned.place or plan.place,
                planned.address or plan.address,
            ),
        )
        for number, planned in enumerate(plan.meetings)
        if planned.starts_at < planned.ends_at
    ]


def _room(format_: Format, place: str, address: str) -> str:
    return "" if format_ is Format.WEBINAR else room_key(place, address)


def _meeting_when(wanted: Sequence[Booked]) -> list[Edition]:
    if not wanted:
        return []
    first = min(one.span.starts_at for one in wanted)
    return meeting_between(first, max(one.span.ends_at for one in wanted))


def _notes(
    wanted: Sequence[Booked],
    editions: Sequence[Edition],
    fellows: Sequence[Booked] = (),
    names: Mapping[int, str] = MappingProxyType({}),
) -> Notes:
    meetings = {meeting.id: meeting for edition in editions for meeting in edition.meetings}
    known = {trainer.id: trainer.name for edition in editions for trainer in edition.trainers}
    others = [*chain.from_iterable(map(booked, editions)), *fellows]
    days_off = frozenset[date]().union(*(holidays.around(one.span.starts_at) for one in wanted))
    found: dict[Hashable, list[Note]] = {}
    for clash in (
        *double_bookings(wanted, others),
        *unusual_moments(
            wanted, days_off, school_holidays.on, weekends_usual=settings().weekend_meetings
        ),
    ):
        meeting = meetings.get(clash.other) if isinstance(clash.other, int) else None
        who = tuple((known | dict(names))[trainer] for trainer in clash.trainers)
        found.setdefault(clash.key, []).append(Note(clash, meeting, who))
    return found
