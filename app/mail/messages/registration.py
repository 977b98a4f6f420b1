"""What a person hears about a registration: made, waiting, offered a place, ended."""

from collections.abc import Sequence
from datetime import datetime

from app.mail.facts import BookedBy, EditionFacts, MeetingFacts, Recipient, WayIn
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
    moved_from: str | None,
    calendar: CalendarPart | None,
    calendar_file: bool,
    booked: BookedBy | None = None,
    new_address: bool = False,
    restored: bool = False,
    way_in: WayIn | None = None,
) -> Mail:
    """You have a place.

    `registration` is the reference of the signed link. `needs`: whether the person asked for
    something to take part well; what it is stays out of mails, which are kept longer. `moved_from`
    is the title of the training that this place comes instead of. `calendar` invites to the only
    or first meeting; with `calendar_file` there are too many meetings for an invitation each, and
    the page of the registration has a file with all dates. `booked`: who registered this person.
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
    calendar: CalendarPart,
) -> Mail:
    """The calendar invitation to one of several meetings: `number` (from 1) of `total`."""
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
    calendar: CalendarPart,
) -> Mail:
    """One more date of an ended registration leaves the calendar; another mail said why."""
    return compose("entry_cancelled", head, to, calendar=calendar, edition=edition, meeting=meeting)


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
