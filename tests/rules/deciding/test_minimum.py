"""The minimum: does this edition go ahead, and what if nobody says?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.deciding.minimum import (
    Due,
    FallStep,
    MinimumFacts,
    ask_today,
    cancels_on,
    check_cancel,
    check_extension,
    check_go_ahead,
    check_minimum,
    default_decision_date,
    due,
    fall_step,
    is_last_day,
    latest_decision_date,
    may_cancel,
    under_minimum_after_confirmation,
)
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, DecisionOutcome, EditionState, UndecidedPolicy
from app.rules.workdays import is_working_day, local_date
from tests.rules.brussels import HOLIDAYS, at
from tests.support.time import moment

CANCEL, KEEP_ASKING = UndecidedPolicy.CANCEL, UndecidedPolicy.KEEP_ASKING
DAY = timedelta(days=1)

DECISION = date(2027, 3, 15)
CANCELS = date(2027, 3, 26)
FIRST = date(2027, 3, 29)
FACTS = MinimumFacts(EditionState.PUBLISHED, 7, 8, DECISION, FIRST)

SETTLED = [state for state in EditionState if state is not EditionState.PUBLISHED]


def due_on(today: date, facts: MinimumFacts = FACTS, policy: UndecidedPolicy = CANCEL) -> Due:
    return due(facts, today, policy, 3)


@st.composite
def facts_of_editions(draw: st.DrawFn) -> MinimumFacts:
    """Published editions with a decision date that their plan allows."""
    first_on = draw(st.dates(date(2027, 1, 1), date(2028, 12, 31)))
    decision_on = first_on - draw(st.integers(1, 40)) * DAY
    return MinimumFacts(
        EditionState.PUBLISHED,
        count=draw(st.integers(0, 20)),
        minimum=draw(st.integers(1, 20)),
        decision_on=decision_on,
        first_on=first_on,
    )


def test_the_dates_of_an_edition() -> None:
    assert default_decision_date(FIRST, 14) == DECISION
    assert default_decision_date(date(2028, 3, 14), 14) == date(2028, 2, 29)
    assert default_decision_date(date(2028, 2, 29), 14) == date(2028, 2, 15)
    assert latest_decision_date(FIRST) == date(2027, 3, 28)
    assert latest_decision_date(date(2028, 3, 1)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("count", "missing", "reached"), [(0, 8, False), (7, 1, False), (8, 0, True), (9, 0, True)]
)
def test_the_minimum_is_reached_from_eight(count: int, missing: int, reached: bool) -> None:
    facts = replace(FACTS, count=count)
    assert facts.missing == missing
    assert facts.reached is reached


# What the rule demands, day by day.


@pytest.mark.parametrize("policy", UndecidedPolicy)
@pytest.mark.parametrize(
    ("today", "count", "demanded"),
    [
        (DECISION - DAY, 7, Due.NOTHING),
        (DECISION - DAY, 8, Due.NOTHING),
        (DECISION - DAY, 9, Due.NOTHING),
        (DECISION, 7, Due.ASK),
        (DECISION, 8, Due.CONFIRM),
        (DECISION, 9, Due.CONFIRM),
        (DECISION + DAY, 7, Due.ASK),
        (DECISION + DAY, 8, Due.CONFIRM),
        (DECISION + DAY, 9, Due.CONFIRM),
        (CANCELS - DAY, 7, Due.ASK),
    ],
)
def test_the_day_before_of_and_after_the_decision_date(
    today: date, count: int, demanded: Due, policy: UndecidedPolicy
) -> None:
    assert due_on(today, replace(FACTS, count=count), policy) is demanded


@pytest.mark.parametrize("today", [CANCELS, CANCELS + DAY, FIRST - DAY])
def test_nobody_decides(today: date) -> None:
    assert due_on(today, policy=CANCEL) is Due.CANCEL
    assert due_on(today, policy=KEEP_ASKING) is Due.ASK
    assert due_on(today, replace(FACTS, count=8), CANCEL) is Due.CONFIRM


@pytest.mark.parametrize(
    ("days_before", "day"),
    [(1, FIRST - DAY), (2, FIRST - 2 * DAY), (3, CANCELS), (13, DECISION + DAY)],
)
def test_the_setting_gives_the_day_of_cancelling(days_before: int, day: date) -> None:
    assert cancels_on(FACTS, days_before) == day
    assert due(FACTS, day - DAY, CANCEL, days_before) is Due.ASK
    assert due(FACTS, day, CANCEL, days_before) is Due.CANCEL


@pytest.mark.parametrize(
    ("decision_days_before", "cancel_days_before"), [(5, 3), (4, 3), (3, 2), (2, 1), (1, 1)]
)
def test_a_late_decision_date_leaves_one_more_day_but_for_the_last(
    decision_days_before: int, cancel_days_before: int
) -> None:
    facts = replace(FACTS, decision_on=FIRST - decision_days_before * DAY)
    assert cancels_on(facts, 3) == FIRST - cancel_days_before * DAY


@pytest.mark.parametrize("policy", UndecidedPolicy)
@pytest.mark.parametrize("state", SETTLED)
def test_nothing_is_due_for_an_edition_that_is_settled(
    state: EditionState, policy: UndecidedPolicy
) -> None:
    for count in (7, 8):
        facts = replace(FACTS, state=state, count=count)
        assert due_on(FIRST - DAY, facts, policy) is Due.NOTHING


@given(
    facts=facts_of_editions(),
    policy=st.sampled_from(UndecidedPolicy),
    cancel_days=st.integers(1, 60),
)
def test_every_day_until_the_first_meeting(
    facts: MinimumFacts, policy: UndecidedPolicy, cancel_days: int
) -> None:
    days = [facts.decision_on + offset * DAY for offset in range(-3, 41)]
    demanded = [
        due(facts, day, policy, cancel_days)
        for day in days
        if day <= latest_decision_date(facts.first_on)
    ]
    assert demanded[:3] == [Due.NOTHING] * 3, "nothing before the decision date"
    rest = demanded[3:]
    if facts.reached:
        assert set(rest) == {Due.CONFIRM}
    elif policy is KEEP_ASKING:
        assert set(rest) == {Due.ASK}
    else:
        assert rest[-1] is Due.CANCEL, "nobody travels to a training that does not take place"
        first_cancel = rest.index(Due.CANCEL)
        assert set(rest[:first_cancel]) <= {Due.ASK}
        assert set(rest[first_cancel:]) == {Due.CANCEL}, "a missed tick does not change its mind"
        assert first_cancel > 0 or len(rest) == 1, "the coordinators have a day when there is one"


@given(
    facts=facts_of_editions(),
    more=st.integers(0, 20),
    offset=st.integers(-5, 45),
    policy=st.sampled_from(UndecidedPolicy),
)
def test_one_more_registration_never_makes_it_worse(
    facts: MinimumFacts, more: int, offset: int, policy: UndecidedPolicy
) -> None:
    rank = [Due.CANCEL, Due.ASK, Due.NOTHING, Due.CONFIRM]
    today = facts.decision_on + offset * DAY
    fewer = due_on(today, facts, policy)
    fuller = due_on(today, replace(facts, count=facts.count + more), policy)
    assert rank.index(fewer) <= rank.index(fuller)


@pytest.mark.parametrize(
    ("asked_before", "working_day", "asks"),
    [(False, True, True), (False, False, True), (True, True, True), (True, False, False)],
)
def test_coordinators_are_asked_at_once_and_then_on_working_days(
    asked_before: bool, working_day: bool, asks: bool
) -> None:
    assert ask_today(asked_before=asked_before, working_day=working_day) is asks


@given(
    facts=facts_of_editions(),
    policy=st.sampled_from(UndecidedPolicy),
    cancel_days=st.integers(1, 30),
)
def test_day_by_day_around_weekends_and_holidays_when_nobody_decides(
    facts: MinimumFacts, policy: UndecidedPolicy, cancel_days: int
) -> None:
    """The rule looks each morning at nine and each evening at five, and nobody says a word."""
    facts = replace(facts, count=0)
    asked: list[datetime] = []
    cancelled: datetime | None = None
    for on in (
        facts.decision_on + n * DAY for n in range((facts.first_on - facts.decision_on).days)
    ):
        for now in (at(on.year, on.month, on.day, hour) for hour in (9, 17)):
            demanded = due(facts, on, policy, cancel_days)
            if demanded is Due.CANCEL and may_cancel(min(asked, default=None), now):
                cancelled = cancelled or now
            elif on not in map(local_date, asked) and ask_today(
                asked_before=bool(asked), working_day=is_working_day(on, HOLIDAYS)
            ):
                asked.append(now)
        if cancelled:
            break
    until = local_date(cancelled) if cancelled else facts.first_on
    days = [facts.decision_on + n * DAY for n in range((until - facts.decision_on).days)]
    expected = {facts.decision_on, *(day for day in days if is_working_day(day, HOLIDAYS))}
    assert {local_date(moment) for moment in asked} == expected
    assert len(asked) == len(expected), "once a day, and also on a holiday when it is the first"
    assert (cancelled is not None) is (policy is CANCEL), "nobody travels for nothing"
    if cancelled:
        assert cancelled - asked[0] >= timedelta(hours=8), "there was a day to decide"


# What people decide.


@pytest.mark.parametrize("count", [8, 9])
@pytest.mark.parametrize("reason", ["", "everyone of one team"])
def test_going_ahead_with_the_minimum_needs_no_reason(count: int, reason: str) -> None:
    facts = replace(FACTS, count=count)
    assert check_go_ahead(facts, reason) is DecisionOutcome.GO_AHEAD


@pytest.mark.parametrize("count", [0, 7])
def test_going_ahead_below_the_minimum_needs_a_reason(count: int) -> None:
    facts = replace(FACTS, count=count)
    assert check_go_ahead(facts, "a pilot") is DecisionOutcome.GO_AHEAD_SMALL
    for nothing in ("", " ", "\n\t"):
        with pytest.raises(RuleBroken) as broken:
            check_go_ahead(facts, nothing)
        assert broken.value.code is Code.REASON_MISSING
        assert broken.value.field == "reason"
        assert broken.value.facts == {"missing": 8 - count}


@pytest.mark.parametrize(
    ("today", "new_date"),
    [
        (DECISION - 5 * DAY, DECISION + DAY),
        (DECISION, DECISION + DAY),
        (DECISION, FIRST - DAY),
        (DECISION + 3 * DAY, DECISION + 4 * DAY),
        (FIRST - 2 * DAY, FIRST - DAY),
    ],
)
def test_a_decision_can_be_put_off_until_the_day_before(today: date, new_date: date) -> None:
    check_extension(FACTS, new_date, today)
    put_off = replace(FACTS, decision_on=new_date)
    assert due_on(new_date - DAY, put_off) is Due.NOTHING
    assert due_on(new_date, put_off) is not Due.NOTHING


@pytest.mark.parametrize(
    ("today", "new_date", "code"),
    [
        (DECISION - 5 * DAY, DECISION - DAY, Code.EXTENSION_NOT_LATER),
        (DECISION - 5 * DAY, DECISION, Code.EXTENSION_NOT_LATER),
        (DECISION, DECISION, Code.EXTENSION_NOT_LATER),
        (DECISION + 3 * DAY, DECISION + 2 * DAY, Code.EXTENSION_NOT_LATER),
        (DECISION + 3 * DAY, DECISION + 3 * DAY, Code.EXTENSION_NOT_LATER),
        (DECISION, FIRST, Code.EXTENSION_TOO_LATE),
        (DECISION, FIRST + DAY, Code.EXTENSION_TOO_LATE),
        (FIRST - DAY, FIRST, Code.EXTENSION_TOO_LATE),
    ],
)
def test_a_decision_cannot_be_put_off_to(today: date, new_date: date, code: Code) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_extension(FACTS, new_date, today)
    assert broken.value.code is code
    assert broken.value.field == "decision_on"


@pytest.mark.parametrize("state", SETTLED)
@pytest.mark.parametrize(
    "decide",
    [
        lambda facts: check_go_ahead(facts, "a reason"),
        lambda facts: check_extension(facts, DECISION + DAY, DECISION),
    ],
    ids=["go ahead", "extend"],
)
def test_only_a_published_edition_is_decided(
    state: EditionState, decide: Callable[[MinimumFacts], object]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        decide(replace(FACTS, state=state, count=9))
    assert broken.value.code is Code.NOT_DECIDABLE
    assert broken.value.facts == {"state": state}


@pytest.mark.parametrize("state", [EditionState.PUBLISHED, EditionState.CONFIRMED])
@pytest.mark.parametrize("cause", CancelReason)
def test_what_was_announced_can_be_cancelled(state: EditionState, cause: CancelReason) -> None:
    check_cancel(state, cause, "The building is closed.")


@pytest.mark.parametrize(
    "state", [EditionState.DRAFT, EditionState.COMPLETED, EditionState.CANCELLED]
)
def test_what_is_not_announced_or_is_over_cannot_be_cancelled(state: EditionState) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_cancel(state, CancelReason.TOO_FEW, "")
    assert broken.value.code is Code.NOT_DECIDABLE
    assert broken.value.facts == {"state": state}


@pytest.mark.parametrize("note", ["", "  "])
def test_only_another_reason_than_the_usual_ones_needs_words(note: str) -> None:
    check_cancel(EditionState.PUBLISHED, CancelReason.TOO_FEW, note)
    check_cancel(EditionState.CONFIRMED, CancelReason.TRAINER_ILL, note)
    with pytest.raises(RuleBroken) as broken:
        check_cancel(EditionState.PUBLISHED, CancelReason.OTHER, note)
    assert broken.value.code is Code.REASON_MISSING
    assert broken.value.field == "note"


# What a confirmed edition stays, and what an exception needs.


@pytest.mark.parametrize(
    ("decided", "count", "fell"),
    [
        (9, 7, True),
        (9, 8, False),
        (9, 9, False),
        (8, 7, True),
        (8, 8, False),
        (3, 2, True),
        (3, 3, False),
        (3, 4, False),
    ],
)
def test_a_confirmed_edition_that_fell_under_its_minimum_shows(
    decided: int, count: int, fell: bool
) -> None:
    confirmed = replace(FACTS, state=EditionState.CONFIRMED, count=count)
    assert under_minimum_after_confirmation(confirmed, decided) is fell
    assert due_on(FIRST - DAY, confirmed) is Due.NOTHING


@pytest.mark.parametrize("state", [s for s in EditionState if s is not EditionState.CONFIRMED])
def test_no_other_edition_falls_under_its_minimum_after_confirmation(state: EditionState) -> None:
    assert not under_minimum_after_confirmation(replace(FACTS, state=state, count=1), 8)


@pytest.mark.parametrize(
    ("count", "offered", "told_on", "step"),
    [
        (8, 0, None, FallStep.NOTHING),
        (7, 0, None, FallStep.TELL),
        # A seat that is offered may make it good; one of two that are missing does not.
        (7, 1, None, FallStep.NOTHING),
        (6, 1, None, FallStep.TELL),
        (6, 0, DECISION, FallStep.NOTHING),
        (6, 0, DECISION - DAY, FallStep.NOTHING),
        (8, 0, DECISION, FallStep.NOTHING),
        (8, 0, DECISION - DAY, FallStep.FORGET),
    ],
)
def test_a_fall_is_told_once_until_the_day_after_it_stands_above_again(
    count: int, offered: int, told_on: date | None, step: FallStep
) -> None:
    confirmed = replace(FACTS, state=EditionState.CONFIRMED, count=count)
    assert fall_step(confirmed, 9, offered, told_on, DECISION) is step


def test_the_standard_minimum_needs_no_reason() -> None:
    check_minimum(None, None, 1)


@pytest.mark.parametrize("reason", [None, "", "  "])
def test_a_minimum_of_its_own_needs_a_reason(reason: str | None) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_minimum(5, reason, 12)
    assert broken.value.code is Code.MINIMUM_NEEDS_REASON
    assert broken.value.field == "minimum_reason"


@pytest.mark.parametrize(("capacity", "fits"), [(4, False), (5, True), (6, True)])
def test_a_minimum_of_its_own_fits_the_room(capacity: int, fits: bool) -> None:
    if fits:
        check_minimum(5, "a smaller group suits this offer", capacity)
        return
    with pytest.raises(RuleBroken) as broken:
        check_minimum(5, "a smaller group suits this offer", capacity)
    assert broken.value.code is Code.CAPACITY_BELOW_MINIMUM
    assert broken.value.field == "capacity"
    assert broken.value.facts == {"minimum": 5}


@pytest.mark.parametrize(
    ("asked", "now", "may"),
    [
        (None, "2027-03-28 23:59", False),
        ("2027-03-28 00:01", "2027-03-28 16:59", False),
        ("2027-03-28 00:01", "2027-03-28 17:00", True),
        ("2027-03-27 23:59", "2027-03-28 00:00", True),
        ("2027-03-15 09:00", "2027-03-26 00:01", True),
    ],
)
def test_the_rule_cancels_only_what_people_had_a_day_to_decide_about(
    asked: str | None, now: str, may: bool
) -> None:
    first_asked_at = None if asked is None else moment(asked)
    assert may_cancel(first_asked_at, moment(now)) is may


EASTER_MONDAY = date(2027, 3, 29)


@pytest.mark.parametrize(
    ("first_on", "policy", "last_on"),
    [
        # Cancelled on Monday 12 April, so Friday is the last day to decide, and so is the weekend.
        (date(2027, 4, 15), CANCEL, date(2027, 4, 9)),
        # Cancelled on Tuesday 30 March, after Easter.
        (date(2027, 4, 2), CANCEL, date(2027, 3, 26)),
        (date(2027, 4, 15), KEEP_ASKING, date(2027, 4, 14)),
        (date(2027, 4, 12), KEEP_ASKING, date(2027, 4, 9)),
        (date(2027, 3, 30), KEEP_ASKING, date(2027, 3, 26)),
    ],
)
def test_the_last_working_day_to_decide(
    first_on: date, policy: UndecidedPolicy, last_on: date
) -> None:
    facts = replace(FACTS, decision_on=date(2027, 3, 1), first_on=first_on)

    def is_last(day: date) -> bool:
        return is_last_day(facts, day, policy, 3, {EASTER_MONDAY})

    assert (is_last(last_on - DAY), is_last(last_on), is_last(last_on + DAY)) == (False, True, True)


@given(facts_of_editions(), st.sampled_from(UndecidedPolicy), st.integers(1, 30))
def test_once_it_is_the_last_day_it_stays_so(
    facts: MinimumFacts, policy: UndecidedPolicy, days: int
) -> None:
    asked = [facts.decision_on + n * DAY for n in range((facts.first_on - facts.decision_on).days)]
    lasts = [is_last_day(facts, day, policy, days, {EASTER_MONDAY}) for day in asked]
    # Ends in True whatever the dates are: somebody above the team hears of each undecided edition.
    assert lasts == sorted(lasts)
    assert lasts[-1]
