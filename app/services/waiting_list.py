"""The waiting list: offers go out by themselves, one click accepts, a lapsed one moves on."""

from datetime import datetime

from sqlalchemy import func, select, update

from app.extensions import db, settings
from app.mail.messages import offer_lapsed, seat_offered, waitlisted
from app.models import Edition, Registration
from app.rules.states import EditionState, RegistrationState
from app.rules.waiting_list import check_offer, has_lapsed, offers_to_make
from app.services import history, invitation
from app.services.history import Action
from app.services.message import booked_by, edition_facts, link_reference, tell
from app.services.seats import count_seats, lock_edition


def position(registration: Registration) -> int:
    """The place in line, 1 for the next; counts those who wait before this one."""
    before = db.session.scalar(
        select(func.count())
        .select_from(Registration)
        .where(
            Registration.edition_id == registration.edition_id,
            Registration.state == RegistrationState.WAITLISTED,
            Registration.queue_number < registration.queue_number,
        )
    )
    return (before or 0) + 1


def tell_place(registration: Registration, now: datetime) -> None:
    """Tell somebody that they wait, or that a seat is held for them, with a link that works."""
    facts = edition_facts(registration.edition, now)
    reference = link_reference(registration)
    if registration.state is RegistrationState.OFFERED:
        tell(
            seat_offered,
            registration,
            facts,
            now,
            key=f"{registration.offer_expires_at}:{registration.link_version}",
            registration=reference,
            expires_at=registration.offer_expires_at,
        )
    else:
        tell(
            waitlisted,
            registration,
            facts,
            now,
            key=str(registration.link_version),
            registration=reference,
            position=position(registration),
            booked=booked_by(registration),
        )


def offer_seats(edition: Edition, now: datetime) -> list[Registration]:
    """Offer each free seat to the first in line; call it under the edition's lock.

    Returns whom a seat was offered. Nothing is offered once the registration has closed, or in an
    edition that does not take place.
    """
    if edition.state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
        return []
    queue = db.session.scalars(
        select(Registration)
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.WAITLISTED,
        )
        .order_by(Registration.queue_number)
    ).all()
    waiting = {registration.id: registration for registration in queue}
    offers = offers_to_make(
        count_seats(edition), list(waiting), now, settings().offer_hours, edition.closes_at
    )
    offered = []
    for offer in offers:
        registration = waiting[offer.registration_id]
        registration.state = RegistrationState.OFFERED
        registration.offer_expires_at = offer.expires_at
        db.session.flush()
        _record(Action.SEAT_OFFERED, registration, now)
        tell_place(registration, now)
        offered.append(registration)
    return offered


def shorten_offers(edition: Edition) -> None:
    """No offer holds a seat longer than the registration is open; call it when that changed."""
    db.session.execute(
        update(Registration)
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.OFFERED,
            Registration.offer_expires_at > edition.closes_at,
        )
        .values(offer_expires_at=edition.closes_at)
    )


def accept(registration: Registration, now: datetime) -> None:
    """Take the seat that is held; raises RuleBroken(NO_OFFER) or RuleBroken(OFFER_LAPSED)."""
    lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_offer(registration.state, registration.offer_expires_at, now)
    registration.state = RegistrationState.REGISTERED
    registration.offer_expires_at = None
    db.session.flush()
    _record(Action.OFFER_ACCEPTED, registration, now)
    invitation.invite(registration, now)


def decline(registration: Registration, now: datetime) -> None:
    """Let the seat go to the next; raises RuleBroken(NO_OFFER) or RuleBroken(OFFER_LAPSED)."""
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_offer(registration.state, registration.offer_expires_at, now)
    _let_go(registration, now, Action.OFFER_DECLINED)
    offer_seats(edition, now)


def lapse(registration: Registration, now: datetime) -> None:
    """End an offer whose time is over, and offer the seat to the next in line.

    An offer that was answered meanwhile, or that still runs, stays as it is.
    """
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    expires_at = registration.offer_expires_at
    if expires_at is None or not has_lapsed(expires_at, now):
        return
    _let_go(registration, now, Action.OFFER_LAPSED)
    facts = edition_facts(edition, now)
    tell(offer_lapsed, registration, facts, now, registration=link_reference(registration))
    offer_seats(edition, now)


def _let_go(registration: Registration, now: datetime, action: Action) -> None:
    registration.state = RegistrationState.WITHDRAWN
    registration.offer_expires_at = None
    registration.ended_at = now
    db.session.flush()
    _record(action, registration, now)


def _record(action: Action, registration: Registration, now: datetime) -> None:
    history.record(
        action,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        name=registration.name,
    )
