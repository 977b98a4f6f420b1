"""Several people registered in one go: how many there may be, and who gets a seat."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import email_key
from app.rules.registering.seats import SeatCount


@dataclass(frozen=True, slots=True)
class GroupPlaces:
    """What a group gets: the first `seats` of the list a seat, the last `waiting` the queue."""

    seats: int
    waiting: int


def places_for_group(seats: SeatCount, number: int) -> GroupPlaces:
    """What `number` newcomers get together; all of them wait where somebody waits already."""
    given = 0 if seats.full else min(seats.free, number)
    return GroupPlaces(given, number - given)


def check_group(emails: Sequence[str], most: int) -> None:
    """A group has somebody, has no more than `most` people, and each has an own address.

    Raises RuleBroken with GROUP_EMPTY, GROUP_TOO_LARGE or ADDRESS_TWICE; the last with the fact
    `row`, which of the people (from 0) has the address of an earlier one.
    """
    if not emails:
        raise RuleBroken(Code.GROUP_EMPTY)
    if len(emails) > most:
        raise RuleBroken(Code.GROUP_TOO_LARGE, most=most)
    seen: set[str] = set()
    for row, email in enumerate(emails):
        if email_key(email) in seen:
            raise RuleBroken(Code.ADDRESS_TWICE, "email", row=row)
        seen.add(email_key(email))


def check_told(places: GroupPlaces, told_waiting: int) -> None:
    """Nobody lands on the waiting list without the booker knowing it before sending.

    `told_waiting` is how many the form said would wait. Raises RuleBroken(GROUP_PLACES_CHANGED)
    when more would; that fewer do is good news, and no reason to ask again.
    """
    if places.waiting > told_waiting:
        raise RuleBroken(Code.GROUP_PLACES_CHANGED, seats=places.seats, waiting=places.waiting)
