"""The offer: what an edition must be before it is published, and what its meter says."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from urllib.parse import urlsplit

from app.rules.deciding.minimum import check_minimum, latest_decision_date
from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import WindowFacts
from app.rules.registering.seats import SeatCount
from app.rules.states import CancelReason, EditionState, Format
from app.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class Span:
    """Start and end of a meeting (aware moments)."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class EditionPlan:
    """What a coordinator planned, as far as rules look at it."""

    meetings: Sequence[Span]
    capacity: int
    minimum: int | None
    minimum_reason: str | None
    decision_on: date
    opens_at: datetime
    closes_at: datetime
    links: Sequence[str] = ()


def check_link(link: str) -> None:
    """A join link is a whole http or https address in ASCII, as calendars want it (RFC 3986).

    Raises RuleBroken(LINK_INVALID).
    """
    try:
        parts = urlsplit(link)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        # a bracket that does not close, a port that is no number
        whole = False
    if not (whole and link.isascii() and link.isprintable() and " " not in link):
        raise RuleBroken(Code.LINK_INVALID, "join_url", link=link)


def check_place(format_: Format, place: str, link: str) -> None:
    """Who chose live needs a place to go to, who chose online a link.

    Raises RuleBroken(PLACE_MISSING) or RuleBroken(LINK_INVALID).
    """
    if format_ is Format.WEBINAR:
        check_link(link)
    elif not place.strip():
        raise RuleBroken(Code.PLACE_MISSING, "place")


#: An edition has from one to this many meetings.
MOST_MEETINGS = 6
#: Meetings, decisions and registration lie in these years; any other is a slip of the keyboard.
FIRST_YEAR, LAST_YEAR = 2000, 2100


def check_date(day: date, field: str) -> None:
    """Raises RuleBroken(DATE_OUT_OF_RANGE) for a day before 2000 or after 2100."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise RuleBroken(Code.DATE_OUT_OF_RANGE, field, first=FIRST_YEAR, last=LAST_YEAR)


def check_meetings(meetings: Sequence[Span]) -> None:
    """Whether there is a meeting at all, and each on a day that other dates can be counted from.

    Raises RuleBroken(NO_MEETINGS) or RuleBroken(DATE_OUT_OF_RANGE).
    """
    if not meetings:
        raise RuleBroken(Code.NO_MEETINGS, "meetings")
    for span in meetings:
        check_date(span.starts_at, "meetings")
        check_date(span.ends_at, "meetings")


def check_order(meetings: Sequence[Span]) -> list[Span]:
    """The meetings by date, each over before the next begins.

    Raises RuleBroken(MEETING_ENDS_BEFORE_START) or RuleBroken(MEETINGS_OVERLAP).
    """
    ordered = sorted(meetings, key=lambda span: span.starts_at)
    for span in ordered:
        if span.ends_at <= span.starts_at:
            raise RuleBroken(Code.MEETING_ENDS_BEFORE_START, "meetings")
    for earlier, later in pairwise(ordered):
        if later.starts_at < earlier.ends_at:
            raise RuleBroken(Code.MEETINGS_OVERLAP, "meetings")
    return ordered


def check_move(before: Span, after: Span, now: datetime) -> None:
    """A meeting to come that people count on is not moved to a moment that is over.

    Raises RuleBroken(MEETING_INTO_PAST). The hours of one that has begun can be put right.
    """
    if after.starts_at <= now < before.starts_at:
        raise RuleBroken(Code.MEETING_INTO_PAST, "meetings")


def check_plan(plan: EditionPlan, standard_minimum: int) -> None:
    """Whether a plan can stand, as a draft or published.

    Raises RuleBroken with NO_MEETINGS, DATE_OUT_OF_RANGE, MEETING_ENDS_BEFORE_START,
    MEETINGS_OVERLAP, LINK_INVALID, MINIMUM_NEEDS_REASON, CAPACITY_BELOW_MINIMUM,
    DECISION_AFTER_START or WINDOW_TOO_LATE.
    """
    check_meetings(plan.meetings)
    check_date(plan.decision_on, "decision_on")
    check_date(plan.opens_at, "opens_at")
    check_date(plan.closes_at, "closes_at")
    ordered = check_order(plan.meetings)
    for link in plan.links:
        if link:
            check_link(link)
    check_minimum(plan.minimum, plan.minimum_reason, plan.capacity)
    if plan.minimum is None and plan.capacity < standard_minimum:
        raise RuleBroken(Code.CAPACITY_BELOW_MINIMUM, "capacity", minimum=standard_minimum)
    first = ordered[0].starts_at
    if plan.decision_on > latest_decision_date(local_date(first)):
        raise RuleBroken(Code.DECISION_AFTER_START, "decision_on")
    if not plan.opens_at < plan.closes_at <= first:
        raise RuleBroken(Code.WINDOW_TOO_LATE, "closes_at")


def default_closing(first_starts_at: datetime, hours_before: int) -> datetime:
    """When registration closes if the coordinator names no moment."""
    return first_starts_at - timedelta(hours=hours_before)


class MeterState(StrEnum):
    """The one word that the dot meter starts with."""

    NOT_OPEN = "not_open"
    NEEDS = "needs"
    UNDECIDED = "undecided"
    REACHED = "reached"
    GO = "go"
    FULL = "full"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    DONE = "done"


#: So many free places or fewer are few: whoever hesitates should know.
FEW = 3


@dataclass(frozen=True, slots=True)
class Meter:
    """The facts of the dot meter; a dot is a place.

    taken: registered people and places held by an offer, of which `held` by an offer. needed:
    registrations missing to the minimum while it still makes sense to say so, else 0;
    needed_before: the day before which they must be there. open: whether anybody can register, or
    join the waiting list, now. opens_at: from when, while that is still to come. participants: who
    came, once known.
    """

    state: MeterState
    taken: int
    needed: int
    minimum: int
    capacity: int
    waiting: int = 0
    free: int = 0
    held: int = 0
    open: bool = False
    opens_at: datetime | None = None
    needed_before: date | None = None
    decision_on: date | None = None
    cancel_reason: CancelReason | None = None
    participants: int | None = None

    @property
    def show_needed(self) -> bool:
        """Whether the missing registrations are drawn."""
        return self.needed > 0

    @property
    def few_left(self) -> int:
        """How many places are left when they are few, and it goes ahead without more people."""
        settled = self.state in (MeterState.REACHED, MeterState.GO)
        return self.free if settled and self.open and self.free <= FEW else 0


def meter(
    *,
    seats: SeatCount,
    count: int,
    minimum: int,
    window: WindowFacts,
    decision_on: date,
    now: datetime,
    cancel_reason: CancelReason | None = None,
    participants: int | None = None,
) -> Meter:
    """What the meter tells at this moment.

    `count` are the active registrations (at the decision, for a cancelled edition). From the
    decision date on nothing invites to fill an edition up: below the minimum it is 'undecided',
    as a draft too, for its preview shows what its publication would.
    """
    missing = max(0, minimum - count)
    state = _meter_state(seats, missing, window, decision_on, now)
    needed = missing if state in (MeterState.NEEDS, MeterState.CANCELLED) else 0
    over = state in (MeterState.CANCELLED, MeterState.DONE)
    return Meter(
        state=state,
        taken=count if state is MeterState.CANCELLED else seats.taken,
        needed=needed,
        minimum=minimum,
        capacity=seats.capacity,
        waiting=seats.waiting,
        free=seats.free,
        held=0 if over else seats.offered,
        open=not over and window.opens_at <= now < window.closes_at,
        opens_at=window.opens_at if not over and now < window.opens_at else None,
        needed_before=(
            min(decision_on, _day_after(window.closes_at)) if state is MeterState.NEEDS else None
        ),
        decision_on=decision_on,
        cancel_reason=cancel_reason,
        participants=participants,
    )


def _day_after(closes_at: datetime) -> date:
    # On its last day registration is open for some hours: "before today" would be too early.
    return local_date(closes_at) + timedelta(days=1)


def _meter_state(
    seats: SeatCount,
    missing: int,
    window: WindowFacts,
    decision_on: date,
    now: datetime,
) -> MeterState:
    if window.state is EditionState.CANCELLED:
        return MeterState.CANCELLED
    if window.state is EditionState.COMPLETED:
        return MeterState.DONE
    settled = window.state is EditionState.CONFIRMED
    if missing and not settled and local_date(now) >= decision_on:
        return MeterState.UNDECIDED
    if now < window.opens_at and not settled:
        return MeterState.NOT_OPEN
    closed = now >= window.closes_at
    if seats.full and not closed:
        return MeterState.FULL
    if settled:
        return MeterState.GO
    if closed:
        return MeterState.CLOSED
    return MeterState.NEEDS if missing else MeterState.REACHED
