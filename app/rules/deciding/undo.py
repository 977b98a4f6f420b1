"""What can be undone, and until when; each check raises RuleBroken(NOT_UNDOABLE) when it is not.

Nothing is undone in silence: who was told the first thing is told that it no longer holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.rules.deciding.minimum import latest_decision_date
from app.rules.errors import Code, RuleBroken
from app.rules.registering.seats import SeatCount
from app.rules.states import DecisionOutcome, EditionState, RegistrationState
from app.rules.workdays import local_date

RUNNING = (EditionState.PUBLISHED, EditionState.CONFIRMED)


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The latest decision about an edition.

    For an extension `previous_on` is the decision date before it and `new_on` the one after, for a
    postponement the dates of the first meeting.
    """

    outcome: DecisionOutcome
    previous_on: date | None
    new_on: date | None


#: The outcomes after which an edition is confirmed.
GOING_AHEAD = (DecisionOutcome.GO_AHEAD, DecisionOutcome.GO_AHEAD_SMALL)


def taken_back(made: Iterable[tuple[int, DecisionOutcome]]) -> dict[int, DecisionOutcome]:
    """What each decision to take back took back, by the id of that decision.

    `made`: id and outcome of all decisions about one edition, in the order of time. Of a confirmed
    edition only going ahead can be taken back, of a published one only that the decision was put
    off, so what was decided before tells which it was.
    """
    found: dict[int, DecisionOutcome] = {}
    confirmed: DecisionOutcome | None = None
    for decision_id, outcome in made:
        if outcome in GOING_AHEAD:
            confirmed = outcome
        elif outcome is DecisionOutcome.TAKE_BACK:
            found[decision_id] = confirmed or DecisionOutcome.EXTEND
            confirmed = None
    return found


def _unless(allowed: bool) -> None:
    if not allowed:
        raise RuleBroken(Code.NOT_UNDOABLE)


def check_reopening(state: EditionState, first_on: date, today: date) -> None:
    """Going ahead is undone as long as there is a day left on which to decide anew.

    That is until two days before the first meeting: the new decision date lies after today, or the
    rule would confirm or cancel within the minute, and before the first meeting.
    """
    _unless(state is EditionState.CONFIRMED and today < latest_decision_date(first_on))


def check_reopening_date(decision_on: date, first_on: date, today: date) -> None:
    """The date on which it is decided anew.

    Raises RuleBroken(EXTENSION_NOT_LATER) or RuleBroken(EXTENSION_TOO_LATE).
    """
    if decision_on <= today:
        raise RuleBroken(Code.EXTENSION_NOT_LATER, "decision_on", current=today)
    latest = latest_decision_date(first_on)
    if decision_on > latest:
        raise RuleBroken(Code.EXTENSION_TOO_LATE, "decision_on", latest=latest)


def check_extension_undo(
    state: EditionState, last: LastDecision | None, decision_on: date, today: date
) -> None:
    """An extension is undone while it is the last that was decided and its date is to come.

    `decision_on` is the edition's own date: another one by now was planned since.
    """
    _unless(
        state is EditionState.PUBLISHED
        and last is not None
        and last.outcome is DecisionOutcome.EXTEND
        and last.previous_on is not None
        and last.new_on == decision_on
        and today < decision_on
    )


def check_publication_undo(state: EditionState, ever_registered: int) -> None:
    """Back to a draft while nobody has ever registered: a draft has no page to go back to."""
    _unless(state is EditionState.PUBLISHED and ever_registered == 0)


def check_putting_back(
    registration: RegistrationState,
    edition: EditionState,
    first_starts_at: datetime,
    seats: SeatCount,
    now: datetime,
) -> None:
    """Who was taken off the list gets the seat back until the edition begins.

    Raises NO_SEAT_LEFT when every seat is taken or somebody waits for the one that is free.
    """
    _unless(
        registration is RegistrationState.REMOVED and edition in RUNNING and now < first_starts_at
    )
    if seats.full:
        raise RuleBroken(Code.NO_SEAT_LEFT)


def check_postponement_undo(
    state: EditionState,
    last: LastDecision | None,
    first_starts_at: datetime,
    previous_starts_at: datetime | None,
    now: datetime,
) -> None:
    """Back to the dates before, while those are still to come and none moved since.

    `previous_starts_at` is when the first meeting began before its last move.
    """
    _unless(
        state in RUNNING
        and last is not None
        and last.outcome is DecisionOutcome.POSTPONE
        and last.new_on == local_date(first_starts_at)
        and previous_starts_at is not None
        and last.previous_on == local_date(previous_starts_at)
        and now < previous_starts_at
        and now < first_starts_at
    )


def check_trainer_undo(
    state: EditionState, last_ends_at: datetime, now: datetime, *, swapped: bool, active: bool
) -> None:
    """The trainer who was replaced comes back, until the last meeting is over.

    `swapped`: the one who came instead guides it, and the first does not. `active`: the first one
    still works here.
    """
    _unless(state in RUNNING and now < last_ends_at and swapped and active)
