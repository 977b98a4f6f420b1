"""What a coordinator does in somebody's name: what it may do that people cannot do themselves."""

from datetime import datetime

from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import check_withdrawal, place_for_newcomer
from app.rules.registering.seats import SeatCount
from app.rules.states import EditionState, RegistrationState


def check_entry(state: EditionState) -> None:
    """Before registration opens and after it closed, as long as the edition has not ended.

    Raises RuleBroken with NOT_PUBLISHED, EDITION_CANCELLED or EDITION_ENDED.
    """
    if state is EditionState.DRAFT:
        raise RuleBroken(Code.NOT_PUBLISHED)
    if state is EditionState.CANCELLED:
        raise RuleBroken(Code.EDITION_CANCELLED)
    if state is EditionState.COMPLETED:
        raise RuleBroken(Code.EDITION_ENDED)


def place_for_entry(seats: SeatCount, *, list_closed: bool) -> RegistrationState:
    """A seat, or the waiting list; never a seat too many, and no turn on a list that has closed.

    Raises RuleBroken(LIST_CLOSED).
    """
    state = place_for_newcomer(seats)
    if state is RegistrationState.WAITLISTED and list_closed:
        raise RuleBroken(Code.LIST_CLOSED)
    return state


def check_move(
    state: RegistrationState, first_starts_at: datetime, now: datetime, *, same_edition: bool
) -> None:
    """Whoever has, holds or awaits a place can be moved, until the first meeting starts.

    Raises RuleBroken with SAME_EDITION, REGISTRATION_ENDED or ALREADY_STARTED.
    """
    if same_edition:
        raise RuleBroken(Code.SAME_EDITION)
    check_withdrawal(state, first_starts_at, now)
