"""Reminders: at nine in the morning, once, and not to who has just heard."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.rules.telling.reminder import (
    days_left,
    evaluation_reminders,
    holds_until,
    joins_soon,
    meeting_reminders,
    webinar_reminder,
)
from tests.rules.brussels import BRUSSELS, at, ticks

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LONG_AGO = at(2026, 9, 1)
STARTS = at(2027, 2, 8, 9, 30)


def due(
    now: datetime, starts_at: datetime = STARTS, registered_at: datetime = LONG_AGO
) -> list[int]:
    return meeting_reminders(starts_at, registered_at, now, (7, 1))


def sent(
    asked: Callable[[datetime], list[int]], start: datetime, end: datetime, step: timedelta
) -> list[tuple[int, datetime]]:
    """What a worker sends that looks each `step` and remembers what it has sent."""
    done: dict[int, datetime] = {}
    for now in ticks(start, end, step):
        for days in asked(now):
            done.setdefault(days, now)
    return list(done.items())


@pytest.mark.parametrize(
    ("now", "reminders"),
    [
        (at(2027, 2, 1, 8, 59), []),
        (at(2027, 2, 1, 9, 0), [7]),
        (at(2027, 2, 2, 8, 59), [7]),  # a machine that was down for a day less a minute
        (at(2027, 2, 2, 9, 0), []),
        (at(2027, 2, 7, 8, 59), []),
        (at(2027, 2, 7, 9, 0), [1]),
        (at(2027, 2, 8, 8, 59), [1]),
        (at(2027, 2, 8, 9, 0), []),
        (at(2027, 2, 8, 9, 30), []),
    ],
)
def test_a_week_and_a_day_before_at_nine(now: datetime, reminders: list[int]) -> None:
    assert due(now) == reminders


@pytest.mark.parametrize(
    ("registered_at", "reminders"),
    [
        (at(2027, 2, 1, 8, 59), [7]),
        (at(2027, 2, 1, 9, 0), []),
        (at(2027, 2, 1, 9, 30), []),
    ],
)
def test_who_has_just_registered_is_not_reminded(
    registered_at: datetime, reminders: list[int]
) -> None:
    assert due(at(2027, 2, 1, 10), registered_at=registered_at) == reminders
    assert due(at(2027, 2, 7, 10), registered_at=registered_at) == [1]


def test_nobody_is_reminded_of_a_meeting_that_has_started() -> None:
    early = at(2027, 2, 8, 8, 0)
    assert due(early - MINUTE, starts_at=early) == [1]
    assert due(early, starts_at=early) == []


def test_a_reminder_on_the_day_itself_comes_before_the_meeting_or_not_at_all() -> None:
    afternoon, nine = at(2027, 2, 8, 13), at(2027, 2, 8, 9)
    assert meeting_reminders(afternoon, LONG_AGO, nine, (0,)) == [0]
    assert meeting_reminders(nine, LONG_AGO, nine, (0,)) == []


def test_no_reminders_are_asked_for() -> None:
    assert meeting_reminders(STARTS, LONG_AGO, at(2027, 2, 1, 9), ()) == []


@pytest.mark.parametrize("step", [MINUTE, HOUR], ids=["every minute", "every hour"])
@pytest.mark.parametrize(
    ("starts_at", "week", "day"),
    [
        # the spring change: between the two reminders and on the day of one
        (at(2027, 3, 29, 9), at(2027, 3, 22, 9), at(2027, 3, 28, 9)),
        (at(2027, 4, 4, 9), at(2027, 3, 28, 9), at(2027, 4, 3, 9)),
        # the autumn change
        (at(2027, 11, 1, 14), at(2027, 10, 25, 9), at(2027, 10, 31, 9)),
        (at(2027, 11, 7, 9), at(2027, 10, 31, 9), at(2027, 11, 6, 9)),
        # the leap day
        (at(2028, 3, 7, 9), at(2028, 2, 29, 9), at(2028, 3, 6, 9)),
        (at(2028, 3, 1, 9), at(2028, 2, 23, 9), at(2028, 2, 29, 9)),
    ],
)
def test_each_goes_out_once_at_nine_on_the_wall(
    starts_at: datetime, week: datetime, day: datetime, step: timedelta
) -> None:
    went = sent(lambda now: due(now, starts_at), starts_at - 9 * DAY, starts_at + DAY, step)
    assert went == [(7, week), (1, day)]


@settings(max_examples=40)
@given(
    days=st.lists(st.integers(0, 14), unique=True, max_size=4),
    start_day=st.dates(date(2027, 3, 20), date(2027, 4, 20))
    | st.dates(date(2027, 10, 20), date(2027, 11, 20)),
    hour=st.integers(8, 20),
)
def test_two_reminders_are_never_due_at_once_and_each_has_one_chance(
    days: list[int], start_day: date, hour: int
) -> None:
    starts_at = datetime(start_day.year, start_day.month, start_day.day, hour, tzinfo=BRUSSELS)
    looks = [
        meeting_reminders(starts_at, LONG_AGO, now, days)
        for now in ticks(starts_at - 16 * DAY, starts_at + DAY, HOUR)
    ]
    assert max(map(len, looks), default=0) <= 1
    runs = [now for before, now in pairwise([[], *looks]) if now and now != before]
    expected = [[n] for n in sorted(days, reverse=True) if n > 0 or hour > 9]
    assert runs == expected


# The evaluation.

ASKED = date(2027, 2, 8)
CLOSES = at(2027, 3, 1, 12, 30)


@pytest.mark.parametrize(
    ("now", "reminders"),
    [
        (at(2027, 2, 8, 9), []),
        (at(2027, 2, 11, 8, 59), []),
        (at(2027, 2, 11, 9, 0), [3]),
        (at(2027, 2, 12, 8, 59), [3]),
        (at(2027, 2, 12, 9, 0), []),
        (at(2027, 2, 15, 8, 59), []),
        (at(2027, 2, 15, 9, 0), [7]),
        (at(2027, 2, 16, 9, 0), []),
    ],
)
def test_three_and_seven_days_after_the_request(now: datetime, reminders: list[int]) -> None:
    assert evaluation_reminders(ASKED, CLOSES, now, (3, 7)) == reminders


def test_nobody_is_reminded_of_a_form_that_has_closed() -> None:
    closes = at(2027, 2, 11, 9, 30)
    assert evaluation_reminders(ASKED, closes, closes - MINUTE, (3, 7)) == [3]
    assert evaluation_reminders(ASKED, closes, closes, (3, 7)) == []


@pytest.mark.parametrize("step", [MINUTE, HOUR], ids=["every minute", "every hour"])
@pytest.mark.parametrize(
    ("asked_on", "first", "second"),
    [
        (date(2027, 3, 25), at(2027, 3, 28, 9), at(2027, 4, 1, 9)),
        (date(2027, 10, 28), at(2027, 10, 31, 9), at(2027, 11, 4, 9)),
        (date(2028, 2, 26), at(2028, 2, 29, 9), at(2028, 3, 4, 9)),
    ],
)
def test_each_reminder_to_evaluate_goes_out_once(
    asked_on: date, first: datetime, second: datetime, step: timedelta
) -> None:
    start = at(asked_on.year, asked_on.month, asked_on.day, 12)
    went = sent(
        lambda now: evaluation_reminders(asked_on, start + 21 * DAY, now, (3, 7)),
        start,
        start + 10 * DAY,
        step,
    )
    assert went == [(3, first), (7, second)]


@pytest.mark.parametrize(
    ("now", "starts_at", "left", "until"),
    [
        (at(2027, 2, 1, 9), STARTS, 7, at(2027, 2, 7)),
        (at(2027, 2, 6, 23, 59), STARTS, 2, at(2027, 2, 7)),
        (at(2027, 2, 7, 0), STARTS, 1, at(2027, 2, 8)),
        (at(2027, 2, 7, 23, 59), STARTS, 1, at(2027, 2, 8)),
        (at(2027, 2, 8, 8), STARTS, 0, STARTS),
        # the nights on which the clock changes: a day of 23 hours, and one of 25
        (at(2027, 3, 28, 9), at(2027, 3, 29, 9), 1, at(2027, 3, 29)),
        (at(2027, 10, 31, 0), at(2027, 11, 1, 0), 1, at(2027, 11, 1)),
    ],
)
def test_a_reminder_holds_as_long_as_it_says_what_is_so(
    now: datetime, starts_at: datetime, left: int, until: datetime
) -> None:
    assert (days_left(starts_at, now), holds_until(starts_at, now)) == (left, until)


@pytest.mark.parametrize("starts_at", [STARTS, at(2027, 3, 28, 3, 30), at(2027, 10, 31, 3, 30)])
def test_the_way_into_a_webinar_comes_some_minutes_before_it(starts_at: datetime) -> None:
    """Real minutes, also in the nights on which the clock changes."""
    moments = [starts_at - 61 * MINUTE, starts_at - 60 * MINUTE, starts_at - MINUTE, starts_at]
    asked = [webinar_reminder(starts_at, LONG_AGO, now, 60) for now in moments]
    assert asked == [False, True, True, False]
    assert not any(webinar_reminder(starts_at, LONG_AGO, now, 0) for now in moments)


@pytest.mark.parametrize(("before", "due"), [(61, True), (60, False), (40, False)])
def test_who_registers_at_its_moment_or_later_has_it_already(before: int, due: bool) -> None:
    registered_at = STARTS - before * MINUTE
    assert webinar_reminder(STARTS, registered_at, STARTS - 30 * MINUTE, 60) is due
    assert joins_soon(STARTS, STARTS + HOUR, registered_at)


def test_a_confirmation_holds_the_way_in_from_a_day_before_to_the_end() -> None:
    moments = [STARTS - DAY - MINUTE, STARTS - DAY, STARTS, STARTS + HOUR - MINUTE, STARTS + HOUR]
    asked = [joins_soon(STARTS, STARTS + HOUR, now) for now in moments]
    assert asked == [False, True, True, True, False]
