"""The forecast: by hand where it can be counted, and what must hold for any past."""

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.rules.deciding.curve import Curve
from app.rules.deciding.forecast import (
    FEWEST_CURVES,
    Forecast,
    Likelihood,
    Past,
    Standing,
    forecast,
    likelihood,
)

DECISION = date(2027, 3, 15)
MINIMUM, CAPACITY, WEEK = 8, 14, 7


def curve(pickup: int, *kinds: str, days: int = WEEK, before: int = 4) -> Curve:
    """A curve that picked up so many in its last week, and was open for `days` days."""
    return Curve(DECISION, MINIMUM, CAPACITY, (before + pickup, *[before] * days), kinds)


def standing(count: int, *kinds: str, days_left: int = WEEK) -> Standing:
    return Standing(count, MINIMUM, CAPACITY, days_left, kinds)


def expected(past: list[Curve], now: Standing) -> Forecast:
    found = forecast(now, Past(past))
    assert found is not None
    return found


# By hand.


def test_the_chance_is_the_share_of_past_editions_that_picked_up_enough() -> None:
    # Three are missing; of 19 editions 6 picked up three or more: (6 + 1/2) / (19 + 1).
    past = [curve(pickup) for pickup in [0] * 7 + [1] * 3 + [2] * 3 + [3] * 4 + [5] * 2]
    found = expected(past, standing(5))
    assert found == Forecast(chance=6.5 / 20, low=5, high=10, curves=19)


def test_who_withdrew_counts_against_it() -> None:
    past = [curve(-1)] * 10 + [curve(0)] * 10
    found = expected(past, standing(8))
    assert found == Forecast(chance=10.5 / 21, low=7, high=8, curves=20)


def test_the_kinds_of_an_edition_draw_the_chance_towards_their_own_past() -> None:
    # All: 10 of 20 got one more. Of Ghent 8 of 10, shrunk by ten curves of all: (8 + 10*.5)/20.
    # Of this training 2 of 2, shrunk by ten of Ghent: (2 + 10*.65)/12.
    ghent = (
        [curve(1, "Gent", "TOPOI")] * 2 + [curve(1, "Gent", "x")] * 6 + [curve(0, "Gent", "x")] * 2
    )
    past = ghent + [curve(1, "Genk", "y")] * 2 + [curve(0, "Genk", "y")] * 8
    for kinds, share in (
        ((), 0.5),
        (("Gent",), 0.65),
        (("Gent", "TOPOI"), (2 + 6.5) / 12),
        (("Gent", "never before"), 0.65),
        (("elsewhere", "never before"), 0.5),
    ):
        chance = expected(past, standing(7, *kinds)).chance
        assert chance == pytest.approx((20 * share + 0.5) / 21), kinds


def test_a_training_of_its_own_kind_has_a_range_of_its_own() -> None:
    past = [curve(0, "short")] * 200 + [curve(6, "long")] * 60
    assert (expected(past, standing(5, "long")).low, expected(past, standing(5, "long")).high) == (
        5,
        11,
    )
    assert expected(past, standing(5, "short")).high == 5


@pytest.mark.parametrize("count", [7, 8, 9])
@pytest.mark.parametrize("days_left", [0, -1])
def test_on_the_day_itself_nothing_is_uncertain(count: int, days_left: int) -> None:
    found = expected([curve(3)] * 15, standing(count, days_left=days_left))
    assert found == Forecast(float(count >= 8), count, count, 15)


def test_the_range_stays_within_the_room_and_above_nobody() -> None:
    assert expected([curve(9)] * 20, standing(10)).high == CAPACITY
    found = expected([curve(-3)] * 20, standing(1))
    assert (found.low, found.high) == (0, 0)


def test_fewer_than_fifteen_curves_are_silent_and_too_short_ones_do_not_count() -> None:
    assert FEWEST_CURVES == 15
    assert forecast(standing(5), Past([curve(3)] * 14)) is None
    assert forecast(standing(5), Past([curve(3)] * 15)) is not None
    assert forecast(standing(5), Past([curve(3)] * 14 + [curve(3, days=WEEK - 1)])) is None
    assert forecast(standing(8, days_left=0), Past([curve(3)] * 14)) is None


@pytest.mark.parametrize(
    ("chance", "word"),
    [
        (1.0, Likelihood.VERY_LIKELY),
        (0.9, Likelihood.VERY_LIKELY),
        (0.89, Likelihood.LIKELY),
        (0.66, Likelihood.LIKELY),
        (0.65, Likelihood.EVEN),
        (0.33, Likelihood.EVEN),
        (0.32, Likelihood.UNLIKELY),
        (0.1, Likelihood.UNLIKELY),
        (0.09, Likelihood.VERY_UNLIKELY),
        (0.0, Likelihood.VERY_UNLIKELY),
    ],
)
def test_a_chance_in_words(chance: float, word: Likelihood) -> None:
    assert likelihood(chance) is word


# For any past.

KINDS = st.tuples(st.sampled_from("AB"), st.sampled_from("wl"), st.sampled_from("xyz"))


def past_of(seed: int) -> list[Curve]:
    """Mostly enough curves to speak, sometimes a few too few, and some that are short.

    From a seed: to draw each number by itself takes seconds, and finds nothing more.
    """
    chance = random.Random(seed)
    return [
        Curve(
            DECISION,
            chance.randint(1, 12),
            20,
            tuple(chance.randint(0, 20) for _ in range(chance.randint(6, 9))),
            (chance.choice("AB"), chance.choice("wl"), chance.choice("xyz")),
        )
        for _ in range(chance.randint(13, 40))
    ]


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    minimum = draw(st.integers(1, 12))
    capacity = minimum + draw(st.integers(0, 10))
    return Standing(
        draw(st.integers(0, capacity)), minimum, capacity, draw(st.integers(-1, 8)), draw(KINDS)
    )


PASTS = st.integers(0, 2**32).map(past_of)


@given(past=PASTS, now=standings())
def test_what_always_holds(past: list[Curve], now: Standing) -> None:
    found = forecast(now, Past(past))
    days = max(0, now.days_left)
    usable = [c for c in past if len(c.counts) > days]
    if len(usable) < FEWEST_CURVES:
        assert found is None, "silent"
        return
    assert found is not None
    assert found.curves == len(usable)
    assert 0 <= found.chance <= 1
    assert 0 <= found.low <= found.high <= now.capacity
    ends = [now.count + c.final - c.counts[days] for c in usable]
    assert min(ends) <= found.high or found.high == now.capacity
    assert found.low <= max(0, *ends), "nothing that never happened"
    if days:
        assert 0 < found.chance < 1, "never a certainty before the day"


@given(past=PASTS, now=standings(), more=st.integers(1, 5))
def test_one_more_registration_never_lowers_the_chance_or_the_range(
    past: list[Curve], now: Standing, more: int
) -> None:
    assume(now.count + more <= now.capacity)
    fewer, fuller = (
        forecast(replace(now, count=count), Past(past)) for count in (now.count, now.count + more)
    )
    if fewer is None or fuller is None:
        assert fewer is fuller is None
        return
    assert fuller.chance >= fewer.chance
    assert (fuller.low, fuller.high) >= (fewer.low, fewer.high)


@given(past=PASTS, now=standings(), which=st.integers(0, 12), more=st.integers(1, 5))
def test_more_pickup_never_lowers_the_chance(
    past: list[Curve], now: Standing, which: int, more: int
) -> None:
    one = past[which]
    better = [*past]
    better[which] = replace(one, counts=(one.final + more, *one.counts[1:]))
    before, after = forecast(now, Past(past)), forecast(now, Past(better))
    if before is None or after is None:
        assert before is after is None
        return
    assert after.chance >= before.chance
    assert after.low >= before.low
    assert after.high >= before.high


@given(past=PASTS, now=standings())
def test_a_lower_minimum_never_lowers_the_chance(past: list[Curve], now: Standing) -> None:
    assume(now.minimum > 1)
    easier = forecast(replace(now, minimum=now.minimum - 1), Past(past))
    harder = forecast(now, Past(past))
    if easier is None or harder is None:
        assert easier is harder is None
        return
    assert easier.chance >= harder.chance


@given(past=PASTS, now=standings())
def test_the_order_of_the_past_and_earlier_questions_change_nothing(
    past: list[Curve], now: Standing
) -> None:
    known = Past(past)
    first = forecast(now, known)
    assert forecast(now, Past(reversed(past))) == first == forecast(now, known)
