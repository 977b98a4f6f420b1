"""The waiting list: offers go out by themselves, one click accepts, a lapsed one moves on.

When registration closes the list does too: who still waits is told so, and waits no more.
"""

from datetime import datetime

from sqlalchemy import exists, func, select

from app.extensions import db, settings
from app.mail.messages import (
    held_seat_lapsed,
    offer_lapsed,
    seat_held,
    seat_offered,
    waiting_list_closed,
    waitlisted,
)
from app.models import Edition, HistoryEntry, Registration
from app.queries.offering.offer import alternatives
from app.queries.registering.registration import in_states
from app.rules.registering.waiting_list import (
    check_offer,
    has_lapsed,
    list_is_closed,
    offers_to_make,
)
from app.rules.registering.withdrawal import from_today
from app.rules.states import EditionState, RebookingAnswer, RegistrationState
from app.rules.workdays import local_date
from app.services import history
from app.services.calendars import invitation
from app.services.deciding import rebooking
from app.services.history import Action
from app.services.offering.interest import interest_url
from app.services.registering.seats import count_seats, lock_edition
from app.services.registering.withdrawal import offered_terms
from app.services.telling.message import booked_by, edition_facts, instead_of, link_reference, tell


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
    if registration.is_hold:
        assert registration.moved_from is not None
        tell(
            seat_held,
            registration,
            facts,
            now,
            key=f"{registration.offer_expires_at}:{registration.link_version}",
            registration=reference,
            until=registration.offer_expires_at,
            instead_of=registration.moved_from.edition.training.title,
        )
    elif registration.state is RegistrationState.OFFERED:
        tell(
            seat_offered,
            registration,
            facts,
            now,
            key=f"{registration.offer_expires_at}:{registration.link_version}",
            registration=reference,
            expires_at=registration.offer_expires_at,
            booked=booked_by(registration),
            terms=from_today(offered_terms(registration), local_date(now)),
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
            offer_hours=settings().offer_hours,
            closes_at=registration.edition.closes_at,
        )


def offer_seats(edition: Edition, now: datetime) -> list[Registration]:
    """Offer each free seat to the first in line; call it under the edition's lock.

    Returns whom a seat was offered. Nothing is offered once the registration has closed, or in an
    edition that does not take place.
    """
    if edition.state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
        return []
    queue = in_states(edition.id, RegistrationState.WAITLISTED)
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


def shorten_offers(edition: Edition, now: datetime) -> None:
    """No offer holds a seat longer than the registration is open; call it when that changed.

    Who had more time is told the new end, for the mail must say what the page says.
    """
    too_long = db.session.scalars(
        select(Registration)
        .where(
            Registration.edition_id == edition.id,
            Registration.state == RegistrationState.OFFERED,
            Registration.offer_expires_at > edition.closes_at,
        )
        .order_by(Registration.queue_number)
    ).all()
    for registration in too_long:
        registration.offer_expires_at = edition.closes_at
        rebooking.shortened(registration)
        db.session.flush()
        if now < edition.closes_at:
            tell_place(registration, now)


def accept(registration: Registration, now: datetime) -> None:
    """Take the seat that is held; raises RuleBroken(NO_OFFER) or RuleBroken(OFFER_LAPSED)."""
    lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_offer(registration.state, registration.offer_expires_at, now)
    cancelled = rebooking.answered(registration, RebookingAnswer.TAKEN, now)
    registration.state = RegistrationState.REGISTERED
    registration.offer_expires_at = None
    db.session.flush()
    _record(Action.OFFER_ACCEPTED, registration, now)
    origin = instead_of(cancelled.edition) if cancelled is not None else None
    invitation.invite(registration, now, moved_from=origin)


def decline(registration: Registration, now: datetime) -> None:
    """Let the seat go to the next; raises RuleBroken(NO_OFFER) or RuleBroken(OFFER_LAPSED)."""
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_offer(registration.state, registration.offer_expires_at, now)
    end_offer(registration, now)
    offer_seats(edition, now)


def end_offer(
    registration: Registration, now: datetime, answer: RebookingAnswer = RebookingAnswer.NONE
) -> None:
    """Let an offered seat go, under the lock of its edition; `offer_seats` gives it to the next.

    `answer`: what somebody whose edition was cancelled chose instead.
    """
    rebooking.answered(registration, answer, now)
    _let_go(registration, now, Action.OFFER_DECLINED)


def lapse(registration: Registration, now: datetime) -> None:
    """End an offer whose time is over, and offer the seat to the next in line.

    An offer that was answered meanwhile, or that still runs, stays as it is. A seat that was held
    for somebody whose edition was cancelled ends in the same way, and is told in its own words.
    """
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    expires_at = registration.offer_expires_at
    if expires_at is None or not has_lapsed(expires_at, now):
        return
    cancelled = rebooking.answered(registration, RebookingAnswer.LAPSED, now)
    _let_go(registration, now, Action.HOLD_LAPSED if cancelled else Action.OFFER_LAPSED)
    goes_on = bool(offer_seats(edition, now))
    if cancelled is not None:
        _tell_lapsed_hold(registration, cancelled, edition, now)
        return
    tell(
        offer_lapsed,
        registration,
        edition_facts(edition, now),
        now,
        registration=link_reference(registration),
        goes_on=goes_on,
    )


def _tell_lapsed_hold(
    held: Registration, cancelled: Registration, edition: Edition, now: datetime
) -> None:
    # The link is that of the cancelled registration, whose page has what is still open.
    tell(
        held_seat_lapsed,
        held,
        edition_facts(edition, now),
        now,
        registration=link_reference(cancelled if cancelled.email_key == held.email_key else held),
        instead_of=cancelled.edition.training.title,
        interest_url=interest_url(cancelled.edition.training),
    )


#: Other dates in the mail about a closed list; the page that it leads to has them all.
_MOST_OTHERS = 3


def editions_to_close(now: datetime) -> list[int]:
    """Editions whose registration has closed and for which somebody still waits."""
    return list(
        db.session.scalars(
            select(Edition.id)
            .where(
                Edition.closes_at <= now,
                exists().where(
                    Registration.edition_id == Edition.id,
                    Registration.state == RegistrationState.WAITLISTED,
                ),
            )
            .order_by(Edition.id)
        )
    )


def close(edition_id: int, now: datetime) -> int:
    """End the waiting list of an edition whose registration has closed; how many still waited.

    Each of them is told, with other dates. Their registrations end as withdrawn, free of charge;
    the history says why. Raises LookupError.
    """
    edition = lock_edition(edition_id)
    if not list_is_closed(edition.closes_at, now):
        return 0
    waiting = in_states(edition.id, RegistrationState.WAITLISTED)
    for registration in waiting:
        _let_go(registration, now, Action.WAITING_CLOSED)
    facts = edition_facts(edition, now)
    others = [edition_facts(other, now) for other in alternatives(edition, now)[:_MOST_OTHERS]]
    for registration in waiting:
        tell(
            waiting_list_closed,
            registration,
            facts,
            now,
            other_dates=tuple(others),
            interest_url=interest_url(edition.training),
        )
    return len(waiting)


def ended_by_closing(registration: Registration) -> bool:
    """Whether this registration ended because its waiting list closed."""
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    HistoryEntry.registration_id == registration.id,
                    HistoryEntry.action == Action.WAITING_CLOSED,
                )
            )
        )
    )


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
