"""The waiting list: no seat empty while somebody waits, none given twice, nobody skipped."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import (
    WindowFacts,
    check_withdrawal,
    is_open,
    place_for_newcomer,
)
from app.rules.registering.seats import SeatCount
from app.rules.registering.waiting_list import (
    Offer,
    check_offer,
    has_lapsed,
    offer_expiry,
    offers_to_make,
)
from app.rules.states import LIVE_REGISTRATIONS, EditionState, RegistrationState
from tests.rules.brussels import at

NOW = at(2027, 3, 15, 10)
CLOSES = at(2027, 3, 28, 9)
STARTS = at(2027, 3, 29, 9)
SECOND = timedelta(seconds=1)
REGISTERED, WAITLISTED, OFFERED, WITHDRAWN = (
    RegistrationState.REGISTERED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
    RegistrationState.WITHDRAWN,
)


# One offer.


@pytest.mark.parametrize(
    ("now", "expires_at"),
    [
        (NOW, at(2027, 3, 17, 10)),
        (CLOSES - timedelta(hours=48), CLOSES),
        # 48 hours are cut short by the closing
        (CLOSES - timedelta(hours=48) + SECOND, CLOSES),
        (CLOSES - SECOND, CLOSES),
    ],
)
def test_an_offer_holds_for_48_hours_but_never_past_the_closing(
    now: datetime, expires_at: datetime
) -> None:
    assert offer_expiry(now, 48, CLOSES) == expires_at


@pytest.mark.parametrize(
    ("offered_at", "expires_at"),
    [
        (at(2027, 3, 27, 10), at(2027, 3, 29, 11)),
        (at(2027, 10, 30, 10), at(2027, 11, 1, 9)),
        (at(2028, 2, 28, 10), at(2028, 3, 1, 10)),
    ],
)
def test_48_hours_are_lived_hours_when_the_clock_changes(
    offered_at: datetime, expires_at: datetime
) -> None:
    assert offer_expiry(offered_at, 48, offered_at + timedelta(days=30)) == expires_at


@pytest.mark.parametrize(
    ("now", "lapsed"), [(NOW - SECOND, False), (NOW, True), (NOW + SECOND, True)]
)
def test_an_offer_lapses_at_its_end_time(now: datetime, lapsed: bool) -> None:
    assert has_lapsed(NOW, now) is lapsed
    if not lapsed:
        check_offer(OFFERED, NOW, now)
        return
    with pytest.raises(RuleBroken) as broken:
        check_offer(OFFERED, NOW, now)
    assert broken.value.code is Code.OFFER_LAPSED
    assert broken.value.facts == {"expires_at": NOW}


@pytest.mark.parametrize(
    ("state", "expires_at"),
    [
        *((state, CLOSES) for state in RegistrationState if state is not OFFERED),
        (OFFERED, None),
    ],
)
def test_who_has_no_offer_cannot_answer_one(
    state: RegistrationState, expires_at: datetime | None
) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_offer(state, expires_at, NOW)
    assert broken.value.code is Code.NO_OFFER


# Which offers go out.


@pytest.mark.parametrize(
    ("seats", "offered_to"),
    [
        (SeatCount(8, active=8, waiting=3), []),
        (SeatCount(8, active=7, offered=1, waiting=3), []),
        (SeatCount(8, active=7, waiting=3), [31]),
        (SeatCount(8, active=6, waiting=3), [31, 12]),
        (SeatCount(8, active=2, waiting=3), [31, 12, 25]),
        (SeatCount(8, active=9, waiting=3), []),
    ],
)
def test_each_free_seat_is_offered_to_the_first_in_line(
    seats: SeatCount, offered_to: list[int]
) -> None:
    offers = offers_to_make(seats, [31, 12, 25], NOW, 48, CLOSES)
    assert offers == [Offer(one, at(2027, 3, 17, 10)) for one in offered_to]


@pytest.mark.parametrize(
    ("now", "number"), [(CLOSES - SECOND, 1), (CLOSES, 0), (CLOSES + SECOND, 0)]
)
def test_nothing_is_offered_from_the_closing_on(now: datetime, number: int) -> None:
    assert len(offers_to_make(SeatCount(8, active=7, waiting=1), [31], now, 48, CLOSES)) == number


@given(
    capacity=st.integers(1, 30),
    active=st.integers(0, 40),
    offered=st.integers(0, 10),
    queue=st.lists(st.integers(1, 10**6), unique=True, max_size=40),
    hours=st.integers(1, 720),
    minutes_open=st.integers(-60, 60 * 24 * 14),
)
def test_offers_fill_the_seats_in_order_and_never_oversell(
    capacity: int, active: int, offered: int, queue: list[int], hours: int, minutes_open: int
) -> None:
    seats = SeatCount(capacity, active, offered, waiting=len(queue))
    closes_at = NOW + timedelta(minutes=minutes_open)
    offers = offers_to_make(seats, queue, NOW, hours, closes_at)
    assert [offer.registration_id for offer in offers] == queue[: len(offers)], "in order"
    if minutes_open <= 0:
        assert offers == []
        return
    after = SeatCount(capacity, active, offered + len(offers), len(queue) - len(offers))
    assert offers == [] or not after.oversold
    assert after.free == 0 or after.waiting == 0, "no seat empty while somebody waits"
    assert all(NOW < offer.expires_at <= closes_at for offer in offers)


# A whole edition: any people in any order at any time.


@dataclass
class Place:
    """One registration in the edition below; its number is its order of arrival."""

    state: RegistrationState
    expires_at: datetime | None = None
    served: bool = False


class EditionWithWaitingList(RuleBasedStateMachine):
    """An edition in memory, that does what the rules decide and nothing else."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.capacity = 0
        self.hours = 0
        self.places: list[Place] = []

    @initialize(capacity=st.integers(1, 4), hours=st.sampled_from([1, 48, 400]))
    def publish(self, capacity: int, hours: int) -> None:
        self.capacity = capacity
        self.hours = hours

    def seats(self) -> SeatCount:
        states = [place.state for place in self.places]
        return SeatCount(
            self.capacity,
            states.count(REGISTERED),
            states.count(OFFERED),
            states.count(WAITLISTED),
        )

    def window_open(self) -> bool:
        return is_open(WindowFacts(EditionState.PUBLISHED, NOW, CLOSES), self.now)

    def offer_freed_seats(self) -> None:
        queue = [n for n, place in enumerate(self.places) if place.state is WAITLISTED]
        for offer in offers_to_make(self.seats(), queue, self.now, self.hours, CLOSES):
            place = self.places[offer.registration_id]
            place.state, place.expires_at, place.served = OFFERED, offer.expires_at, True

    def chosen(self, data: st.DataObject, *states: RegistrationState) -> Place:
        return data.draw(st.sampled_from([p for p in self.places if p.state in states]))

    def any_in(self, *states: RegistrationState) -> bool:
        return any(place.state in states for place in self.places)

    @precondition(lambda self: self.window_open())
    @rule()
    def register(self) -> None:
        state = place_for_newcomer(self.seats())
        self.places.append(Place(state, served=state is REGISTERED))

    @precondition(lambda self: self.any_in(*LIVE_REGISTRATIONS) and self.now < STARTS)
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        place = self.chosen(data, *LIVE_REGISTRATIONS)
        check_withdrawal(place.state, STARTS, self.now)
        place.state, place.expires_at = WITHDRAWN, None
        self.offer_freed_seats()

    @precondition(lambda self: self.any_in(OFFERED))
    @rule(data=st.data())
    def accept(self, data: st.DataObject) -> None:
        place = self.chosen(data, OFFERED)
        check_offer(place.state, place.expires_at, self.now)
        place.state, place.expires_at = REGISTERED, None

    @precondition(lambda self: self.any_in(OFFERED))
    @rule(data=st.data())
    def decline(self, data: st.DataObject) -> None:
        place = self.chosen(data, OFFERED)
        check_offer(place.state, place.expires_at, self.now)
        place.state, place.expires_at = WITHDRAWN, None
        self.offer_freed_seats()

    @rule(hours=st.sampled_from([1, 24, 48, 49, 200]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        for place in self.places:
            if place.expires_at is not None and has_lapsed(place.expires_at, self.now):
                place.state, place.expires_at = WITHDRAWN, None
        self.offer_freed_seats()

    @rule(more=st.integers(1, 2))
    def take_a_larger_room(self, more: int) -> None:
        self.capacity += more
        self.offer_freed_seats()

    @invariant()
    def no_seat_is_given_twice(self) -> None:
        seats = self.seats()
        assert seats.active + seats.offered <= seats.capacity
        assert not seats.oversold

    @invariant()
    def no_seat_stays_empty_while_somebody_waits(self) -> None:
        seats = self.seats()
        assert not self.window_open() or seats.free == 0 or seats.waiting == 0

    @invariant()
    def nobody_is_skipped(self) -> None:
        served = [n for n, place in enumerate(self.places) if place.served]
        waiting = [n for n, place in enumerate(self.places) if place.state is WAITLISTED]
        assert not served or not waiting or max(served) < min(waiting)

    @invariant()
    def no_offer_outlives_the_registration(self) -> None:
        assert self.window_open() or not self.any_in(OFFERED)


TestEditionWithWaitingList = EditionWithWaitingList.TestCase
TestEditionWithWaitingList.settings = settings(max_examples=80, stateful_step_count=30)
