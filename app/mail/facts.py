"""What messages are made of: plain values, gathered by the services, rendered by the templates."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from app.rules.hearing.bounce import Cause, cause
from app.rules.offering.offer import Meter
from app.rules.registering.withdrawal import Step
from app.rules.states import CancelReason, Format, RegistrationState
from app.rules.workdays import local_date


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
    """One dated part, as a message tells it. `place` is empty for a webinar.

    `id` names it in addresses, 0 where none is needed.
    """

    starts_at: datetime
    ends_at: datetime
    title: str
    format: Format
    place: str
    join_url: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class WayIn:
    """The personal way into a webinar, behind the link of the registration; open from `opens_at`.

    Never the address of the room itself: whoever the mail is passed on to would be in it.
    """

    meeting: MeetingFacts
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """The edition that a message is about; `url` is its public page, `desk_url` that of staff.

    `language` (nl, en or fr) is that of the training; a message may be in another one. `contact` is
    the address of the team; empty: people write to the organisation. `by_file`: it has more
    meetings than get an invitation each, so one file holds them all.
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
    by_file: bool = False

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
class Left:
    """What a place comes instead of: a training, and when it would start."""

    title: str
    starts_at: datetime


@dataclass(frozen=True, slots=True)
class Costs:
    """Who pays for a place, and what giving it up costs from today on.

    `payer` gets the invoice: empty when the reader may not see who that is, None when nobody was
    named.
    """

    payer: str | None
    terms: tuple[Step, ...]


class Ended(StrEnum):
    """Why a date is no longer somebody's."""

    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    PASSED_ON = "passed_on"
    NEW_ADDRESS = "new_address"
    MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Gone:
    """Why a date is no longer somebody's: `colleague` comes instead, or they moved `to` another."""

    why: Ended
    colleague: str = ""
    to: EditionFacts | None = None


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


class Changed(StrEnum):
    """What is no longer so for a meeting, in the order in which people must know it."""

    ONLINE = "online"
    LIVE = "live"
    DAY = "day"
    HOUR = "hour"
    PLACE = "place"
    LINK = "link"


@dataclass(frozen=True, slots=True)
class NextUp:
    """Editions of other trainings for who agreed to news, soonest and likest first.

    `news` is the reference of the signed link behind which such news ends.
    """

    editions: tuple[EditionFacts, ...]
    news: str


@dataclass(frozen=True, slots=True)
class MeetingChange:
    """A meeting before and after a change."""

    before: MeetingFacts
    after: MeetingFacts

    @property
    def kinds(self) -> frozenset[Changed]:
        """What changed; an hour only on the same day, a place or link only in the same format."""
        before, after = self.before, self.after
        found = set()
        if before.format is not after.format:
            found.add(Changed.ONLINE if after.format is Format.WEBINAR else Changed.LIVE)
        elif before.place != after.place:
            found.add(Changed.PLACE)
        elif before.join_url != after.join_url:
            found.add(Changed.LINK)
        if local_date(before.starts_at) != local_date(after.starts_at):
            found.add(Changed.DAY)
        elif (before.starts_at, before.ends_at) != (after.starts_at, after.ends_at):
            found.add(Changed.HOUR)
        return frozenset(found)


def what_changed(changes: Iterable[MeetingChange]) -> list[tuple[Changed, int]]:
    """What changed, each with the number of meetings for which it did."""
    found = Counter(kind for change in changes for kind in change.kinds)
    return [(kind, found[kind]) for kind in Changed if kind in found]


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


@dataclass(frozen=True, slots=True)
class LostMail:
    """A mail that did not arrive: to whom, what it was, why not, and their page on the desk.

    `reason` is what the server said, `cause` what it comes down to.
    """

    name: str
    subject: str
    reason: str
    url: str

    @property
    def cause(self) -> Cause:
        """Why it did not arrive, for who reads no codes."""
        return cause(self.reason)


@dataclass(frozen=True, slots=True)
class DigestLine:
    """One thing that needs a coordinator today; `kind` is that of the line on their desk.

    number, base and at: as on the desk. title and first_at: the edition that it is about, empty and
    None for several. taken and minimum: of the edition. url: where it is done. No name of a
    participant: who asks to be erased stands in no mail about somebody else's work.
    """

    kind: str
    number: int
    base: int
    at: datetime
    title: str
    first_at: datetime | None
    taken: int
    minimum: int
    url: str


@dataclass(frozen=True, slots=True)
class TrainerChange:
    """Who no longer guides an edition (may be empty), who does from now on (too), and who besides.

    The names of `others` are those of the trainers who guided it before and still do.
    """

    old: str
    new: str
    others: tuple[str, ...]
