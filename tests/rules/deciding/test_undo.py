"""What can be taken back and until when: both sides of every boundary."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from app.rules.deciding import undo
from app.rules.deciding.undo import LastDecision
from app.rules.errors import Code, RuleBroken
from app.rules.registering.seats import SeatCount
from app.rules.states import DecisionOutcome, EditionState, RegistrationState
from tests.support.time import NOW, moment

PUBLISHED, CONFIRMED = EditionState.PUBLISHED, EditionState.CONFIRMED
FIRST = moment("2027-03-29 09:30")
FIRST_ON = date(2027, 3, 29)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def code_of(check: Callable[..., None], *facts: object, **named: object) -> Code | None:
    try:
        check(*facts, **named)
    except RuleBroken as error:
        return error.code
    return None


NO = Code.NOT_UNDOABLE


@pytest.mark.parametrize(
    ("state", "today", "code"),
    [
        (CONFIRMED, date(2027, 3, 3), None),
        (CONFIRMED, date(2027, 3, 27), None),
        (CONFIRMED, date(2027, 3, 28), NO),
        (PUBLISHED, date(2027, 3, 3), NO),
        (EditionState.CANCELLED, date(2027, 3, 3), NO),
        (EditionState.COMPLETED, date(2027, 3, 3), NO),
    ],
)
def test_going_ahead_is_taken_back_while_a_day_is_left_to_decide(
    state: EditionState, today: date, code: Code | None
) -> None:
    assert code_of(undo.check_reopening, state, FIRST_ON, today) == code


@pytest.mark.parametrize(
    ("day", "code"),
    [
        (date(2027, 3, 3), Code.EXTENSION_NOT_LATER),
        (date(2027, 3, 4), None),
        (date(2027, 3, 28), None),
        (date(2027, 3, 29), Code.EXTENSION_TOO_LATE),
    ],
)
def test_it_is_decided_anew_after_today_and_before_the_first_meeting(
    day: date, code: Code | None
) -> None:
    assert code_of(undo.check_reopening_date, day, FIRST_ON, date(2027, 3, 3)) == code


EXTENDED = LastDecision(DecisionOutcome.EXTEND, date(2027, 3, 10), date(2027, 3, 15))


@pytest.mark.parametrize(
    ("state", "last", "decision_on", "today", "code"),
    [
        (PUBLISHED, EXTENDED, date(2027, 3, 15), date(2027, 3, 14), None),
        (PUBLISHED, EXTENDED, date(2027, 3, 15), date(2027, 3, 15), NO),
        (PUBLISHED, EXTENDED, date(2027, 3, 16), date(2027, 3, 14), NO),
        (CONFIRMED, EXTENDED, date(2027, 3, 15), date(2027, 3, 14), NO),
        (PUBLISHED, None, date(2027, 3, 15), date(2027, 3, 14), NO),
        (
            PUBLISHED,
            LastDecision(DecisionOutcome.TAKE_BACK, date(2027, 3, 10), date(2027, 3, 15)),
            date(2027, 3, 15),
            date(2027, 3, 14),
            NO,
        ),
        # Of an extension from before this was written down nobody knows the old date.
        (
            PUBLISHED,
            LastDecision(DecisionOutcome.EXTEND, None, date(2027, 3, 15)),
            date(2027, 3, 15),
            date(2027, 3, 14),
            NO,
        ),
    ],
)
def test_an_extension_is_taken_back_while_it_is_the_last_word(
    state: EditionState,
    last: LastDecision | None,
    decision_on: date,
    today: date,
    code: Code | None,
) -> None:
    assert code_of(undo.check_extension_undo, state, last, decision_on, today) == code


@pytest.mark.parametrize(
    ("state", "ever", "code"),
    [(PUBLISHED, 0, None), (PUBLISHED, 1, NO), (CONFIRMED, 0, NO), (EditionState.DRAFT, 0, NO)],
)
def test_publishing_is_taken_back_while_nobody_ever_registered(
    state: EditionState, ever: int, code: Code | None
) -> None:
    assert code_of(undo.check_publication_undo, state, ever) == code


REMOVED = RegistrationState.REMOVED
FREE = SeatCount(8, active=7)


@pytest.mark.parametrize(
    ("registration", "edition", "seats", "now", "code"),
    [
        (REMOVED, PUBLISHED, FREE, NOW, None),
        (REMOVED, CONFIRMED, FREE, FIRST - SECOND, None),
        (REMOVED, CONFIRMED, FREE, FIRST, NO),
        (REMOVED, EditionState.CANCELLED, FREE, NOW, NO),
        (RegistrationState.WITHDRAWN, PUBLISHED, FREE, NOW, NO),
        (RegistrationState.REGISTERED, PUBLISHED, FREE, NOW, NO),
        (REMOVED, PUBLISHED, SeatCount(8, active=8), NOW, Code.NO_SEAT_LEFT),
        (REMOVED, PUBLISHED, SeatCount(8, active=7, offered=1), NOW, Code.NO_SEAT_LEFT),
        (REMOVED, PUBLISHED, SeatCount(8, active=7, waiting=1), NOW, Code.NO_SEAT_LEFT),
    ],
)
def test_who_was_taken_off_comes_back_while_a_seat_is_free(
    registration: RegistrationState,
    edition: EditionState,
    seats: SeatCount,
    now: object,
    code: Code | None,
) -> None:
    assert code_of(undo.check_putting_back, registration, edition, FIRST, seats, now) == code


BEFORE = moment("2027-03-15 09:30")
MOVED = LastDecision(DecisionOutcome.POSTPONE, date(2027, 3, 15), FIRST_ON)


@pytest.mark.parametrize(
    ("state", "last", "first", "previous", "now", "code"),
    [
        (PUBLISHED, MOVED, FIRST, BEFORE, NOW, None),
        (CONFIRMED, MOVED, FIRST, BEFORE, BEFORE - SECOND, None),
        (CONFIRMED, MOVED, FIRST, BEFORE, BEFORE, NO),
        (PUBLISHED, MOVED, FIRST + DAY, BEFORE, NOW, NO),
        (PUBLISHED, MOVED, FIRST, BEFORE + DAY, NOW, NO),
        (PUBLISHED, MOVED, FIRST, None, NOW, NO),
        (PUBLISHED, EXTENDED, FIRST, BEFORE, NOW, NO),
        (PUBLISHED, None, FIRST, BEFORE, NOW, NO),
        (EditionState.CANCELLED, MOVED, FIRST, BEFORE, NOW, NO),
    ],
)
def test_new_dates_are_taken_back_while_the_old_ones_are_to_come(
    state: EditionState,
    last: LastDecision | None,
    first: object,
    previous: object,
    now: object,
    code: Code | None,
) -> None:
    assert code_of(undo.check_postponement_undo, state, last, first, previous, now) == code


def test_dates_that_were_brought_forward_are_taken_back_until_the_new_ones_begin() -> None:
    last = LastDecision(DecisionOutcome.POSTPONE, date(2027, 4, 12), FIRST_ON)
    later = moment("2027-04-12 09:30")
    facts = (PUBLISHED, last, FIRST, later)
    assert code_of(undo.check_postponement_undo, *facts, FIRST - SECOND) is None
    assert code_of(undo.check_postponement_undo, *facts, FIRST) == NO


@pytest.mark.parametrize(
    ("state", "now", "swapped", "active", "code"),
    [
        (CONFIRMED, FIRST - SECOND, True, True, None),
        (CONFIRMED, FIRST, True, True, NO),
        (CONFIRMED, NOW, False, True, NO),
        (CONFIRMED, NOW, True, False, NO),
        (EditionState.COMPLETED, NOW, True, True, NO),
    ],
)
def test_a_trainer_comes_back_until_the_last_meeting_ends(
    state: EditionState, now: object, swapped: bool, active: bool, code: Code | None
) -> None:
    found = code_of(undo.check_trainer_undo, state, FIRST, now, swapped=swapped, active=active)
    assert found == code


def test_what_was_taken_back_follows_from_what_was_decided_before() -> None:
    ahead, small, later, moved, back = (
        DecisionOutcome.GO_AHEAD,
        DecisionOutcome.GO_AHEAD_SMALL,
        DecisionOutcome.EXTEND,
        DecisionOutcome.POSTPONE,
        DecisionOutcome.TAKE_BACK,
    )
    made = [later, back, ahead, small, moved, back, later, back]
    assert undo.taken_back(enumerate(made)) == {1: later, 5: small, 7: later}
    assert undo.taken_back([]) == {}
