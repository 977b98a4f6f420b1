"""Entering: a person is written down in a state that the rules gave, and told what they have.

Whoever calls this locked the edition and counted its seats. A lost race on the UNIQUE index becomes
the same RuleBroken as the rule.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.extensions import db, settings
from app.mail.mime import parse_sender
from app.models import Booking, Edition, Registration
from app.queries.registering.registration import live_registration
from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import (
    email_key,
)
from app.rules.states import RegistrationState
from app.services import history
from app.services.calendars import invitation
from app.services.history import Action
from app.services.registering import waiting_list
from app.services.registering.person import (
    Person,
    new_registration,
)
from app.services.telling.message import instead_of


def check_address(email: str) -> None:
    """Raises RuleBroken(ADDRESS_IS_OURS) for the address that our own mails come from."""
    # A calendar refuses an invitation from somebody to themselves.
    if email_key(email) == email_key(parse_sender(settings().mail_default_sender).addr_spec):
        raise RuleBroken(Code.ADDRESS_IS_OURS, "email")


def check_newcomer(edition: Edition, email: str) -> None:
    """Raises RuleBroken(ADDRESS_IS_OURS), or ALREADY_REGISTERED for who is in this edition."""
    check_address(email)
    if live_registration(edition.id, email) is not None:
        raise RuleBroken(Code.ALREADY_REGISTERED, "email")


def enter_person(
    edition: Edition,
    person: Person,
    state: RegistrationState,
    now: datetime,
    *,
    moved_from: Registration | None = None,
    public_id: str | None = None,
    booking: Booking | None = None,
    queue_number: int | None = None,
) -> Registration:
    """Write down one person in a state that the rules gave, and tell them; under the lock.

    `booking` is the one that somebody else made for them. Raises RuleBroken(ALREADY_REGISTERED)
    for a person who is in already.
    """
    registration = write_down(
        edition,
        person,
        state,
        now,
        moved_from=moved_from,
        public_id=public_id,
        booking=booking,
        queue_number=queue_number,
    )
    tell_entered(registration, now)
    return registration


def tell_entered(registration: Registration, now: datetime) -> None:
    """Tell somebody who was just written down what they have, and what it comes instead of."""
    if registration.state is RegistrationState.REGISTERED:
        origin = registration.moved_from
        before = instead_of(origin.edition) if origin is not None else None
        invitation.invite(registration, now, moved_from=before, fresh=True)
    else:
        waiting_list.tell_place(registration, now)


def write_down(
    edition: Edition,
    person: Person,
    state: RegistrationState,
    now: datetime,
    *,
    moved_from: Registration | None = None,
    public_id: str | None = None,
    booking: Booking | None = None,
    queue_number: int | None = None,
    offer_expires_at: datetime | None = None,
    actor_id: int | None = None,
) -> Registration:
    """Write down one person in a state that the rules gave, with history; it tells nobody.

    `queue_number` is the next one in line, looked up when not given; `offer_expires_at` until when
    a seat is held that is only offered. `actor_id`: a coordinator, who heard it from the person.
    Raises RuleBroken(ALREADY_REGISTERED) for a person who is in already.
    """
    registration = new_registration(
        edition, person, state, now, queue_number or _next_number(edition), public_id
    )
    registration.moved_from, registration.booking = moved_from, booking
    registration.offer_expires_at = offer_expires_at
    db.session.add(registration)
    try:
        db.session.flush()
    except IntegrityError:
        raise RuleBroken(Code.ALREADY_REGISTERED, "email") from None
    action = {
        RegistrationState.REGISTERED: Action.REGISTERED,
        RegistrationState.OFFERED: Action.SEAT_HELD,
    }.get(state, Action.WAITLISTED)
    by: dict[str, str | int] = {} if booking is None else {"booked_by": booking.name}
    if actor_id is not None:
        by["by_staff"] = 1
    record(action, registration, now, actor_id, **by)
    return registration


def _next_number(edition: Edition) -> int:
    last = db.session.scalar(
        select(func.max(Registration.queue_number)).where(Registration.edition_id == edition.id)
    )
    return (last or 0) + 1


def record(
    action: Action,
    registration: Registration,
    now: datetime,
    actor_id: int | None = None,
    **facts: str | int,
) -> None:
    """Write into the history what happened to this registration, under its name of now."""
    history.record(
        action,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        actor_id=actor_id,
        **({"name": registration.name} | facts),
    )
