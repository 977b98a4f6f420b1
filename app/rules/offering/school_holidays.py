"""School holidays of Flanders, computed from the rules that the Flemish government published.

Source: the rules beside the dates on onderwijs.vlaanderen.be ("Schoolvakanties: hoe worden de data
bepaald?"), the same for basic and secondary education. Single days off are not in it, neither those
of everybody (11 November) nor those that a school chooses itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class SchoolHoliday(StrEnum):
    """The five holidays of a school year, in their order."""

    AUTUMN = "autumn"
    CHRISTMAS = "christmas"
    SPRING = "spring"
    EASTER = "easter"
    SUMMER = "summer"


@dataclass(frozen=True, slots=True)
class Period:
    """Days off school, from `first` up to and including `last`."""

    holiday: SchoolHoliday
    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        """Whether schools are closed for it on that day."""
        return self.first <= day <= self.last


_WEEK = timedelta(days=7)
_SUNDAY = 6
_SATURDAY = 5


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _weeks(holiday: SchoolHoliday, monday: date, number: int) -> Period:
    return Period(holiday, monday, monday + number * _WEEK - timedelta(days=1))


def _autumn(all_saints: date) -> Period:
    """The week of 1 November; the week after when that is a Sunday."""
    monday = _monday(all_saints) + (_WEEK if all_saints.weekday() == _SUNDAY else timedelta())
    return _weeks(SchoolHoliday.AUTUMN, monday, 1)


def _christmas(day: date) -> Period:
    """Two weeks from the Monday of the week of 25 December; from the next in a weekend."""
    monday = _monday(day) + (_WEEK if day.weekday() >= _SATURDAY else timedelta())
    return _weeks(SchoolHoliday.CHRISTMAS, monday, 2)


def _spring(easter: date) -> Period:
    """The week of the seventh Monday before Easter."""
    return _weeks(SchoolHoliday.SPRING, _monday(easter) - 6 * _WEEK, 1)


def _easter(easter: date) -> Period:
    """Two weeks from the first Monday of April.

    From Easter Monday when Easter falls in March; from the second Monday before Easter when it
    falls after 15 April, and Easter Monday is a day off as well.
    """
    if easter.month == 3:
        monday = easter + timedelta(days=1)
    elif easter > date(easter.year, 4, 15):
        monday = _monday(easter) - _WEEK
    else:
        monday = _monday(date(easter.year, 4, 7))
    period = _weeks(SchoolHoliday.EASTER, monday, 2)
    easter_monday = easter + timedelta(days=1)
    return Period(period.holiday, period.first, max(period.last, easter_monday))


def of_calendar_year(year: int, easter: date) -> Mapping[SchoolHoliday, Period]:
    """The holidays that begin in a year, of which Easter is on `easter`.

    Those of a school year are the autumn and Christmas holidays of one year with the others of the
    next. The first days of January belong to the Christmas holidays of the year before.
    """
    if easter.year != year:
        raise ValueError(f"{easter} is not in {year}")
    summer = Period(SchoolHoliday.SUMMER, date(year, 7, 1), date(year, 8, 31))
    periods = (
        _autumn(date(year, 11, 1)),
        _christmas(date(year, 12, 25)),
        _spring(easter),
        _easter(easter),
        summer,
    )
    return {period.holiday: period for period in periods}
