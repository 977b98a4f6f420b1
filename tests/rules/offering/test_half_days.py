"""Half-days: one up to four hours, two beyond, or what a coordinator says."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.offering.half_days import MeetingSpan, half_days
from tests.rules.brussels import at


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "counted"),
    [
        (at(2027, 2, 8, 10), at(2027, 2, 8, 11, 30), 1),
        (at(2027, 2, 8, 9), at(2027, 2, 8, 12, 59), 1),
        (at(2027, 2, 8, 9), at(2027, 2, 8, 13), 1),
        (at(2027, 2, 8, 9), at(2027, 2, 8, 13, 1), 2),
        (at(2027, 2, 8, 9, 30), at(2027, 2, 8, 16, 30), 2),
        (at(2028, 2, 29, 9), at(2028, 2, 29, 13), 1),
    ],
)
def test_a_meeting_up_to_four_hours_is_one_half_day(
    starts_at: datetime, ends_at: datetime, counted: int
) -> None:
    assert half_days(MeetingSpan(starts_at, ends_at)) == counted


def test_hours_are_lived_hours_when_the_clock_changes() -> None:
    # The wall shows 5 hours in spring and 4 in autumn; people sat there for 4 and for 5.
    assert half_days(MeetingSpan(at(2027, 3, 28, 0), at(2027, 3, 28, 5))) == 1
    assert half_days(MeetingSpan(at(2027, 10, 31, 0), at(2027, 10, 31, 4))) == 2


@pytest.mark.parametrize("correction", [0, 1, 2, 3])
def test_a_correction_always_counts(correction: int) -> None:
    span = MeetingSpan(at(2027, 2, 8, 9), at(2027, 2, 8, 12), correction)
    assert half_days(span) == correction


@given(minutes=st.integers(1, 24 * 60), more=st.integers(0, 24 * 60))
def test_a_longer_meeting_never_counts_for_less(minutes: int, more: int) -> None:
    start = at(2027, 2, 8, 9)
    shorter = MeetingSpan(start, start + timedelta(minutes=minutes))
    longer = MeetingSpan(start, start + timedelta(minutes=minutes + more))
    assert half_days(shorter) <= half_days(longer)
