"""Withdrawal terms: what it costs to give up a place, by working days before the first meeting."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from app.rules.workdays import local_date, working_days_before


@dataclass(frozen=True, slots=True)
class Term:
    """From `working_days` before the first meeting or more, withdrawing costs `percent`."""

    working_days: int
    percent: int


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch of days with its cost in eurocents; `until` is its last day, None for 'later'."""

    until: date | None
    cost_cents: int


def check_terms(terms: Sequence[Term]) -> None:
    """Terms end with one for 0 working days, take 0 to 100 percent and never get cheaper.

    Raises ValueError.
    """
    if not terms or terms[-1].working_days != 0:
        raise ValueError("the last term must hold from 0 working days before")
    for earlier, later in pairwise(terms):
        if earlier.working_days <= later.working_days or earlier.percent > later.percent:
            raise ValueError("terms must run from many days before to few, and never get cheaper")
    if terms[0].percent < 0 or terms[-1].percent > 100:
        raise ValueError("a term costs from 0 to 100 percent of the price")


def schedule(
    terms: Sequence[Term],
    price_cents: int,
    first_on: date,
    holidays: Collection[date],
    *,
    least_cents: int = 0,
    free_until: date | None = None,
) -> list[Step]:
    """The terms as dates for one edition, soonest first; a part of a cent is not charged.

    `least_cents` is what each step costs at least: what giving up the place cost already when it
    was moved to this date, so that nobody moves in order to withdraw for less. `free_until` is the
    last day on which it costs nothing whatever the terms say, for who chose other dates than these
    or another kind of training; the terms hold from the day after.
    """

    def cost(term: Term) -> int:
        return max(least_cents, price_cents * term.percent // 100)

    steps = [
        Step(working_days_before(first_on, term.working_days, holidays), cost(term))
        for term in terms[:-1]
    ]
    steps.append(Step(None, cost(terms[-1])))
    if free_until is None:
        return steps
    later = [step for step in steps if step.until is None or step.until > free_until]
    if not later[0].cost_cents:
        # By the terms it is free for longer: two free steps in a row would read as a change.
        return later
    return [Step(free_until, 0), *later]


def last_free_day(closes_at: datetime, first_starts_at: datetime, now: datetime) -> date:
    """Until and including when it costs nothing to leave what the organiser changed.

    The day on which registration closes. Where it had closed already, nobody would have a day to
    answer in: then the day of the first meeting.
    """
    return local_date(closes_at if now < closes_at else first_starts_at)


def cost_today(steps: Sequence[Step], today: date) -> int:
    """What withdrawing costs today, in eurocents."""
    return next(step.cost_cents for step in steps if step.until is None or today <= step.until)


def from_today(steps: Sequence[Step], today: date) -> tuple[Step, ...]:
    """The steps that are not over; the last one never is."""
    return tuple(step for step in steps if step.until is None or today <= step.until)


def starts_on(steps: Sequence[Step], index: int) -> date | None:
    """First day of a step; None for the first one, which holds from the start."""
    if index == 0:
        return None
    until = steps[index - 1].until
    return None if until is None else until + timedelta(days=1)
