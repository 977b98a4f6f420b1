"""New dates: what moves along, and which dates cannot stand."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from app.rules.deciding.postponing import (
    Dates,
    check_begun,
    check_postponement,
    moved_along,
    shifted,
)
from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import Span
from app.rules.states import EditionState
from tests.support.time import NOW, moment

PUBLISHED, CONFIRMED = EditionState.PUBLISHED, EditionState.CONFIRMED


def span(start: str, hours: int = 3) -> Span:
    return Span(moment(start), moment(start) + timedelta(hours=hours))


OLD = Dates(
    [span("2027-03-22 09:30"), span("2027-03-26 13:00")],
    date(2027, 3, 8),
    moment("2027-01-04 10:00"),
    moment("2027-03-21 09:30"),
)
NEW = moved_along(
    Dates(shifted(OLD.meetings, 14), OLD.decision_on, OLD.opens_at, OLD.closes_at), 14, NOW
)


def dates(**changes: Any) -> Dates:
    facts = {name: getattr(NEW, name) for name in Dates.__dataclass_fields__}
    return Dates(**(facts | changes))


def test_everything_moves_at_the_same_hours_over_the_change_of_the_clock() -> None:
    assert NEW.meetings == [span("2027-04-05 09:30"), span("2027-04-09 13:00")]
    assert (NEW.decision_on, NEW.closes_at) == (date(2027, 3, 22), moment("2027-04-04 09:30"))
    assert moved_along(OLD, -5, NOW).decision_on == date(2027, 3, 3)
    assert moved_along(OLD, -6, NOW).decision_on == date(2027, 3, 3)
    # Registration that is open opens once; one that still has to moves along.
    assert NEW.opens_at == OLD.opens_at
    closed = Dates(OLD.meetings, OLD.decision_on, NOW + timedelta(seconds=1), OLD.closes_at)
    assert moved_along(closed, 7, NOW).opens_at == moment("2027-03-10 10:00") + timedelta(seconds=1)
    assert moved_along(closed, 7, closed.opens_at).opens_at == closed.opens_at


def test_a_shift_beyond_all_calendars_is_a_broken_rule() -> None:
    with pytest.raises(RuleBroken) as refused:
        shifted(OLD.meetings, 10**7)
    assert refused.value.code is Code.DATE_OUT_OF_RANGE


@pytest.mark.parametrize(
    ("state", "now", "code"),
    [
        (PUBLISHED, OLD.meetings[0].starts_at - timedelta(seconds=1), None),
        (PUBLISHED, OLD.meetings[0].starts_at, Code.ALREADY_STARTED),
        (CONFIRMED, NOW, None),
        (EditionState.DRAFT, NOW, Code.NOT_DECIDABLE),
        (EditionState.CANCELLED, NOW, Code.NOT_DECIDABLE),
        (EditionState.COMPLETED, NOW, Code.NOT_DECIDABLE),
    ],
)
def test_only_what_people_still_await_gets_new_dates(
    state: EditionState, now: datetime, code: Code | None
) -> None:
    assert broken(lambda: check_begun(state, OLD.meetings[0].starts_at, now)) == (code, None)


def broken(check: Any) -> tuple[Code | None, str | None]:
    try:
        check()
    except RuleBroken as error:
        return error.code, error.field
    return None, None


@pytest.mark.parametrize(
    ("changes", "state", "code", "field"),
    [
        ({}, PUBLISHED, None, None),
        ({"meetings": OLD.meetings}, PUBLISHED, Code.DATES_UNCHANGED, "meetings"),
        (
            {"meetings": [OLD.meetings[0], NEW.meetings[1]], "decision_on": OLD.decision_on},
            PUBLISHED,
            Code.WINDOW_TOO_LATE,
            "closes_at",
        ),
        (
            {"meetings": [NEW.meetings[0], span("2027-04-05 12:29")]},
            PUBLISHED,
            Code.MEETINGS_OVERLAP,
            "meetings",
        ),
        ({"meetings": [NEW.meetings[0], span("2027-04-05 12:30")]}, PUBLISHED, None, None),
        (
            {"meetings": [span("2027-04-05 09:30", 0), NEW.meetings[1]]},
            PUBLISHED,
            Code.MEETING_ENDS_BEFORE_START,
            "meetings",
        ),
        (
            {"meetings": [Span(NOW, NOW + timedelta(hours=1)), NEW.meetings[1]]},
            PUBLISHED,
            Code.MEETING_INTO_PAST,
            "meetings",
        ),
        ({"meetings": []}, PUBLISHED, Code.NO_MEETINGS, "meetings"),
        ({"decision_on": date(2027, 4, 4)}, PUBLISHED, None, None),
        ({"decision_on": date(2027, 4, 5)}, PUBLISHED, Code.DECISION_AFTER_START, "decision_on"),
        ({"decision_on": date(2027, 3, 3)}, PUBLISHED, None, None),
        ({"decision_on": date(2027, 3, 2)}, PUBLISHED, Code.DECISION_IN_PAST, "decision_on"),
        ({"decision_on": date(2027, 3, 2)}, CONFIRMED, None, None),
        ({"closes_at": NEW.meetings[0].starts_at}, PUBLISHED, None, None),
        (
            {"closes_at": NEW.meetings[0].starts_at + timedelta(seconds=1)},
            PUBLISHED,
            Code.WINDOW_TOO_LATE,
            "closes_at",
        ),
        ({"closes_at": NOW}, PUBLISHED, Code.CLOSES_IN_PAST, "closes_at"),
        ({"closes_at": NOW + timedelta(seconds=1)}, PUBLISHED, None, None),
    ],
)
def test_which_dates_can_stand(
    changes: dict[str, Any], state: EditionState, code: Code | None, field: str | None
) -> None:
    found = broken(lambda: check_postponement(state, OLD, dates(**changes), NOW))
    assert found == (code, field)
