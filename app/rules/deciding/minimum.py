"""The minimum: does this edition go ahead?

The published quality report of 2023 states the rule: a minimum of 8 registrations, unless a smaller
group suits the offer. Everything here is decided on dates in Europe/Brussels, because people mean
days when they say 'we decide on 10 March'.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, DecisionOutcome, EditionState, UndecidedPolicy
from app.rules.workdays import LOCAL, is_working_day, local_date


@dataclass(frozen=True, slots=True)
class MinimumFacts:
    """What a decision about one edition rests on.

    count: active registrations; the waiting list and open offers do not count. minimum: the
    edition's own, or the setting. first_on: local date of the first meeting.
    """

    state: EditionState
    count: int
    minimum: int
    decision_on: date
    first_on: date

    @property
    def missing(self) -> int:
        """Registrations still needed to reach the minimum."""
        return max(0, self.minimum - self.count)

    @property
    def reached(self) -> bool:
        """Whether the minimum is reached."""
        return self.count >= self.minimum


#: Who was asked today has until this time in Europe/Brussels, before the rule cancels.
END_OF_WORK = time(17, 0)


class Due(StrEnum):
    """What the rule demands on a day, without anybody's decision."""

    NOTHING = "nothing"
    CONFIRM = "confirm"
    ASK = "ask"
    CANCEL = "cancel"


def default_decision_date(first_on: date, days_before: int) -> date:
    """The decision date of an edition that names none."""
    return first_on - timedelta(days=days_before)


def latest_decision_date(first_on: date) -> date:
    """A decision cannot be put off past the day before the first meeting."""
    return first_on - timedelta(days=1)


def cancels_on(facts: MinimumFacts, days_before: int) -> date:
    """The day on which an undecided edition is cancelled under the policy 'cancel'.

    `days_before` the first meeting, so that nobody travels for nothing. A decision date on that day
    or later leaves the coordinators one more day, as long as that is before the first meeting.
    """
    spare = min(facts.decision_on + timedelta(days=1), latest_decision_date(facts.first_on))
    return max(facts.first_on - timedelta(days=days_before), spare)


def due(facts: MinimumFacts, today: date, policy: UndecidedPolicy, cancel_days_before: int) -> Due:
    """What must happen today with an edition about which nobody has decided.

    Before the decision date: nothing. From that date on, an edition that has its minimum is
    confirmed; one below it is asked about, and under the policy 'cancel' is cancelled from the day
    that `cancels_on` gives until the day before the first meeting. On the day itself (no worker
    ran) people are on their way: then only a person cancels. After it nothing is due any more. An
    edition in any other state than published is settled: once confirmed it stays confirmed, even if
    people withdraw.
    """
    if facts.state is not EditionState.PUBLISHED:
        return Due.NOTHING
    if not facts.decision_on <= today <= facts.first_on:
        return Due.NOTHING
    if facts.reached:
        return Due.CONFIRM
    cancelling = cancels_on(facts, cancel_days_before) <= today < facts.first_on
    if policy is UndecidedPolicy.CANCEL and cancelling:
        return Due.CANCEL
    return Due.ASK


def ask_today(*, asked_before: bool, working_day: bool) -> bool:
    """Coordinators are asked at once, and again every working day."""
    return working_day or not asked_before


def is_last_day(
    facts: MinimumFacts,
    today: date,
    policy: UndecidedPolicy,
    cancel_days_before: int,
    holidays: Collection[date],
) -> bool:
    """Whether today is the last day to decide: then the administrators are asked as well.

    That is so when no working day lies between today and the day on which the rule cancels, or the
    day of the first meeting under the policy 'keep asking': then people are on their way.
    """
    end = facts.first_on
    if policy is UndecidedPolicy.CANCEL:
        end = min(end, cancels_on(facts, cancel_days_before))
    days_between = range(1, (end - today).days)
    return not any(is_working_day(today + timedelta(days=n), holidays) for n in days_between)


def may_cancel(first_asked_at: datetime | None, now: datetime) -> bool:
    """The rule cancels nothing about which nobody was asked, or was asked only today.

    On the day of the question it waits until the end of the working day: where the decision was
    put off to the day before the first meeting, that day is there to decide.
    """
    if first_asked_at is None:
        return False
    asked_today = local_date(first_asked_at) == local_date(now)
    return not asked_today or now.astimezone(LOCAL).time() >= END_OF_WORK


def check_go_ahead(facts: MinimumFacts, reason: str) -> DecisionOutcome:
    """Whether an edition may be confirmed now, and how that is recorded.

    Raises RuleBroken(NOT_DECIDABLE) unless it is published, RuleBroken(REASON_MISSING) below the
    minimum without a reason: then a person, a time and a reason are recorded.
    """
    if facts.state is not EditionState.PUBLISHED:
        raise RuleBroken(Code.NOT_DECIDABLE, state=facts.state)
    if facts.reached:
        return DecisionOutcome.GO_AHEAD
    if not reason.strip():
        raise RuleBroken(Code.REASON_MISSING, "reason", missing=facts.missing)
    return DecisionOutcome.GO_AHEAD_SMALL


def check_extension(facts: MinimumFacts, new_date: date, today: date) -> None:
    """Whether the decision may be put off to `new_date`.

    Raises RuleBroken(NOT_DECIDABLE) unless the edition is published, EXTENSION_NOT_LATER when the
    date is not after both today and the present decision date, EXTENSION_TOO_LATE when it lies
    past the day before the first meeting.
    """
    if facts.state is not EditionState.PUBLISHED:
        raise RuleBroken(Code.NOT_DECIDABLE, state=facts.state)
    if new_date <= max(today, facts.decision_on):
        raise RuleBroken(Code.EXTENSION_NOT_LATER, "decision_on", current=facts.decision_on)
    latest = latest_decision_date(facts.first_on)
    if new_date > latest:
        raise RuleBroken(Code.EXTENSION_TOO_LATE, "decision_on", latest=latest)


def check_new_date(before: MinimumFacts, decision_on: date, first_on: date) -> None:
    """A plan may bring the decision forward, or move it along with the first meeting.

    Putting it off is a decision of its own, of which people are told: see `check_extension`.
    Raises RuleBroken(EXTEND_INSTEAD).
    """
    put_off = decision_on > before.decision_on and first_on <= before.first_on
    if before.state is EditionState.PUBLISHED and put_off:
        raise RuleBroken(Code.EXTEND_INSTEAD, "decision_on")


def check_cancel(state: EditionState, cause: CancelReason, note: str) -> None:
    """Only a published or confirmed edition can be cancelled, and 'other' must be explained.

    Raises RuleBroken(NOT_DECIDABLE) or RuleBroken(REASON_MISSING).
    """
    if state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
        raise RuleBroken(Code.NOT_DECIDABLE, state=state)
    if cause is CancelReason.OTHER and not note.strip():
        raise RuleBroken(Code.REASON_MISSING, "note")


def under_minimum_after_confirmation(facts: MinimumFacts, decided_count: int) -> bool:
    """A confirmed edition stays confirmed; the desk shows that it fell under its minimum.

    `decided_count` are the active registrations at the decision to go ahead: a small group that
    somebody chose on purpose did not fall, unless it became smaller since.
    """
    fell = facts.count < min(facts.minimum, decided_count)
    return facts.state is EditionState.CONFIRMED and fell


class FallStep(StrEnum):
    """What to do about a confirmed edition and its minimum."""

    NOTHING = "nothing"
    TELL = "tell"
    FORGET = "forget"


def fall_step(
    facts: MinimumFacts, decided_count: int, offered: int, told_on: date | None, today: date
) -> FallStep:
    """Whether its team is to hear that it fell, or the last fall to be forgotten.

    One mail a fall: what goes up and down on one day is one, and a seat that is held for somebody
    who waits may still make it good. `offered` counts those. `told_on` is the day of the last mail,
    until the edition stands above again; from the day after, the next fall is another one.
    """
    if not under_minimum_after_confirmation(facts, decided_count):
        over = told_on is not None and told_on < today
        return FallStep.FORGET if over else FallStep.NOTHING
    with_offers = replace(facts, count=facts.count + offered)
    made_good = not under_minimum_after_confirmation(with_offers, decided_count)
    return FallStep.NOTHING if told_on is not None or made_good else FallStep.TELL


def check_going_on(facts: MinimumFacts, decided_count: int, reason: str) -> bool:
    """Whether there is something to decide about a confirmed edition that fell below its minimum.

    False: it did not fall since the last decision. Raises RuleBroken(NOT_DECIDABLE) unless the
    edition is confirmed, REASON_MISSING without a reason.
    """
    if facts.state is not EditionState.CONFIRMED:
        raise RuleBroken(Code.NOT_DECIDABLE, state=facts.state)
    if not under_minimum_after_confirmation(facts, decided_count):
        return False
    if not reason.strip():
        raise RuleBroken(Code.REASON_MISSING, "reason", missing=facts.missing)
    return True


def check_minimum(minimum: int | None, reason: str | None, capacity: int) -> None:
    """An edition's own minimum needs a reason and must fit the room.

    Raises RuleBroken(MINIMUM_NEEDS_REASON) or RuleBroken(CAPACITY_BELOW_MINIMUM).
    """
    if minimum is None:
        return
    if not (reason or "").strip():
        raise RuleBroken(Code.MINIMUM_NEEDS_REASON, "minimum_reason")
    if capacity < minimum:
        raise RuleBroken(Code.CAPACITY_BELOW_MINIMUM, "capacity", minimum=minimum)
