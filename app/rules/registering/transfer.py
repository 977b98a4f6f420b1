"""Passing a place on to a colleague, and moving to another date of the same training."""

from datetime import datetime

from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import check_live
from app.rules.states import RegistrationState


def check_pass_on(state: RegistrationState, first_starts_at: datetime, now: datetime) -> None:
    """A seat can go to a colleague until the first meeting starts, always free (domain rule 5).

    A turn on the waiting list cannot: the next in line has waited longer than the colleague.
    Raises RuleBroken(REGISTRATION_ENDED), NO_SEAT or ALREADY_STARTED.
    """
    check_live(state)
    if state is not RegistrationState.REGISTERED:
        raise RuleBroken(Code.NO_SEAT)
    if now >= first_starts_at:
        raise RuleBroken(Code.ALREADY_STARTED)


def check_transfer(
    state: RegistrationState,
    first_starts_at: datetime,
    now: datetime,
    *,
    transferred: bool,
    same_training: bool,
) -> None:
    """A seat can be moved to another date of the same training, free and once.

    Raises what `check_pass_on` raises, RuleBroken(ALREADY_TRANSFERRED) for who moved before, or
    OTHER_TRAINING.
    """
    check_pass_on(state, first_starts_at, now)
    if transferred:
        raise RuleBroken(Code.ALREADY_TRANSFERRED)
    if not same_training:
        raise RuleBroken(Code.OTHER_TRAINING)
