"""Moments and holidays as people in Belgium read them, for the tests of the rules."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

BRUSSELS = ZoneInfo("Europe/Brussels")

#: The clock goes forward at 02:00 on this day and back at 03:00 on the other.
SPRING_CHANGE = date(2027, 3, 28)
AUTUMN_CHANGE = date(2027, 10, 31)

HOLIDAYS = frozenset(country_holidays("BE", years=range(2025, 2031)))


def at(year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """The moment, in UTC as it is stored, at which a clock in Brussels shows this."""
    return datetime(year, month, day, hour, minute, tzinfo=BRUSSELS).astimezone(UTC)


def ticks(start: datetime, end: datetime, step: timedelta) -> Iterator[datetime]:
    """Every moment from start to end at which a clock that ticks each `step` looks."""
    moment = start
    while moment <= end:
        yield moment
        moment += step
