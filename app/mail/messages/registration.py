"""What a person hears about a registration: made, waiting, offered a place, ended."""

from collections.abc import Sequence
from datetime import datetime

from app.mail.facts import (
    BookedBy,
    Costs,
    EditionFacts,
    Gone,
    Left,
    MeetingChange,
    MeetingFacts,
    Recipient,
    WayIn,
    what_changed,
)
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead, compose
from app.rules.registering.withdrawal import Step


def registration_confirmed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    needs: bool,
    moved_from: Left | None,
    calendar: CalendarPart | None,
    calendar_file: bool,
    costs: Costs | None,
    booked: BookedBy | None = None,
    new_address: bool = False,
    restored: bool = False,
    way_in: WayIn | None = None,
) -> Mail:
    """You have a place.

    `registration` is the reference of the signed link. `needs`: whether the person asked for
    something to take part well; what it is stays out of mails, which are kept longer. `moved_from`
    is what this place comes instead of. `calendar` invites to the only or first meeting; with
    `calendar_file` there are too many meetings for an invitation each, and the page of the
    registration has a file with all dates. `costs` is None for a free place. `booked`: who
    registered this person.
    `new_address`: the place was theirs before, under another address. `restored`: it was taken
    away, and given back. `way_in`: into the webinar that starts soon.
    """
    return compose(
        "registration_confirmed",
        head,
        to,
        calendar=calendar,
        edition=edition,
        registration=registration,
        needs=needs,
        moved_from=moved_from,
        calendar_file=calendar_file,
        costs=costs,
        booked=booked,
        new_address=new_address,
        restored=restored,
        way_in=way_in,
    )


def invitation(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    meeting: MeetingFacts,
    number: int,
    total: int,
    update: MeetingChange | None,
    calendar: CalendarPart,
) -> Mail:
    """The calendar invitation to one of several meetings: `number` (from 1) of `total`.

    `update`: what is no longer so for the meeting, of which they have an earlier invitation.
    """
    return compose(
        "invitation",
        head,
        to,
        calendar=calendar,
        edition=edition,
        registration=registration,
        meeting=meeting,
        number=number,
        total=total,
        update=update,
        what=what_changed([update] if update else ()),
    )


def waitlisted(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    position: int,
    booked: BookedBy | None = None,
    offer_hours: int,
    closes_at: datetime,
) -> Mail:
    """You are on the waiting list, as number `position` (from 1); `booked` put you there.

    An offer holds for `offer_hours`; when registration closes, at `closes_at`, the list does too.
    """
    return compose(
        "waitlisted",
        head,
        to,
        edition=edition,
        registration=registration,
        position=position,
        booked=booked,
        offer_hours=offer_hours,
        closes_at=closes_at,
    )


def seat_offered(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    expires_at: datetime,
    terms: Sequence[Step],
    booked: BookedBy | None = None,
) -> Mail:
    """A place came free and is kept for you until `expires_at`.

    `terms` is what giving it up costs once taken, from today on; `booked` put you on the list.
    """
    return compose(
        "seat_offered",
        head,
        to,
        edition=edition,
        registration=registration,
        expires_at=expires_at,
        terms=terms,
        booked=booked,
    )


def offer_lapsed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    goes_on: bool,
) -> Mail:
    """The time to take the offered place is over; `goes_on`: the next in line has it now."""
    return compose(
        "offer_lapsed", head, to, edition=edition, registration=registration, goes_on=goes_on
    )


def withdrawn(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    cost_cents: int,
    calendar: CalendarPart | None,
) -> Mail:
    """You gave up your place, or your turn on the waiting list; it costs `cost_cents` eurocents."""
    return compose("withdrawn", head, to, calendar=calendar, edition=edition, cost_cents=cost_cents)


def removed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    calendar: CalendarPart | None,
) -> Mail:
    """A coordinator ended your registration."""
    return compose("removed", head, to, calendar=calendar, edition=edition)


def entry_cancelled(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    meeting: MeetingFacts,
    gone: Gone,
    calendar: CalendarPart,
) -> Mail:
    """One more date leaves the calendar; it says by itself why, though another mail did too.

    To an old address it says nothing of the new one, and it holds no link to the registration.
    """
    return compose(
        "entry_cancelled",
        head,
        to,
        calendar=calendar,
        edition=edition,
        meeting=meeting,
        gone=gone,
    )


def address_changed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    calendar: CalendarPart | None,
) -> Mail:
    """To the old address of a registration, without the new one: whoever reads this may be wrong.

    It holds no link to the registration, which is no longer this reader's to open.
    """
    return compose("address_changed", head, to, calendar=calendar, edition=edition)
