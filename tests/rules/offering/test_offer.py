"""What an edition must be before it is offered, and what its meter says."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import (
    EditionPlan,
    Meter,
    MeterState,
    Span,
    check_date,
    check_link,
    check_move,
    check_plan,
    default_closing,
    meter,
)
from app.rules.registering.registration import WindowFacts
from app.rules.registering.seats import SeatCount
from app.rules.states import CancelReason, EditionState
from app.rules.workdays import local_date
from tests.rules.brussels import at

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# The trajectory's first meeting is on the day after the spring change.
MORNING = Span(at(2027, 3, 29, 9), at(2027, 3, 29, 12, 30))
SECOND_DAY = Span(at(2027, 4, 26, 9), at(2027, 4, 26, 12, 30))
THIRD_DAY = Span(at(2027, 5, 3, 9), at(2027, 5, 3, 12, 30))
PLAN = EditionPlan(
    meetings=(MORNING, SECOND_DAY, THIRD_DAY),
    capacity=18,
    minimum=None,
    minimum_reason=None,
    decision_on=date(2027, 3, 15),
    opens_at=at(2027, 2, 1),
    closes_at=at(2027, 3, 28, 9),
)


def refused(plan: EditionPlan) -> RuleBroken:
    with pytest.raises(RuleBroken) as broken:
        check_plan(plan, 8)
    return broken.value


# The plan.


def test_a_trajectory_of_three_half_days_can_stand() -> None:
    check_plan(PLAN, 8)


def test_the_order_in_which_meetings_were_typed_does_not_matter() -> None:
    backwards = replace(PLAN, meetings=PLAN.meetings[::-1], decision_on=date(2027, 3, 28))
    check_plan(backwards, 8)
    assert refused(replace(backwards, decision_on=date(2027, 3, 29)))


@pytest.mark.parametrize(
    ("day", "stands"), [((1999, 12, 31), False), ((2000, 1, 1), True), ((2100, 12, 31), True)]
)
def test_dates_lie_in_years_that_people_mean(day: tuple[int, int, int], stands: bool) -> None:
    if stands:
        check_date(date(*day), "on")
        return
    with pytest.raises(RuleBroken) as broken:
        check_date(date(*day), "on")
    assert (broken.value.code, broken.value.field) == (Code.DATE_OUT_OF_RANGE, "on")


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_no_date_of_a_plan_lies_in_another_year(year: int) -> None:
    moment = datetime(year, 6, 1, 9, tzinfo=UTC)
    for plan in (
        replace(PLAN, meetings=(Span(moment, moment + DAY), MORNING)),
        replace(PLAN, decision_on=moment.date()),
        replace(PLAN, opens_at=moment),
        replace(PLAN, closes_at=moment),
    ):
        assert refused(plan).code is Code.DATE_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("before", "after", "stands"),
    [(1, 0, False), (1, -1, False), (1, 2, True), (2, 1, True), (0, -1, True), (-2, -1, True)],
)
def test_a_meeting_to_come_does_not_move_into_the_past(
    before: int, after: int, stands: bool
) -> None:
    now = at(2027, 3, 3, 10)
    spans = [Span(now + n * MINUTE, now + n * MINUTE + DAY) for n in (before, after)]
    if stands:
        check_move(*spans, now)
        return
    with pytest.raises(RuleBroken) as broken:
        check_move(*spans, now)
    assert broken.value.code is Code.MEETING_INTO_PAST


def test_an_edition_has_a_meeting() -> None:
    broken = refused(replace(PLAN, meetings=()))
    assert (broken.code, broken.field) == (Code.NO_MEETINGS, "meetings")


@pytest.mark.parametrize(("minutes", "stands"), [(-1, False), (0, False), (1, True)])
def test_a_meeting_ends_after_its_start(minutes: int, stands: bool) -> None:
    plan = replace(PLAN, meetings=(Span(MORNING.starts_at, MORNING.starts_at + minutes * MINUTE),))
    if stands:
        check_plan(plan, 8)
        return
    broken = refused(plan)
    assert (broken.code, broken.field) == (Code.MEETING_ENDS_BEFORE_START, "meetings")


@pytest.mark.parametrize(("minutes", "stands"), [(-1, False), (0, True), (1, True)])
def test_meetings_may_touch_and_not_overlap(minutes: int, stands: bool) -> None:
    start = MORNING.ends_at + minutes * MINUTE
    plan = replace(PLAN, meetings=(MORNING, Span(start, start + timedelta(hours=2))))
    if stands:
        check_plan(plan, 8)
        return
    broken = refused(plan)
    assert (broken.code, broken.field) == (Code.MEETINGS_OVERLAP, "meetings")


@pytest.mark.parametrize(("capacity", "stands"), [(7, False), (8, True), (9, True)])
def test_the_standard_minimum_fits_the_room(capacity: int, stands: bool) -> None:
    plan = replace(PLAN, capacity=capacity)
    if stands:
        check_plan(plan, 8)
        return
    broken = refused(plan)
    assert (broken.code, broken.field) == (Code.CAPACITY_BELOW_MINIMUM, "capacity")
    assert broken.facts == {"minimum": 8}


def test_a_smaller_room_takes_a_smaller_minimum_with_its_reason() -> None:
    small = replace(PLAN, capacity=6, minimum=5, minimum_reason="A smaller group suits this offer.")
    check_plan(small, 8)
    assert refused(replace(small, minimum_reason=None)).code is Code.MINIMUM_NEEDS_REASON
    assert refused(replace(small, capacity=4)).code is Code.CAPACITY_BELOW_MINIMUM


@pytest.mark.parametrize(
    ("decision_on", "stands"),
    [(date(2027, 3, 27), True), (date(2027, 3, 28), True), (date(2027, 3, 29), False)],
)
def test_the_decision_falls_on_the_day_before_the_first_meeting_at_the_latest(
    decision_on: date, stands: bool
) -> None:
    plan = replace(PLAN, decision_on=decision_on)
    if stands:
        check_plan(plan, 8)
        return
    broken = refused(plan)
    assert (broken.code, broken.field) == (Code.DECISION_AFTER_START, "decision_on")


def test_the_day_of_the_first_meeting_is_the_one_in_brussels() -> None:
    # 00:30 on the 29th in Brussels is still the 28th in UTC.
    night = Span(at(2027, 3, 29, 0, 30), at(2027, 3, 29, 2))
    plan = replace(PLAN, meetings=(night,), closes_at=night.starts_at)
    check_plan(replace(plan, decision_on=date(2027, 3, 28)), 8)
    assert refused(replace(plan, decision_on=date(2027, 3, 29))).code is Code.DECISION_AFTER_START


@pytest.mark.parametrize(
    ("opens_at", "closes_at", "stands"),
    [
        (at(2027, 2, 1), MORNING.starts_at - MINUTE, True),
        (at(2027, 2, 1), MORNING.starts_at, True),
        (at(2027, 2, 1), MORNING.starts_at + MINUTE, False),
        (at(2027, 3, 28, 9), at(2027, 3, 28, 9), False),
        (at(2027, 3, 28, 9), at(2027, 3, 28, 9, 1), True),
        (at(2027, 3, 28, 9, 1), at(2027, 3, 28, 9), False),
    ],
)
def test_the_window_opens_before_it_closes_and_closes_before_the_start(
    opens_at: datetime, closes_at: datetime, stands: bool
) -> None:
    plan = replace(PLAN, opens_at=opens_at, closes_at=closes_at)
    if stands:
        check_plan(plan, 8)
        return
    broken = refused(plan)
    assert (broken.code, broken.field) == (Code.WINDOW_TOO_LATE, "closes_at")


def test_registration_closes_some_hours_before_the_first_meeting() -> None:
    assert default_closing(at(2027, 2, 8, 9), 24) == at(2027, 2, 7, 9)
    assert default_closing(at(2027, 2, 8, 9), 0) == at(2027, 2, 8, 9)
    # 24 lived hours before a morning after the clock went forward
    assert default_closing(at(2027, 3, 28, 9), 24) == at(2027, 3, 27, 8)


@pytest.mark.parametrize(
    "link",
    [
        "https://meet.example.org/j/81?pwd=a%20b#x",
        "http://meet.example.org",
        "https://[::1]:8443/j",
    ],
)
def test_a_join_link_is_a_whole_address(link: str) -> None:
    check_link(link)
    check_plan(replace(PLAN, links=["", link]), 8)


@pytest.mark.parametrize(
    "link",
    [
        "meet.example.org/j/81",
        "javascript:alert(1)",
        "ftp://meet.example.org",
        "https://",
        "https:///j/81",
        "https://meet.example.org/j 81",
        "https://meet.example.org/\n81",
        "https://vergadering.example.org/één",
        "https://[::1",
        "https://meet.example.org:port/",
    ],
)
def test_what_a_calendar_could_not_open_is_refused(link: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_link(link)
    assert (broken.value.code, broken.value.field) == (Code.LINK_INVALID, "join_url")
    assert refused(replace(PLAN, links=["", link])).code is Code.LINK_INVALID


# The meter.

WINDOW = WindowFacts(EditionState.PUBLISHED, PLAN.opens_at, PLAN.closes_at)
EARLY = at(2027, 3, 1, 12)
DECISION_DAY = at(2027, 3, 15)
CLOSED = PLAN.closes_at
OPENS = PLAN.opens_at


def read(
    state: EditionState, count: int, now: datetime, offered: int = 0, waiting: int = 0
) -> Meter:
    return meter(
        seats=SeatCount(12, active=count, offered=offered, waiting=waiting),
        count=count,
        minimum=8,
        window=replace(WINDOW, state=state),
        decision_on=PLAN.decision_on,
        now=now,
    )


@pytest.mark.parametrize(
    ("state", "count", "now", "says", "needed"),
    [
        # the boundary of the minimum
        (EditionState.PUBLISHED, 0, EARLY, MeterState.NEEDS, 8),
        (EditionState.PUBLISHED, 7, EARLY, MeterState.NEEDS, 1),
        (EditionState.PUBLISHED, 8, EARLY, MeterState.REACHED, 0),
        (EditionState.PUBLISHED, 9, EARLY, MeterState.REACHED, 0),
        # the boundary of the seats
        (EditionState.PUBLISHED, 11, EARLY, MeterState.REACHED, 0),
        (EditionState.PUBLISHED, 12, EARLY, MeterState.FULL, 0),
        # the boundary of the opening
        (EditionState.PUBLISHED, 0, OPENS - MINUTE, MeterState.NOT_OPEN, 0),
        (EditionState.PUBLISHED, 0, OPENS, MeterState.NEEDS, 8),
        (EditionState.CONFIRMED, 7, OPENS - MINUTE, MeterState.GO, 0),
        (EditionState.DRAFT, 0, OPENS - MINUTE, MeterState.NOT_OPEN, 0),
        # the boundary of the decision date
        (EditionState.PUBLISHED, 7, DECISION_DAY - MINUTE, MeterState.NEEDS, 1),
        (EditionState.PUBLISHED, 7, DECISION_DAY, MeterState.UNDECIDED, 0),
        (EditionState.PUBLISHED, 7, DECISION_DAY + DAY, MeterState.UNDECIDED, 0),
        (EditionState.PUBLISHED, 7, CLOSED + DAY, MeterState.UNDECIDED, 0),
        (EditionState.PUBLISHED, 8, DECISION_DAY, MeterState.REACHED, 0),
        # the boundary of the closing
        (EditionState.PUBLISHED, 8, CLOSED - MINUTE, MeterState.REACHED, 0),
        (EditionState.PUBLISHED, 8, CLOSED, MeterState.CLOSED, 0),
        (EditionState.PUBLISHED, 12, CLOSED, MeterState.CLOSED, 0),
        # confirmed, and it stays so when people withdraw
        (EditionState.CONFIRMED, 8, DECISION_DAY, MeterState.GO, 0),
        (EditionState.CONFIRMED, 7, DECISION_DAY, MeterState.GO, 0),
        (EditionState.CONFIRMED, 7, EARLY, MeterState.GO, 0),
        (EditionState.CONFIRMED, 12, CLOSED - MINUTE, MeterState.FULL, 0),
        (EditionState.CONFIRMED, 12, CLOSED, MeterState.GO, 0),
        # over
        (EditionState.CANCELLED, 3, EARLY, MeterState.CANCELLED, 5),
        (EditionState.CANCELLED, 3, CLOSED, MeterState.CANCELLED, 5),
        (EditionState.CANCELLED, 9, EARLY, MeterState.CANCELLED, 0),
        (EditionState.COMPLETED, 9, CLOSED + 30 * DAY, MeterState.DONE, 0),
        (EditionState.COMPLETED, 7, CLOSED + 30 * DAY, MeterState.DONE, 0),
        # a preview
        (EditionState.DRAFT, 0, EARLY, MeterState.NEEDS, 8),
        (EditionState.DRAFT, 0, DECISION_DAY, MeterState.UNDECIDED, 0),
    ],
)
def test_the_word_of_the_meter(
    state: EditionState, count: int, now: datetime, says: MeterState, needed: int
) -> None:
    shown = read(state, count, now)
    assert shown.state is says
    assert shown.needed == needed
    assert shown.show_needed is (needed > 0)


def test_an_edition_that_closed_before_its_decision_date_invites_nobody() -> None:
    early_closing = replace(WINDOW, closes_at=at(2027, 3, 10))
    shown = meter(
        seats=SeatCount(12, active=7),
        count=7,
        minimum=8,
        window=early_closing,
        decision_on=PLAN.decision_on,
        now=at(2027, 3, 10),
    )
    assert (shown.state, shown.needed) == (MeterState.CLOSED, 0)


@pytest.mark.parametrize(
    ("decision_on", "closes_at", "before"),
    [
        (date(2027, 3, 15), CLOSED, date(2027, 3, 15)),
        # Registration closes first: on its last day there are some hours left.
        (date(2027, 3, 15), at(2027, 3, 10, 17), date(2027, 3, 11)),
        (date(2027, 3, 15), at(2027, 3, 14, 17), date(2027, 3, 15)),
        # 00:30 on the 11th in Brussels is still the 10th in UTC.
        (date(2027, 3, 15), at(2027, 3, 11, 0, 30), date(2027, 3, 12)),
    ],
)
def test_what_is_missing_is_needed_before_a_day(
    decision_on: date, closes_at: datetime, before: date
) -> None:
    shown = meter(
        seats=SeatCount(12, active=7),
        count=7,
        minimum=8,
        window=replace(WINDOW, closes_at=closes_at),
        decision_on=decision_on,
        now=EARLY,
    )
    assert (shown.state, shown.needed_before) == (MeterState.NEEDS, before)


@pytest.mark.parametrize(
    ("state", "count", "now", "left"),
    [
        (EditionState.PUBLISHED, 8, EARLY, 0),
        (EditionState.PUBLISHED, 9, EARLY, 3),
        (EditionState.PUBLISHED, 11, EARLY, 1),
        (EditionState.PUBLISHED, 12, EARLY, 0),
        (EditionState.CONFIRMED, 10, CLOSED - MINUTE, 2),
        (EditionState.CONFIRMED, 10, CLOSED, 0),
        (EditionState.CONFIRMED, 10, OPENS - MINUTE, 0),
        (EditionState.CANCELLED, 10, EARLY, 0),
        (EditionState.COMPLETED, 10, CLOSED, 0),
    ],
)
def test_few_places_left_are_named_while_one_can_register(
    state: EditionState, count: int, now: datetime, left: int
) -> None:
    assert read(state, count, now).few_left == left


def test_a_small_room_first_says_what_it_needs() -> None:
    shown = read(EditionState.PUBLISHED, 7, EARLY, offered=3)
    assert (shown.state, shown.free, shown.few_left) == (MeterState.NEEDS, 2, 0)


def test_a_seat_held_by_an_offer_is_taken_and_does_not_count_for_the_minimum() -> None:
    shown = read(EditionState.PUBLISHED, 7, EARLY, offered=2)
    assert (shown.taken, shown.held, shown.free, shown.needed) == (9, 2, 3, 1)
    assert shown.state is MeterState.NEEDS


def test_with_somebody_waiting_a_freed_seat_is_not_advertised() -> None:
    shown = read(EditionState.PUBLISHED, 11, EARLY, waiting=1)
    assert (shown.state, shown.waiting) == (MeterState.FULL, 1)


def test_a_cancelled_edition_shows_the_count_at_its_decision() -> None:
    # Its registrations are cancelled with it: no seat is taken any more.
    shown = meter(
        seats=SeatCount(12),
        count=3,
        minimum=8,
        window=replace(WINDOW, state=EditionState.CANCELLED),
        decision_on=PLAN.decision_on,
        now=CLOSED,
        cancel_reason=CancelReason.TOO_FEW,
    )
    assert shown == Meter(
        MeterState.CANCELLED,
        taken=3,
        needed=5,
        minimum=8,
        capacity=12,
        free=12,
        decision_on=PLAN.decision_on,
        cancel_reason=CancelReason.TOO_FEW,
    )


def test_a_completed_edition_shows_who_came() -> None:
    shown = meter(
        seats=SeatCount(12, active=9),
        count=9,
        minimum=8,
        window=replace(WINDOW, state=EditionState.COMPLETED),
        decision_on=PLAN.decision_on,
        now=CLOSED + 30 * DAY,
        participants=7,
    )
    assert (shown.state, shown.taken, shown.participants) == (MeterState.DONE, 9, 7)


@given(
    state=st.sampled_from(EditionState),
    active=st.integers(0, 12),
    offered=st.integers(0, 4),
    waiting=st.integers(0, 5),
    hours=st.integers(-24 * 40, 24 * 40),
)
def test_the_meter_invites_only_while_it_makes_sense(
    state: EditionState, active: int, offered: int, waiting: int, hours: int
) -> None:
    now = DECISION_DAY + timedelta(hours=hours)
    shown = read(state, active, now, offered, waiting)
    assert shown.open is (
        state not in (EditionState.CANCELLED, EditionState.COMPLETED) and OPENS <= now < CLOSED
    )
    assert (shown.needed_before is None) is (shown.state is not MeterState.NEEDS)
    if shown.needed_before is not None:
        assert local_date(now) < shown.needed_before <= PLAN.decision_on
    if shown.few_left:
        assert shown.open
        assert waiting == 0
        assert shown.few_left == 12 - active - offered
    if shown.state is MeterState.NOT_OPEN:
        assert now < OPENS
        assert shown.opens_at == OPENS
    if shown.state is MeterState.NEEDS:
        assert shown.open
        assert now < DECISION_DAY, "from the decision date on nobody is asked to fill it up"
        assert now < CLOSED
        assert shown.needed == 8 - active > 0
        assert shown.free > 0
        assert waiting == 0
    if shown.state is MeterState.REACHED:
        assert active >= 8
        assert now < CLOSED
    if shown.state is MeterState.GO:
        assert state is EditionState.CONFIRMED
    if shown.state not in (MeterState.NEEDS, MeterState.CANCELLED):
        assert shown.needed == 0
