"""The waiting list: a freed seat goes to the first in line, for a limited time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.rules.errors import Code, RuleBroken
from app.rules.registering.seats import SeatCount
from app.rules.states import RegistrationState


@dataclass(frozen=True, slots=True)
class Offer:
    """A seat held for one waiting registration until `expires_at`."""

    registration_id: int
    expires_at: datetime


def offer_expiry(now: datetime, hours: int, closes_at: datetime) -> datetime:
    """An offer holds for `hours`, never longer than the registration is open."""
    return min(now + timedelta(hours=hours), closes_at)


def offers_to_make(
    seats: SeatCount, queue: Sequence[int], now: datetime, hours: int, closes_at: datetime
) -> list[Offer]:
    """The offers that must go out now: one for each free seat, in order of arrival.

    `queue` holds the waiting registrations, first in line first. After the registration has
    closed nothing is offered any more.
    """
    if list_is_closed(closes_at, now):
        return []
    expires_at = offer_expiry(now, hours, closes_at)
    return [Offer(registration_id, expires_at) for registration_id in queue[: seats.free]]


def list_is_closed(closes_at: datetime, now: datetime) -> bool:
    """The list closes with the registration: whoever still waits then gets no seat."""
    return now >= closes_at


def has_lapsed(expires_at: datetime, now: datetime) -> bool:
    """An offer lapses at its end time; until then it holds its seat."""
    return now >= expires_at


def check_offer(state: RegistrationState, expires_at: datetime | None, now: datetime) -> None:
    """Whether an offer can be accepted or declined now.

    Raises RuleBroken(NO_OFFER) or RuleBroken(OFFER_LAPSED).
    """
    if state is not RegistrationState.OFFERED or expires_at is None:
        raise RuleBroken(Code.NO_OFFER, state=state)
    if has_lapsed(expires_at, now):
        raise RuleBroken(Code.OFFER_LAPSED, expires_at=expires_at)
