"""Which days a copied edition is proposed on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.offering.copying import MOST_WEEKS_ON, STANDARD_WEEKS, proposed_days

TODAY = date(2019, 12, 1)
TUESDAYS = [date(2026, 3, 3), date(2026, 3, 10), date(2026, 3, 17)]


def test_a_year_on_is_the_same_day_of_the_week() -> None:
    later = proposed_days(TUESDAYS, STANDARD_WEEKS, lambda day: False, TODAY)
    assert later == [date(2027, 3, 2), date(2027, 3, 9), date(2027, 3, 16)]


def test_from_a_day_that_is_off_on_the_whole_trajectory_moves_on() -> None:
    off = {date(2027, 3, 9), date(2027, 3, 16)}
    later = proposed_days(TUESDAYS, STANDARD_WEEKS, off.__contains__, TODAY)
    assert later == [date(2027, 3, 2), date(2027, 3, 23), date(2027, 3, 30)]


def test_where_nothing_is_free_the_day_stays() -> None:
    assert proposed_days(TUESDAYS[:1], 1, lambda day: True, TODAY) == [date(2026, 3, 10)]
    last_free = TUESDAYS[0] + timedelta(weeks=1 + MOST_WEEKS_ON)
    assert proposed_days(TUESDAYS[:1], 1, lambda day: day != last_free, TODAY) == [last_free]


def test_what_is_long_ago_is_proposed_in_the_year_to_come() -> None:
    for today, first in (
        (date(2026, 3, 9), date(2027, 3, 2)),
        (date(2027, 3, 1), date(2027, 3, 2)),
        (date(2027, 3, 2), date(2028, 2, 29)),
        (date(2029, 1, 1), date(2029, 2, 27)),
    ):
        assert proposed_days(TUESDAYS[:1], 52, lambda day: False, today) == [first]


def test_no_weeks_propose_nothing() -> None:
    with pytest.raises(ValueError, match="weeks"):
        proposed_days(TUESDAYS, 0, lambda day: False, TODAY)


days = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(st.lists(days, min_size=1, max_size=6).map(sorted), st.integers(1, 104), st.sets(days))
def test_the_order_the_day_of_the_week_and_the_rhythm_stay(
    planned: list[date], weeks: int, off: set[date]
) -> None:
    later = proposed_days(planned, weeks, off.__contains__, TODAY)
    moved = [(b - a).days for a, b in zip(planned, later, strict=True)]
    assert moved == sorted(moved)
    assert all(number % 7 == 0 and number >= 7 * weeks for number in moved)
    assert not off & set(later) or len(off) > MOST_WEEKS_ON
