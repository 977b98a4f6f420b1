"""Withdrawal terms: free until some working days before, then dearer, never cheaper again."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays
from hypothesis import given
from hypothesis import strategies as st

from app.rules.registering.withdrawal import (
    Step,
    Term,
    check_terms,
    cost_today,
    schedule,
    starts_on,
)
from tests.rules.brussels import HOLIDAYS

TERMS = (Term(10, 0), Term(2, 50), Term(0, 100))
PRICE = 8500
DAY = timedelta(days=1)


@st.composite
def terms_of_organisations(draw: st.DrawFn) -> tuple[Term, ...]:
    """Any table of terms that the settings accept."""
    days = sorted(draw(st.sets(st.integers(1, 40), max_size=4)), reverse=True)
    percents = sorted(
        draw(st.lists(st.integers(0, 100), min_size=len(days) + 1, max_size=len(days) + 1))
    )
    terms = tuple(map(Term, [*days, 0], percents))
    check_terms(terms)
    return terms


@pytest.mark.parametrize(
    "terms", [TERMS, (Term(0, 0),), (Term(0, 100),), (Term(5, 20), Term(1, 20), Term(0, 20))]
)
def test_terms_that_can_stand(terms: tuple[Term, ...]) -> None:
    check_terms(terms)
    assert schedule(terms, PRICE, date(2027, 2, 8), HOLIDAYS)[-1].until is None


@pytest.mark.parametrize(
    ("terms", "wrong"),
    [
        ((), "from 0 working days"),
        ((Term(10, 0), Term(2, 50)), "from 0 working days"),
        ((Term(2, 0), Term(10, 50), Term(0, 100)), "many days before to few"),
        ((Term(2, 0), Term(2, 50), Term(0, 100)), "many days before to few"),
        ((Term(10, 50), Term(2, 49), Term(0, 100)), "never get cheaper"),
        ((Term(10, -1), Term(0, 100)), "0 to 100 percent"),
        ((Term(10, 0), Term(0, 101)), "0 to 100 percent"),
    ],
)
def test_terms_that_cannot_stand(terms: tuple[Term, ...], wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        check_terms(terms)


def test_the_terms_as_dates() -> None:
    # A Tuesday after Easter Monday: ten and two working days before skip both weekends and it.
    steps = schedule(TERMS, PRICE, date(2027, 3, 30), HOLIDAYS)
    assert steps == [Step(date(2027, 3, 15), 0), Step(date(2027, 3, 25), 4250), Step(None, 8500)]
    assert [starts_on(steps, index) for index in range(3)] == [
        None,
        date(2027, 3, 16),
        date(2027, 3, 26),
    ]


def test_a_part_of_a_cent_is_not_charged() -> None:
    assert schedule((Term(0, 50),), 4999, date(2027, 3, 30), HOLIDAYS) == [Step(None, 2499)]


@pytest.mark.parametrize(
    ("today", "cost"),
    [
        (date(2027, 1, 4), 0),
        (date(2027, 3, 14), 0),
        (date(2027, 3, 15), 0),
        (date(2027, 3, 16), 4250),
        (date(2027, 3, 24), 4250),
        (date(2027, 3, 25), 4250),
        (date(2027, 3, 26), 8500),
        (date(2027, 3, 28), 8500),  # the clock changes
        (date(2027, 3, 29), 8500),  # Easter Monday
        (date(2027, 3, 30), 8500),
        (date(2027, 4, 30), 8500),
    ],
)
def test_what_withdrawing_costs_day_by_day(today: date, cost: int) -> None:
    assert cost_today(schedule(TERMS, PRICE, date(2027, 3, 30), HOLIDAYS), today) == cost


@pytest.mark.parametrize(
    ("today", "cost"),
    [(date(2028, 2, 28), 4250), (date(2028, 2, 29), 4250), (date(2028, 3, 1), 8500)],
)
def test_the_leap_day_is_a_working_day_like_any_other(today: date, cost: int) -> None:
    assert cost_today(schedule(TERMS, PRICE, date(2028, 3, 2), HOLIDAYS), today) == cost


@given(
    terms=terms_of_organisations(),
    price=st.integers(0, 100_000),
    first_on=st.dates(date(2027, 1, 1), date(2029, 12, 31)),
)
def test_terms_never_get_cheaper_as_days_pass_nor_dearer_than_the_price(
    terms: tuple[Term, ...], price: int, first_on: date
) -> None:
    steps = schedule(terms, price, first_on, HOLIDAYS)
    costs = [cost_today(steps, first_on - days * DAY) for days in range(70, -1, -1)]
    assert costs == sorted(costs)
    assert costs[0] >= 0
    assert costs[-1] <= price


@given(terms=terms_of_organisations(), first_on=st.dates(date(2027, 1, 1), date(2029, 12, 31)))
def test_each_day_belongs_to_the_step_whose_dates_enclose_it(
    terms: tuple[Term, ...], first_on: date
) -> None:
    steps = schedule(terms, PRICE, first_on, HOLIDAYS)
    for index, step in enumerate(steps):
        start = starts_on(steps, index)
        if start is not None:
            assert step.until is None or start <= step.until
            assert cost_today(steps, start) == step.cost_cents
            assert cost_today(steps, start - DAY) == steps[index - 1].cost_cents
        if step.until is not None:
            assert cost_today(steps, step.until) == step.cost_cents


@given(
    days=st.integers(1, 20),
    first_on=st.dates(date(2027, 1, 1), date(2029, 12, 31)),
)
def test_so_many_working_days_lie_between_the_last_free_day_and_the_first_meeting(
    days: int, first_on: date
) -> None:
    until = schedule((Term(days, 0), Term(0, 100)), PRICE, first_on, HOLIDAYS)[0].until
    assert until is not None
    between = [until + n * DAY for n in range((first_on - until).days)]
    worked = [day for day in between if day.weekday() < 5 and day not in HOLIDAYS]
    assert len(worked) == days
    assert worked[0] == until


@pytest.mark.parametrize(
    ("first_on", "last_free"),
    [
        (date(2027, 5, 7), date(2027, 5, 4)),  # Ascension Day is Thursday the 6th
        (date(2027, 5, 18), date(2027, 5, 13)),  # Whit Monday, and the weekend before it
        (date(2027, 7, 22), date(2027, 7, 19)),  # the national holiday
        (date(2027, 11, 2), date(2027, 10, 28)),  # All Saints' Day is a Monday; the clock changes
        (date(2027, 11, 12), date(2027, 11, 9)),  # the eleventh of November
        (date(2027, 8, 16), date(2027, 8, 12)),  # the Assumption is a Sunday and costs no day
        (date(2028, 1, 4), date(2027, 12, 31)),  # New Year's Day is a Saturday
        (date(2029, 1, 2), date(2028, 12, 28)),  # New Year's Day is a Monday
        (date(2029, 12, 26), date(2029, 12, 21)),  # Christmas Day is a Tuesday
    ],
)
def test_belgian_holidays_and_weekends_are_no_working_days(first_on: date, last_free: date) -> None:
    steps = schedule(
        (Term(2, 0), Term(0, 100)),
        PRICE,
        first_on,
        country_holidays("BE", years=[first_on.year - 1, first_on.year]),
    )
    assert steps[0].until == last_free
    assert cost_today(steps, last_free) == 0
    assert cost_today(steps, last_free + DAY) == PRICE


def test_a_change_of_ours_adds_no_step_where_it_is_free_for_longer_anyway() -> None:
    """Or a mail says that it costs € 0 or more from then on."""
    terms, first_on = (Term(10, 0), Term(5, 50), Term(0, 100)), date(2027, 6, 1)
    steps = schedule(terms, PRICE, first_on, ())
    last_free = steps[0].until
    assert last_free is not None
    assert schedule(terms, PRICE, first_on, (), free_until=last_free - DAY) == steps
    assert schedule(terms, PRICE, first_on, (), free_until=last_free + DAY) == [
        Step(last_free + DAY, 0),
        *steps[1:],
    ]
