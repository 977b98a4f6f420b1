"""Clashes of a plan: what a planner should know, and may have a good reason for.

Warnings, never a refusal: two groups can share a hall, and a trainer may be replaced on the day.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from enum import StrEnum

from app.rules.offering.offer import Span
from app.rules.offering.school_holidays import SchoolHoliday
from app.rules.workdays import LOCAL, local_date

#: A meeting outside these hours of the clock is probably a slip of the keyboard.
EARLIEST, LATEST = time(7), time(22)
#: A Friday evening begins here, as far as planning goes.
EVENING = time(17)
_FRIDAY, _SATURDAY = 4, 5


class ClashKind(StrEnum):
    """What a warning is about."""

    TRAINER = "trainer"
    ROOM = "room"
    PUBLIC_HOLIDAY = "public_holiday"
    SCHOOL_HOLIDAY = "school_holiday"
    WEEKEND = "weekend"
    FRIDAY_EVENING = "friday_evening"
    HOURS = "hours"


@dataclass(frozen=True, slots=True)
class Booked:
    """A meeting as far as it can clash.

    `key` names the meeting, `edition` the edition: meetings of one edition do not clash with each
    other here, another rule refuses that. `room` comes from `room_key`, empty for a webinar.
    """

    key: Hashable
    edition: Hashable
    span: Span
    trainers: frozenset[int] = frozenset()
    room: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """One warning about the meeting `key`.

    other: the key of the meeting that it clashes with. trainers: ids of who would be in two places.
    holiday: of which school holiday.
    """

    key: Hashable
    kind: ClashKind
    on: date
    other: Hashable = None
    trainers: tuple[int, ...] = field(default=())
    holiday: SchoolHoliday | None = None


def room_key(place: str, address: str) -> str:
    """What tells rooms apart: letters and digits of place and address, without accents or case."""
    plain = unicodedata.normalize("NFKD", f"{place} {address}").encode("ascii", "ignore").decode()
    return " ".join(re.findall(r"[a-z0-9]+", plain.lower()))


def overlap(one: Span, other: Span) -> bool:
    """Whether two meetings have a moment in common; one may end when the other begins."""
    return one.starts_at < other.ends_at and other.starts_at < one.ends_at


def double_bookings(wanted: Iterable[Booked], others: Sequence[Booked]) -> list[Clash]:
    """Trainers and rooms that `wanted` needs while one of `others` has them.

    Both may hold the same meetings: none clashes with itself or with its own edition.
    """
    clashes = []
    for one in wanted:
        on = local_date(one.span.starts_at)
        for other in others:
            if one.edition == other.edition or not overlap(one.span, other.span):
                continue
            both = tuple(sorted(one.trainers & other.trainers))
            if both:
                clashes.append(Clash(one.key, ClashKind.TRAINER, on, other.key, both))
            if one.room and one.room == other.room:
                clashes.append(Clash(one.key, ClashKind.ROOM, on, other.key))
    return clashes


def unusual_moments(
    wanted: Iterable[Booked],
    public_holidays: Collection[date],
    school_holiday: Callable[[date], SchoolHoliday | None],
    *,
    weekends_usual: bool,
) -> list[Clash]:
    """Days and hours on which people would not expect a meeting.

    `weekends_usual`: the organisation works on Friday evenings and in weekends.
    """
    clashes = []
    for one in wanted:
        starts, ends = (m.astimezone(LOCAL) for m in (one.span.starts_at, one.span.ends_at))
        on = starts.date()
        if on in public_holidays:
            clashes.append(Clash(one.key, ClashKind.PUBLIC_HOLIDAY, on))
        holiday = school_holiday(on)
        if holiday is not None:
            clashes.append(Clash(one.key, ClashKind.SCHOOL_HOLIDAY, on, holiday=holiday))
        if not weekends_usual:
            if on.weekday() >= _SATURDAY:
                clashes.append(Clash(one.key, ClashKind.WEEKEND, on))
            elif on.weekday() == _FRIDAY and ends.time() > EVENING:
                clashes.append(Clash(one.key, ClashKind.FRIDAY_EVENING, on))
        if starts.time() < EARLIEST or ends.time() > LATEST or ends.date() != on:
            clashes.append(Clash(one.key, ClashKind.HOURS, on))
    return clashes
