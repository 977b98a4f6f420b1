"""The backtest: what was known at the time, and scores that can be counted by hand."""

from datetime import date, timedelta

import pytest

from app.rules.deciding.backtest import Calibration, Case, Score, calibration, cases_of, score
from app.rules.deciding.curve import Curve

FIRST = date(2027, 1, 1)
DAYS, MOST = 7, 300


def curve(after: int, pickup: int, before: int = 5, days: int = DAYS) -> Curve:
    """Decided so many days after the first of January; its last week brought `pickup`."""
    counts = (before + pickup, *[before] * days)
    return Curve(FIRST + timedelta(days=after), 8, 14, counts)


def test_an_edition_is_forecast_from_those_decided_before_that_day() -> None:
    past = [curve(day, 3 if day % 2 else 0) for day in range(16)]
    # Seven days before this decision, that of the last one in the past is a day old.
    now = curve(15 + 8, 3)
    (case,) = cases_of([now, *past], DAYS, MOST)
    # Three are missing; 8 of 16 got three.
    assert case == Case(DAYS, 8.5 / 17, by_count=0, by_share=0.5, in_range=True, reached=True)
    # A day sooner, the last one was not decided yet when the forecast was made: fifteen are left.
    (case,) = cases_of([curve(15 + 7, 3), *past], DAYS, MOST)
    assert case.chance == 7.5 / 16
    assert case.by_share == 7 / 15
    assert cases_of([curve(14 + 7, 3), *past], DAYS, MOST) == []


def test_only_the_latest_of_the_past_and_the_years_that_are_asked_for_count() -> None:
    past = [curve(day, 0) for day in range(20)] + [curve(20 + day, 3) for day in range(15)]
    now = curve(60, 3)
    *sooner, case = cases_of([*past, now], DAYS, 15)
    assert case.chance == 15.5 / 16
    for years, number in (((2027,), len(sooner) + 1), ((2026,), 0), (range(2026, 2029), 14)):
        assert len(cases_of([*past, now], DAYS, 15, years)) == number


def test_an_edition_that_was_not_open_yet_is_no_case() -> None:
    past = [curve(day, 3) for day in range(15)]
    assert len(cases_of([*past, curve(60, 3)], DAYS, MOST)) == 1
    assert cases_of([*past, curve(60, 3, days=DAYS - 1)], DAYS, MOST) == []


SCORED = [
    Case(DAYS, 0.8, by_count=1, by_share=0.5, in_range=True, reached=True),
    Case(DAYS, 0.4, by_count=0, by_share=0.5, in_range=True, reached=True),
    Case(DAYS, 0.1, by_count=0, by_share=0.5, in_range=False, reached=False),
    Case(DAYS, 0.1, by_count=1, by_share=0.5, in_range=True, reached=False),
]


def test_the_scores_by_hand() -> None:
    assert score(SCORED) == Score(
        DAYS,
        4,
        forecast=pytest.approx((0.04 + 0.36 + 0.01 + 0.01) / 4),
        by_count=0.5,
        by_share=0.25,
        in_range=0.75,
    )


def test_the_calibration_by_hand() -> None:
    certain = Case(DAYS, 1.0, by_count=1, by_share=1, in_range=True, reached=True)
    assert calibration([*SCORED, certain], steps=5) == [
        Calibration(0.0, 0.2, 2, said=pytest.approx(0.1), came_true=0.0),
        Calibration(0.4, 0.6, 1, said=0.4, came_true=1.0),
        Calibration(0.8, 1.0, 2, said=pytest.approx(0.9), came_true=1.0),
    ]
    assert calibration([]) == []
