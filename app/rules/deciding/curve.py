"""Booking curves: how the registrations of an edition came in, day by day, before it was decided.

A registration counts from the moment that it was made until it ended, so a curve is net of those
who withdrew. It is read at noon, in Europe/Brussels: halfway a day, as the moments at which
somebody looks at a running edition are spread over it.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.rules.workdays import local_date, local_moment

#: A curve looks back no further than this many days before its decision date.
LONGEST = 120

#: When a registration was made, and when it ended (None: it has not).
Span = tuple[datetime, datetime | None]


@dataclass(frozen=True, slots=True)
class Curve:
    """The curve of an edition that was decided about.

    counts: active registrations on the decision date, one day before it, two days before it, and so
    on, as far back as people could register. minimum and capacity: what held then. kinds: what the
    edition is one of, from the widest to the narrowest (its team, its format, its training).
    """

    decision_on: date
    minimum: int
    capacity: int
    counts: tuple[int, ...]
    kinds: tuple[Hashable, ...] = ()

    @property
    def final(self) -> int:
        """The count on the decision date."""
        return self.counts[0]

    @property
    def reached(self) -> bool:
        """Whether the minimum was reached on the decision date."""
        return self.final >= self.minimum


def active_at(spans: Iterable[Span], at: datetime) -> int:
    """How many of these registrations were active at a moment."""
    return sum(begun <= at and (ended is None or at < ended) for begun, ended in spans)


def counts_before(
    decision_on: date,
    opened_on: date,
    spans: Iterable[Span],
    capacity: int,
    cancelled_at: datetime | None = None,
) -> tuple[int, ...]:
    """The counts of a curve, the decision date first; none when it opened after that date.

    No count passes the capacity: who waited for a seat before taking one counts from the moment of
    joining the line. An edition that was cancelled before its decision date keeps the count of that
    moment for the days that were left.
    """
    known = list(spans)
    last = None if cancelled_at is None else cancelled_at - timedelta(microseconds=1)
    days = min((decision_on - opened_on).days, LONGEST)
    counts = []
    for back in range(days + 1):
        at = local_moment(decision_on - timedelta(days=back), time(12))
        counts.append(min(capacity, active_at(known, at if last is None else min(at, last))))
    return tuple(counts)


@dataclass(frozen=True, slots=True)
class Point:
    """A day on which the count of a running edition changed, and the count from then on."""

    on: date
    count: int


def points_until(
    now: datetime, opened_on: date, spans: Iterable[Span], capacity: int
) -> tuple[Point, ...]:
    """How a running edition filled up: its first day, and each day on which the count changed.

    The count of a day is that of its end, and for today that of `now`. Empty before it opens.
    """
    known = list(spans)
    today = local_date(now)
    points: list[Point] = []
    for number in range((today - opened_on).days + 1):
        day = opened_on + timedelta(days=number)
        at = now if day == today else local_moment(day + timedelta(days=1), time())
        count = min(capacity, active_at(known, at))
        if not points or points[-1].count != count:
            points.append(Point(day, count))
    return tuple(points)
