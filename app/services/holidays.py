"""Days off: the public holidays of Belgium, from the well-kept list of the `holidays` library, and
the days on which the organisation is closed (setting)."""

from datetime import date
from functools import cache

from holidays import country_holidays

from app.extensions import settings
from app.rules.workdays import is_working_day


@cache
def _of_year(year: int) -> frozenset[date]:
    return frozenset(country_holidays("BE", years=year))


def around(day: date) -> frozenset[date]:
    """The days off of the year of `day`, the year before and the year after."""
    public = _of_year(day.year - 1) | _of_year(day.year) | _of_year(day.year + 1)
    return public.union(settings().closing_days)


def name_of(day: date, language: str) -> str | None:
    """What public holiday it is, in Dutch, French or English; None on any other day."""
    names = {"fr": "fr", "en": "en_US"}
    name: str | None = _names_of_year(day.year, names.get(language, "nl")).get(day)
    return name


@cache
def _names_of_year(year: int, language: str) -> dict[date, str]:
    return dict(country_holidays("BE", years=year, language=language))


def is_working(day: date) -> bool:
    """Whether we are at work on that day."""
    return is_working_day(day, around(day))


def coming(day: date) -> list[date]:
    """The public holidays from `day` to the end of the next year."""
    return sorted(one for one in _of_year(day.year) | _of_year(day.year + 1) if one >= day)
