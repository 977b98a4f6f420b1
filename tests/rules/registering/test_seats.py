"""Seats: active registrations and open offers within the capacity."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.registering.seats import SeatCount

NUMBERS = st.integers(0, 60)


@pytest.mark.parametrize(
    ("seats", "taken", "free", "full"),
    [
        (SeatCount(18), 0, 18, False),
        (SeatCount(18, active=17), 17, 1, False),
        (SeatCount(18, active=18), 18, 0, True),
        (SeatCount(18, active=17, offered=1), 18, 0, True),
        (SeatCount(18, active=16, offered=1), 17, 1, False),
        # a seat is free, but somebody was here first
        (SeatCount(18, active=17, waiting=1), 17, 1, True),
        # the room became smaller
        (SeatCount(12, active=14), 14, 0, True),
    ],
)
def test_who_finds_a_seat(seats: SeatCount, taken: int, free: int, full: bool) -> None:
    assert seats.taken == taken
    assert seats.free == free
    assert seats.full is full


@pytest.mark.parametrize(
    ("active", "offered", "oversold"), [(8, 0, False), (7, 1, False), (8, 1, True), (9, 0, True)]
)
def test_an_offer_counts_when_a_guard_looks_for_an_oversold_edition(
    active: int, offered: int, oversold: bool
) -> None:
    assert SeatCount(8, active=active, offered=offered).oversold is oversold


@given(capacity=NUMBERS, active=NUMBERS, offered=NUMBERS, waiting=NUMBERS)
def test_every_seat_is_either_taken_or_free(
    capacity: int, active: int, offered: int, waiting: int
) -> None:
    seats = SeatCount(capacity, active, offered, waiting)
    assert seats.free >= 0
    assert seats.oversold or seats.taken + seats.free == capacity
    assert not (seats.oversold and seats.free), "an oversold edition has nothing to give"
