"""What messages are made of: plain values, gathered by the services, rendered by the templates."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.rules.offering.offer import Meter
from app.rules.states import CancelReason, Format, RegistrationState


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who sends: shown in the head and foot of each message."""

    name: str
    address: str
    email: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets the message, in which language; `greeting` is how they want to be addressed."""

    name: str
    email: str
    language: str
    greeting: str = ""

    @property
    def called(self) -> str:
        """How to greet this person; empty when no more than the address is known."""
        return self.greeting or ("" if "@" in self.name else self.name)


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """One dated part, as a message tells it. `place` is empty for a webinar."""

    starts_at: datetime
    ends_at: datetime
    title: str
    format: Format
    place: str
    join_url: str = ""


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """The edition that a message is about; `url` is its public page, `desk_url` that of staff.

    `language` (nl, en or fr) is that of the training; a message may be in another one. `contact` is
    the address of the team; empty: people write to the organisation.
    """

    id: int
    title: str
    short_name: str
    url: str
    desk_url: str
    format: Format
    language: str
    team: str
    meetings: tuple[MeetingFacts, ...]
    co_organisers: tuple[str, ...]
    price_cents: int
    decision_on: date
    confirmed: bool
    meter: Meter
    contact: str = ""

    @property
    def first(self) -> MeetingFacts:
        """The meeting with which the edition starts."""
        return self.meetings[0]


@dataclass(frozen=True, slots=True)
class BookedBy:
    """Somebody else registered this person, who still has things to tell that nobody else can.

    `asks`: the edition has questions of its own, or a meal. `passed_on`: it was a place of their
    own, which they gave to this colleague.
    """

    name: str
    asks: bool
    passed_on: bool = False


@dataclass(frozen=True, slots=True)
class Alternative:
    """An edition that somebody whose edition was cancelled can move to.

    `choice` is the reference of the signed link that opens the page with the one button.
    """

    edition: EditionFacts
    choice: str


@dataclass(frozen=True, slots=True)
class Cancellation:
    """Why an edition does not take place, with a coordinator's own words (may be empty)."""

    reason: CancelReason
    note: str
    count: int
    minimum: int


@dataclass(frozen=True, slots=True)
class HeldSeat:
    """A seat that is held for somebody whose edition was cancelled, at their own price.

    `more_cents`: how much more it costs than the one that was cancelled, 0 for no more.
    """

    edition: EditionFacts
    until: datetime
    more_cents: int = 0


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """A meeting before and after a change."""

    before: MeetingFacts
    after: MeetingFacts


@dataclass(frozen=True, slots=True)
class ChangeFacts:
    """What changed for somebody: meeting by meeting, in whose words, and what they may do.

    `standing` is the state of the reader's registration. `free_until` is the last day on which
    leaving costs nothing whatever the terms say; None: the terms hold.
    """

    changes: tuple[MeetingChange, ...]
    note: str
    standing: RegistrationState
    free_until: date | None
    price_cents: int


def joined(names: Sequence[str], last: str) -> str:
    """Names with commas and a last word between: 'A, B en C'."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {last} {names[-1]}"
