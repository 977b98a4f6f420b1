"""Registering several people in one go: one transaction, one lock, a mail for each of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from app.extensions import db, settings
from app.mail import outbox
from app.mail.facts import Recipient
from app.mail.messages import already_registered, booking_overview
from app.models import Booking, Registration
from app.queries.offering.offer import window_of
from app.queries.registering.booking import by_public_id, live_by_key
from app.rules.errors import Code, RuleBroken
from app.rules.registering.booking import check_group, check_told, places_for_group
from app.rules.registering.registration import check_open, email_key
from app.rules.states import RegistrationState
from app.services.calendars import invitation
from app.services.registering import waiting_list
from app.services.registering.entering import check_address, write_down
from app.services.registering.person import Person
from app.services.registering.seats import count_seats, lock_edition
from app.services.telling.message import booked_by, edition_facts, letterhead, link_reference, tell


@dataclass(frozen=True, slots=True)
class Booker:
    """Who registers a group, and may be one of its people; `language` is that of the mails."""

    name: str
    email: str
    language: str = "nl"
    phone: str = ""


def book(
    edition_id: int,
    booker: Booker,
    people: Sequence[Person],
    now: datetime,
    *,
    consent: bool,
    told_waiting: int,
    public_id: str | None = None,
) -> Booking:
    """Register all of these people or, when something is wrong, none of them.

    Seats go in the order of the list, the last ones wait; `told_waiting` is how many the booker
    knows will wait. Who is in already keeps what they have, gets a mail that says so, and is told
    apart to the booker by no more than their name. `public_id` (32 hexadecimal digits, made up
    when not given) names this very attempt: sent again, it gives the booking that it made.

    Raises LookupError for an unknown edition; RuleBroken with CONSENT_MISSING, what
    `rules.registering.registration.check_open` raises, `check_group` and `check_told` of
    `rules.registering.booking` raise, or ADDRESS_IS_OURS (with the fact `row`, from 0,
    when it is about one of the people).
    """
    if not consent:
        raise RuleBroken(Code.CONSENT_MISSING, "consent")
    edition = lock_edition(edition_id)
    made = by_public_id(public_id) if public_id else None
    if made is not None:
        return made
    check_open(window_of(edition), now)
    _check_people(booker, people)
    known = live_by_key(edition.id, [email_key(person.email) for person in people])
    newcomers = [person for person in people if email_key(person.email) not in known]
    places = places_for_group(count_seats(edition), len(newcomers))
    check_told(places, told_waiting)
    booking = Booking(
        public_id=public_id or uuid4().hex,
        edition=edition,
        name=booker.name.strip(),
        email=booker.email.strip(),
        email_key=email_key(booker.email),
        phone=booker.phone.strip(),
        language=booker.language,
        others=[p.name.strip() for p in people if email_key(p.email) in known],
        link_version=0,
        created_at=now,
    )
    db.session.add(booking)
    entered = [
        write_down(
            edition,
            person,
            RegistrationState.REGISTERED if number < places.seats else RegistrationState.WAITLISTED,
            now,
            booking=booking,
        )
        for number, person in enumerate(newcomers)
    ]
    _tell_participants(entered, now)
    for registration in known.values():
        _tell_known(booking, registration, now)
    if [email_key(person.email) for person in people] != [booking.email_key]:
        _tell_booker(booking, entered, now)
    return booking


def overview_was_mailed(booking: Booking) -> bool:
    """Whether the booker got the overview; who registered nobody but themselves got none."""
    return outbox.holds(overview_key(booking))


def overview_key(booking: Booking) -> str:
    """What names the overview of a booking, and no other message, in the outbox."""
    return f"booking_overview:{booking.public_id}"


def link_reference_of(booking: Booking) -> str:
    """What a signed link to a booking refers to: its public id and link version."""
    return f"{booking.public_id}.{booking.link_version}"


def _check_people(booker: Booker, people: Sequence[Person]) -> None:
    check_group([person.email for person in people], settings().group_most)
    check_address(booker.email)
    for row, person in enumerate(people):
        try:
            check_address(person.email)
        except RuleBroken as error:
            raise RuleBroken(error.code, error.field, row=row) from None


def _tell_participants(entered: Sequence[Registration], now: datetime) -> None:
    for registration in entered:
        if registration.state is RegistrationState.REGISTERED:
            entries = invitation.first_entries(registration, now, fresh=True)
            invitation.tell_seat(registration, entries, now, booked=booked_by(registration))
        else:
            waiting_list.tell_place(registration, now)


def _tell_known(booking: Booking, registration: Registration, now: datetime) -> None:
    themselves = registration.email_key == booking.email_key
    tell(
        already_registered,
        registration,
        edition_facts(booking.edition, now),
        now,
        key=booking.public_id,
        registration=link_reference(registration),
        by=None if themselves else booking.name,
    )


def _tell_booker(booking: Booking, entered: Sequence[Registration], now: datetime) -> None:
    seated = [one for one in entered if one.state is RegistrationState.REGISTERED]
    waiting = [one for one in entered if one.state is RegistrationState.WAITLISTED]
    bill = next((one.billing for one in entered if one.billing), None)
    mail = booking_overview(
        letterhead(),
        Recipient(booking.name, booking.email, booking.language),
        edition_facts(booking.edition, now),
        booking=link_reference_of(booking),
        seats=tuple(one.name for one in seated),
        waiting=tuple((one.name, waiting_list.position(one)) for one in waiting),
        others=tuple(booking.others),
        price_cents=sum(one.price_cents for one in seated),
        bill_to=(bill.bill_to, bill.address) if bill else (),
    )
    outbox.enqueue(
        mail,
        dedupe_key=overview_key(booking),
        now=now,
        edition_id=booking.edition_id,
    )
