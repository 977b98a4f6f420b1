"""Days off: the public holidays of Belgium, whose Easter comes from `python-dateutil`, and the days
on which the organisation is closed (setting)."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from dateutil.easter import easter

from app.extensions import settings
from app.rules.public_holidays import PublicHoliday, of_year
from app.rules.workdays import is_working_day


@cache
def _of_year(year: int) -> Mapping[date, PublicHoliday]:
    return of_year(easter(year))


@cache
def _around(year: int) -> frozenset[date]:
    return frozenset(_of_year(year - 1)).union(_of_year(year), _of_year(year + 1))


def around(day: date) -> frozenset[date]:
    """The days off of the year of `day`, the year before and the year after."""
    return _around(day.year).union(settings().closing_days)


def on(day: date) -> PublicHoliday | None:
    """What public holiday it is; None on any other day."""
    return _of_year(day.year).get(day)


def is_working(day: date) -> bool:
    """Whether we are at work on that day."""
    return is_working_day(day, around(day))


def coming(day: date) -> list[date]:
    """The public holidays from `day` to the end of the next year."""
    return sorted(one for year in (day.year, day.year + 1) for one in _of_year(year) if one >= day)
