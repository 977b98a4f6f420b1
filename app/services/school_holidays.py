"""School holidays of Flanders around a day; Easter comes from `python-dateutil`."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from dateutil.easter import easter

from app.rules.offering.school_holidays import Period, SchoolHoliday, of_calendar_year


@cache
def around(year: int) -> Sequence[Period]:
    """The holidays that touch a calendar year, first one first."""
    found = [
        period
        for begins in (year - 1, year)
        for period in of_calendar_year(begins, easter(begins)).values()
        if period.last.year >= year
    ]
    return tuple(sorted(found, key=lambda period: period.first))


def on(day: date) -> SchoolHoliday | None:
    """Which school holiday it is on that day, None on a day of school."""
    return next((period.holiday for period in around(day.year) if day in period), None)
