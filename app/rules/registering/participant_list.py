"""The people of an edition as a list: searched, filtered, sorted and cut into pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.rules.offering.search import fold
from app.rules.states import RegistrationState, Reply

#: People on one page of the list.
PAGE_SIZE = 100


class Group(StrEnum):
    """Whom the list shows, by how their registration stands."""

    LIVE = "live"
    REGISTERED = "registered"
    WAITING = "waiting"
    ENDED = "ended"


class Having(StrEnum):
    """What somebody must have to stand on the list."""

    NEEDS = "needs"
    NOTE = "note"
    UNDELIVERED = "undelivered"
    ACCEPTED = "accepted"
    TENTATIVE = "tentative"
    DECLINED = "declined"


class Sort(StrEnum):
    """In which order: as they came, who has a seat first, unless another is asked for."""

    ARRIVAL = "arrival"
    NAME = "name"
    ORGANISATION = "organisation"
    REGISTERED_ON = "registered_on"
    REPLY = "reply"


@dataclass(frozen=True, slots=True)
class Brief:
    """As much of a registration as the list is chosen by.

    `reply` is the least sure of the answers to its invitations, None without any.
    """

    registration_id: int
    state: RegistrationState
    queue_number: int
    created_at: datetime
    name: str
    email: str
    organisation: str
    function: str
    needs: bool = False
    note: bool = False
    undelivered: bool = False
    reply: Reply | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for: words that each must be found, a group, and an order."""

    words: str = ""
    group: Group = Group.LIVE
    having: Having | None = None
    sort: Sort = Sort.ARRIVAL
    backwards: bool = False


_ORDER = {
    RegistrationState.REGISTERED: 0,
    RegistrationState.OFFERED: 1,
    RegistrationState.WAITLISTED: 2,
}
#: Whoever does not come first: about them there is something to do.
_REPLIES = (Reply.DECLINED, Reply.TENTATIVE, Reply.ACCEPTED, None)
_WAITING = (RegistrationState.OFFERED, RegistrationState.WAITLISTED)


def select(people: Iterable[Brief], choice: Choice) -> list[Brief]:
    """Who stands on the list, in its order."""
    wanted = fold(choice.words).split()
    found = [
        person
        for person in people
        if in_group(person.state, choice.group) and _has(person, choice) and _found(person, wanted)
    ]
    # What is equal stays in order of arrival, also backwards.
    found.sort(key=lambda person: (_ORDER.get(person.state, 3), person.queue_number))
    match choice.sort:
        case Sort.NAME:
            found.sort(key=lambda person: fold(person.name), reverse=choice.backwards)
        case Sort.ORGANISATION:
            found.sort(key=lambda person: fold(person.organisation), reverse=choice.backwards)
        case Sort.REGISTERED_ON:
            found.sort(key=lambda person: person.created_at, reverse=choice.backwards)
        case Sort.REPLY:
            found.sort(key=lambda person: _REPLIES.index(person.reply), reverse=choice.backwards)
        case _:
            pass
    return found


def in_group(state: RegistrationState, group: Group) -> bool:
    """Whether a registration in this state belongs to the group."""
    match group:
        case Group.LIVE:
            return state in _ORDER
        case Group.REGISTERED:
            return state is RegistrationState.REGISTERED
        case Group.WAITING:
            return state in _WAITING
        case Group.ENDED:
            return state not in _ORDER


def _has(person: Brief, choice: Choice) -> bool:
    match choice.having:
        case Having.NEEDS:
            return person.needs
        case Having.NOTE:
            return person.note
        case Having.UNDELIVERED:
            return person.undelivered
        case Having.ACCEPTED | Having.TENTATIVE | Having.DECLINED:
            return person.reply == choice.having.value
        case _:
            return True


def _found(person: Brief, wanted: Sequence[str]) -> bool:
    text = fold(f"{person.name} {person.email} {person.organisation} {person.function}")
    return all(word in text for word in wanted)


def page(people: Sequence[Brief], number: int) -> Sequence[Brief]:
    """One page of the list, counted from 1; a number past the end gives the last one."""
    last = pages(len(people))
    first = (min(max(number, 1), last) - 1) * PAGE_SIZE
    return people[first : first + PAGE_SIZE]


def pages(total: int) -> int:
    """How many pages so many people take; at least one."""
    return max(1, -(-total // PAGE_SIZE))
