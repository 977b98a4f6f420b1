"""Working days and local dates, with Belgian holidays and both clock changes of 2027."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.workdays import is_working_day, local_date, local_moment, working_days_before
from tests.rules.brussels import AUTUMN_CHANGE, HOLIDAYS, SPRING_CHANGE

DAYS = st.dates(date(2026, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        # winter: Brussels is one hour ahead; summer: two
        (datetime(2027, 2, 8, 22, 59, tzinfo=UTC), date(2027, 2, 8)),
        (datetime(2027, 2, 8, 23, 0, tzinfo=UTC), date(2027, 2, 9)),
        (datetime(2027, 7, 8, 21, 59, tzinfo=UTC), date(2027, 7, 8)),
        (datetime(2027, 7, 8, 22, 0, tzinfo=UTC), date(2027, 7, 9)),
        # the nights around the changes
        (datetime(2027, 3, 27, 23, 0, tzinfo=UTC), date(2027, 3, 28)),
        (datetime(2027, 3, 28, 22, 0, tzinfo=UTC), date(2027, 3, 29)),
        (datetime(2027, 10, 30, 22, 0, tzinfo=UTC), date(2027, 10, 31)),
        (datetime(2027, 10, 31, 22, 59, tzinfo=UTC), date(2027, 10, 31)),
        # the leap day
        (datetime(2028, 2, 28, 23, 0, tzinfo=UTC), date(2028, 2, 29)),
        (datetime(2028, 2, 29, 23, 0, tzinfo=UTC), date(2028, 3, 1)),
    ],
)
def test_the_day_of_a_moment_is_the_one_in_brussels(moment: datetime, day: date) -> None:
    assert local_date(moment) == day


@pytest.mark.parametrize(
    ("day", "at", "moment"),
    [
        (date(2027, 2, 8), time(9), datetime(2027, 2, 8, 8, tzinfo=UTC)),
        (date(2027, 7, 8), time(9), datetime(2027, 7, 8, 7, tzinfo=UTC)),
        (SPRING_CHANGE - timedelta(days=1), time(9), datetime(2027, 3, 27, 8, tzinfo=UTC)),
        (SPRING_CHANGE, time(9), datetime(2027, 3, 28, 7, tzinfo=UTC)),
        (AUTUMN_CHANGE - timedelta(days=1), time(9), datetime(2027, 10, 30, 7, tzinfo=UTC)),
        (AUTUMN_CHANGE, time(9), datetime(2027, 10, 31, 8, tzinfo=UTC)),
        # 02:30 is skipped: read with the offset before it
        (SPRING_CHANGE, time(2, 30), datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
        # 02:30 comes twice: the first
        (AUTUMN_CHANGE, time(2, 30), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (date(2028, 2, 29), time(9), datetime(2028, 2, 29, 8, tzinfo=UTC)),
    ],
)
def test_the_moment_of_a_time_on_a_day(day: date, at: time, moment: datetime) -> None:
    assert local_moment(day, at).astimezone(UTC) == moment


@given(day=DAYS, hour=st.integers(3, 23))
def test_a_time_by_day_comes_back_as_it_was_written(day: date, hour: int) -> None:
    moment = local_moment(day, time(hour)).astimezone(UTC)
    assert local_date(moment) == day


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2027, 2, 5), True),  # Friday
        (date(2027, 2, 6), False),  # Saturday
        (date(2027, 2, 7), False),  # Sunday
        (date(2027, 2, 8), True),  # Monday
        (date(2027, 3, 29), False),  # Easter Monday
        (date(2027, 5, 6), False),  # Ascension Day
        (date(2027, 5, 7), True),  # the bridge day after it is no public holiday
        (date(2027, 5, 17), False),  # Whit Monday
        (date(2027, 7, 21), False),  # National Day
        (date(2027, 11, 1), False),  # All Saints' Day
        (date(2027, 11, 2), True),
        (date(2027, 11, 11), False),  # Armistice Day
        (date(2028, 2, 29), True),  # leap day, a Tuesday
    ],
)
def test_working_days_in_belgium(day: date, works: bool) -> None:
    assert is_working_day(day, HOLIDAYS) is works


@pytest.mark.parametrize(
    ("day", "number", "before"),
    [
        (date(2027, 2, 10), 0, date(2027, 2, 10)),
        (date(2027, 2, 10), 1, date(2027, 2, 9)),
        (date(2027, 2, 8), 1, date(2027, 2, 5)),  # over a weekend
        (date(2027, 2, 7), 1, date(2027, 2, 5)),  # from a Sunday
        (date(2027, 2, 7), 0, date(2027, 2, 7)),  # a day itself need not be a working day
        (date(2027, 3, 30), 1, date(2027, 3, 26)),  # over Easter and the spring change
        (date(2027, 5, 10), 2, date(2027, 5, 5)),  # over Ascension Day
        (date(2027, 11, 2), 1, date(2027, 10, 29)),  # over All Saints' and the autumn change
        (date(2028, 1, 3), 2, date(2027, 12, 30)),  # over New Year
        (date(2028, 3, 1), 1, date(2028, 2, 29)),  # to a leap day
        (date(2028, 3, 1), 2, date(2028, 2, 28)),
        (date(2027, 4, 12), 10, date(2027, 3, 26)),
    ],
)
def test_working_days_before_a_date(day: date, number: int, before: date) -> None:
    assert working_days_before(day, number, HOLIDAYS) == before


@given(day=DAYS, number=st.integers(1, 60))
def test_exactly_so_many_working_days_lie_between(day: date, number: int) -> None:
    found = working_days_before(day, number, HOLIDAYS)
    between = [found + timedelta(days=offset) for offset in range((day - found).days)]
    assert sum(is_working_day(one, HOLIDAYS) for one in between) == number
    assert is_working_day(found, HOLIDAYS)


def test_a_negative_number_of_working_days_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        working_days_before(date(2027, 2, 8), -1, HOLIDAYS)
