"""The public holidays of Belgium: the ten of the law, and the two Sundays that everybody counts.

Source: royal decree of 18 April 1974 on public holidays, article 1, for the ten days.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum


class PublicHoliday(StrEnum):
    """The holidays in the order of a year."""

    NEW_YEAR = "new_year"
    EASTER = "easter"
    EASTER_MONDAY = "easter_monday"
    LABOUR_DAY = "labour_day"
    ASCENSION = "ascension"
    WHIT_SUNDAY = "whit_sunday"
    WHIT_MONDAY = "whit_monday"
    NATIONAL_DAY = "national_day"
    ASSUMPTION = "assumption"
    ALL_SAINTS = "all_saints"
    ARMISTICE = "armistice"
    CHRISTMAS = "christmas"


def of_year(easter: date) -> Mapping[date, PublicHoliday]:
    """The holidays of a year by day, from its Easter Sunday.

    Where Ascension falls on Labour Day (2008, 2160) the day is called after the latter.
    """
    after_easter = {
        PublicHoliday.EASTER: 0,
        PublicHoliday.EASTER_MONDAY: 1,
        PublicHoliday.ASCENSION: 39,
        PublicHoliday.WHIT_SUNDAY: 49,
        PublicHoliday.WHIT_MONDAY: 50,
    }
    fixed = {
        PublicHoliday.NEW_YEAR: (1, 1),
        PublicHoliday.LABOUR_DAY: (5, 1),
        PublicHoliday.NATIONAL_DAY: (7, 21),
        PublicHoliday.ASSUMPTION: (8, 15),
        PublicHoliday.ALL_SAINTS: (11, 1),
        PublicHoliday.ARMISTICE: (11, 11),
        PublicHoliday.CHRISTMAS: (12, 25),
    }
    found = {easter + timedelta(days=days): holiday for holiday, days in after_easter.items()}
    found |= {date(easter.year, *day): holiday for holiday, day in fixed.items()}
    return found
