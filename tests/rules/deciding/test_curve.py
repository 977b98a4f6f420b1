"""Booking curves: net counts at noon, day by day, and how a running edition filled up."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.deciding.curve import (
    LONGEST,
    Curve,
    Point,
    Span,
    active_at,
    counts_before,
    points_until,
)
from app.rules.workdays import local_date
from tests.support.time import moment

DECISION = date(2027, 3, 15)
OPENED = date(2027, 3, 10)
DAY = timedelta(days=1)


def span(begun: str, ended: str | None = None) -> Span:
    return moment(begun), (ended and moment(ended)) or None


SPANS = [
    span("2027-03-10 09:00"),
    span("2027-03-11 12:00"),
    span("2027-03-11 12:01", "2027-03-13 12:00"),
    span("2027-03-14 23:59"),
    span("2027-03-15 12:01"),
]


def test_a_registration_counts_from_its_beginning_until_its_end() -> None:
    one = [span("2027-03-11 12:01", "2027-03-13 12:00")]
    moments = ("2027-03-11 12:00", "2027-03-11 12:01", "2027-03-13 11:59", "2027-03-13 12:00")
    assert [active_at(one, moment(at)) for at in moments] == [0, 1, 1, 0]


def test_the_counts_are_those_of_noon_the_decision_date_first() -> None:
    assert counts_before(DECISION, OPENED, SPANS, 14) == (3, 2, 2, 3, 2, 1)
    curve = Curve(DECISION, 3, 14, (3, 2, 2, 3, 2, 1))
    assert (curve.final, curve.reached) == (3, True)
    assert not Curve(DECISION, 4, 14, curve.counts).reached


def test_noon_is_that_of_brussels_on_both_sides_of_the_change_of_the_clock() -> None:
    spans = [span("2027-03-27 12:00"), span("2027-03-28 12:00"), span("2027-03-29 12:01")]
    assert counts_before(date(2027, 3, 29), date(2027, 3, 27), spans, 14) == (2, 2, 1)


def test_no_count_passes_the_capacity() -> None:
    assert counts_before(DECISION, OPENED, SPANS, 2) == (2, 2, 2, 2, 2, 1)


@pytest.mark.parametrize("cancelled", ["2027-03-12 15:00", "2027-03-13 11:59"])
def test_what_is_cancelled_keeps_the_count_of_that_moment(cancelled: str) -> None:
    at = moment(cancelled)
    ended = [(begun, at if end is None else end) for begun, end in SPANS if begun < at]
    assert counts_before(DECISION, OPENED, ended, 14, at) == (3, 3, 3, 3, 2, 1)


def test_a_curve_begins_where_registration_opened_and_is_no_longer_than_needed() -> None:
    assert len(counts_before(DECISION, DECISION, SPANS, 14)) == 1
    assert counts_before(DECISION, DECISION + DAY, SPANS, 14) == ()
    assert len(counts_before(DECISION, DECISION - LONGEST * DAY, [], 14)) == LONGEST + 1
    assert len(counts_before(DECISION, DECISION - (LONGEST + 1) * DAY, [], 14)) == LONGEST + 1


def test_a_running_edition_is_drawn_by_the_days_on_which_it_changed() -> None:
    points = points_until(moment("2027-03-15 18:00"), OPENED, SPANS, 14)
    assert points == (
        Point(date(2027, 3, 10), 1),
        Point(date(2027, 3, 11), 3),
        Point(date(2027, 3, 13), 2),
        Point(date(2027, 3, 14), 3),
        Point(date(2027, 3, 15), 4),
    )
    assert points_until(moment("2027-03-15 12:00"), OPENED, SPANS, 14) == points[:4]
    assert points_until(moment("2027-03-09 23:59"), OPENED, SPANS, 14) == ()


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    found = []
    for _ in range(draw(st.integers(0, 12))):
        begun = moment("2027-03-01 00:00") + timedelta(hours=draw(st.integers(0, 400)))
        hours = draw(st.none() | st.integers(1, 200))
        found.append((begun, None if hours is None else begun + timedelta(hours=hours)))
    return found


@given(spans=spans(), capacity=st.integers(1, 20), hours=st.integers(0, 500))
def test_the_drawing_ends_at_the_count_of_now(spans: list[Span], capacity: int, hours: int) -> None:
    now: datetime = moment("2027-03-01 00:00") + timedelta(hours=hours)
    points = points_until(now, date(2027, 3, 1), spans, capacity)
    assert points[-1].count == min(capacity, active_at(spans, now))
    assert points[-1].on <= local_date(now)
    pairs = list(pairwise(points))
    assert all(one.on < two.on and one.count != two.count for one, two in pairs)
