"""The pace at which an edition fills up, and whether that is enough."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.deciding.curve import Point
from app.rules.deciding.forecast import Forecast
from app.rules.deciding.minimum import MinimumFacts
from app.rules.deciding.pace import at_present_pace, falls_short
from app.rules.states import EditionState

OPENED = date(2027, 2, 1)
TODAY = date(2027, 3, 3)
DECISION = date(2027, 3, 17)


def points(*counts: tuple[int, int]) -> list[Point]:
    """Points so many days before today."""
    return [Point(TODAY - timedelta(days=days), count) for days, count in counts]


@pytest.mark.parametrize(
    ("filled", "expected"),
    [
        # Three in the last two weeks, and two more weeks to go.
        (points((30, 0), (20, 2), (10, 3), (2, 5)), 8),
        # The rush of a month ago is no pace.
        (points((30, 0), (29, 6)), 6),
        # Opened a week ago: two in seven days make four in fourteen.
        (points((7, 0), (3, 2)), 6),
        # Opened today.
        (points((0, 1)), 15),
        # Somebody withdrew: it is not thought to empty.
        (points((30, 0), (20, 5), (3, 4)), 4),
        # A registration on the first of the last fourteen days is part of the pace.
        (points((30, 0), (14, 2)), 4),
        (points((30, 0), (15, 2)), 2),
    ],
)
def test_what_came_in_lately_comes_in_again(filled: list[Point], expected: int) -> None:
    assert at_present_pace(filled, TODAY, DECISION) == expected


def test_on_the_decision_date_nothing_comes_any_more() -> None:
    assert at_present_pace(points((30, 0), (2, 5)), TODAY, TODAY) == 5
    assert at_present_pace(points((30, 0), (2, 5)), TODAY, TODAY - timedelta(days=3)) == 5


FACTS = MinimumFacts(EditionState.PUBLISHED, 5, 8, DECISION, date(2027, 3, 31))
SLOW, FAST = points((30, 0), (20, 5)), points((30, 0), (10, 5))


def test_the_forecast_says_it_and_without_one_the_pace() -> None:
    def forecast(chance: float) -> Forecast:
        return Forecast(chance=chance, low=4, high=9, curves=20)

    assert falls_short(FACTS, FAST, forecast(0.49), TODAY)
    assert not falls_short(FACTS, SLOW, forecast(0.5), TODAY)
    assert falls_short(FACTS, SLOW, None, TODAY)
    assert not falls_short(FACTS, FAST, None, TODAY)
    assert falls_short(FACTS, [], None, TODAY)
    assert not falls_short(replace(FACTS, count=8), SLOW, forecast(0.1), TODAY)


@given(st.lists(st.integers(0, 20), min_size=1, max_size=40), st.integers(0, 60))
def test_it_never_falls_and_more_time_never_brings_less(counts: list[int], left: int) -> None:
    filled = points(*((len(counts) - 1 - n, count) for n, count in enumerate(counts)))
    day = TODAY + timedelta(days=left)
    expected = at_present_pace(filled, TODAY, day)
    assert counts[-1] <= expected <= at_present_pace(filled, TODAY, day + timedelta(days=1))
