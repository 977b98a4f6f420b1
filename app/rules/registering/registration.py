"""Who may register when, and what that gives: a seat or a place on the waiting list."""

from dataclasses import dataclass
from datetime import datetime

from app.rules.errors import Code, RuleBroken
from app.rules.registering.seats import SeatCount
from app.rules.states import LIVE_REGISTRATIONS, EditionState, RegistrationState


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """When an edition takes registrations (aware moments)."""

    state: EditionState
    opens_at: datetime
    closes_at: datetime


def email_key(address: str) -> str:
    """The identity of a person: the address, trimmed, without regard to case.

    RFC 5321 section 2.4 lets a mail server tell upper from lower case in the local part; none that
    people use does, and two places for one person would be the greater harm.
    """
    return address.strip().casefold()


def check_open(window: WindowFacts, now: datetime) -> None:
    """Whether the edition takes registrations at this moment.

    Raises RuleBroken with EDITION_CANCELLED, NOT_PUBLISHED, REGISTRATION_NOT_OPEN or
    REGISTRATION_CLOSED. Open from `opens_at`, closed from `closes_at`.
    """
    if window.state is EditionState.CANCELLED:
        raise RuleBroken(Code.EDITION_CANCELLED)
    if window.state is EditionState.DRAFT:
        raise RuleBroken(Code.NOT_PUBLISHED)
    if window.state is EditionState.COMPLETED or now >= window.closes_at:
        raise RuleBroken(Code.REGISTRATION_CLOSED)
    if now < window.opens_at:
        raise RuleBroken(Code.REGISTRATION_NOT_OPEN, opens_at=window.opens_at)


def is_open(window: WindowFacts, now: datetime) -> bool:
    """Whether `check_open` would let a newcomer in."""
    try:
        check_open(window, now)
    except RuleBroken:
        return False
    return True


def place_for_newcomer(seats: SeatCount) -> RegistrationState:
    """A seat when one is free and nobody waits for it, else the waiting list."""
    return RegistrationState.WAITLISTED if seats.full else RegistrationState.REGISTERED


def check_live(state: RegistrationState) -> None:
    """Only a registration that has, holds or awaits a place can be changed or withdrawn."""
    if state not in LIVE_REGISTRATIONS:
        raise RuleBroken(Code.REGISTRATION_ENDED, state=state)


def check_removal(state: RegistrationState, edition: EditionState) -> None:
    """A coordinator removes until the edition is completed: the year figures rest on who was there.

    Raises RuleBroken(REGISTRATION_ENDED) or RuleBroken(EDITION_ENDED).
    """
    check_live(state)
    if edition is EditionState.COMPLETED:
        raise RuleBroken(Code.EDITION_ENDED)


def check_withdrawal(state: RegistrationState, first_starts_at: datetime, now: datetime) -> None:
    """A person withdraws until the first meeting starts.

    Raises RuleBroken(REGISTRATION_ENDED) or RuleBroken(ALREADY_STARTED).
    """
    check_live(state)
    if now >= first_starts_at:
        raise RuleBroken(Code.ALREADY_STARTED)


def check_other_name(first_starts_at: datetime, now: datetime) -> None:
    """A person changes their own name or address until the first meeting starts.

    From then on attendance, and a certificate with it, is about who came; a coordinator can still
    mend a slip. Raises RuleBroken(ALREADY_STARTED).
    """
    if now >= first_starts_at:
        raise RuleBroken(Code.ALREADY_STARTED, "name")
