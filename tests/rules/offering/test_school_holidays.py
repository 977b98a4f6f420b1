"""School holidays of Flanders, against the dates that were published for seven school years."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.easter import easter
from hypothesis import given
from hypothesis import strategies as st

from app.rules.offering.school_holidays import SchoolHoliday, of_calendar_year

#: (autumn, Christmas) of the first year, (spring, Easter) of the second: first and last day as the
#: Department of Education published them; weekends after the last school week count along.
PUBLISHED = {
    2020: (
        "2020-11-02/2020-11-08",
        "2020-12-21/2021-01-03",
        "2021-02-15/2021-02-21",
        "2021-04-05/2021-04-18",
    ),
    2021: (
        "2021-11-01/2021-11-07",
        "2021-12-27/2022-01-09",
        "2022-02-28/2022-03-06",
        "2022-04-04/2022-04-18",
    ),
    2022: (
        "2022-10-31/2022-11-06",
        "2022-12-26/2023-01-08",
        "2023-02-20/2023-02-26",
        "2023-04-03/2023-04-16",
    ),
    2023: (
        "2023-10-30/2023-11-05",
        "2023-12-25/2024-01-07",
        "2024-02-12/2024-02-18",
        "2024-04-01/2024-04-14",
    ),
    2024: (
        "2024-10-28/2024-11-03",
        "2024-12-23/2025-01-05",
        "2025-03-03/2025-03-09",
        "2025-04-07/2025-04-21",
    ),
    2025: (
        "2025-10-27/2025-11-02",
        "2025-12-22/2026-01-04",
        "2026-02-16/2026-02-22",
        "2026-04-06/2026-04-19",
    ),
    2026: (
        "2026-11-02/2026-11-08",
        "2026-12-21/2027-01-03",
        "2027-02-08/2027-02-14",
        "2027-03-29/2027-04-11",
    ),
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_dates_that_were_published(year: int) -> None:
    first, second = (of_calendar_year(y, easter(y)) for y in (year, year + 1))
    found = (
        first[SchoolHoliday.AUTUMN],
        first[SchoolHoliday.CHRISTMAS],
        second[SchoolHoliday.SPRING],
        second[SchoolHoliday.EASTER],
    )
    assert tuple(f"{period.first}/{period.last}" for period in found) == PUBLISHED[year]
    summer = second[SchoolHoliday.SUMMER]
    assert (summer.first, summer.last) == (date(year + 1, 7, 1), date(year + 1, 8, 31))


def test_a_period_holds_its_first_and_its_last_day() -> None:
    period = of_calendar_year(2027, date(2027, 3, 28))[SchoolHoliday.SPRING]
    day = timedelta(days=1)
    around = (period.first - day, period.first, period.last, period.last + day)
    assert [moment in period for moment in around] == [False, True, True, False]


@given(st.integers(1990, 2100))
def test_what_holds_in_every_year(year: int) -> None:
    sunday = easter(year)
    found = of_calendar_year(year, sunday)
    assert list(found) == [
        SchoolHoliday.AUTUMN,
        SchoolHoliday.CHRISTMAS,
        SchoolHoliday.SPRING,
        SchoolHoliday.EASTER,
        SchoolHoliday.SUMMER,
    ]
    for holiday, period in found.items():
        assert period.holiday is holiday
        assert holiday is SchoolHoliday.SUMMER or period.first.weekday() == 0
    # Easter Monday is a day off in every year, and so are All Saints and Christmas, unless they
    # fall in the weekend before.
    assert sunday + timedelta(days=1) in found[SchoolHoliday.EASTER]
    for holiday, day in (
        (SchoolHoliday.AUTUMN, date(year, 11, 1)),
        (SchoolHoliday.CHRISTMAS, date(year, 12, 25)),
    ):
        assert day in found[holiday] or day.weekday() >= 5
    ordered = sorted(found.values(), key=lambda period: period.first)
    assert all(one.last < later.first for one, later in pairwise(ordered))


def test_an_easter_of_another_year_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="2027"):
        of_calendar_year(2028, date(2027, 3, 28))
