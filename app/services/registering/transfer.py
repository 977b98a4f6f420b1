"""Passing a place on to a colleague, and moving to another date of the same training."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from app.extensions import db
from app.mail.facts import BookedBy, Ended, Gone
from app.mail.messages import place_passed_on, transferred
from app.models import Arrival, Registration
from app.queries.offering.offer import window_of
from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import check_open, email_key
from app.rules.registering.transfer import check_pass_on, check_transfer
from app.rules.registering.withdrawal import cost_today
from app.rules.states import RegistrationState
from app.rules.workdays import local_date
from app.services import history, holidays
from app.services.calendars import invitation
from app.services.history import Action
from app.services.registering import waiting_list
from app.services.registering.entering import check_newcomer, write_down
from app.services.registering.person import Person, billing_of, person_of, write_person
from app.services.registering.seats import count_seats, lock_edition, lock_editions
from app.services.registering.withdrawal import costs_of, kept_cost, payer_of, withdrawal_steps
from app.services.telling import news
from app.services.telling.message import asks_more, link_reference, recipient, way_in_soon


@dataclass(frozen=True, slots=True)
class Colleague:
    """Who comes instead: what the one who passes a place on knows of them."""

    name: str
    email: str
    function: str


def substitute(
    registration: Registration,
    colleague: Colleague,
    now: datetime,
    *,
    actor_id: int | None = None,
) -> None:
    """Give a seat to a colleague, free of charge; the registration keeps its seat and its price.

    What the first person told about themselves is erased, their links stop working, their calendar
    gets CANCELs and the colleague's REQUESTs. The organisation, the invoice and the language stay.
    `actor_id`: a coordinator, who was asked for it.
    Raises what `rules.registering.transfer.check_pass_on` raises, RuleBroken(SAME_ADDRESS),
    ALREADY_REGISTERED for a colleague who is in already, or ADDRESS_IS_OURS.
    """
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_pass_on(registration.state, edition.first_meeting.starts_at, now)
    if email_key(colleague.email) == registration.email_key:
        raise RuleBroken(Code.SAME_ADDRESS, "email")
    check_newcomer(edition, colleague.email)
    old = recipient(registration)
    payer = payer_of(registration)
    old_name, old_key, agreed_at = registration.name, registration.email_key, registration.news_at
    registration.answers.clear()
    registration.note = None
    db.session.execute(delete(Arrival).where(Arrival.registration_id == registration.id))
    write_person(
        registration,
        Person(
            name=colleague.name,
            email=colleague.email,
            function=colleague.function,
            organisation=registration.organisation,
            organisation_type=registration.organisation_type,
            region=registration.region,
            billing=billing_of(registration),
        ),
        now,
    )
    registration.link_version += 1
    db.session.flush()
    news_end = agreed_at is not None and not news.outlives(old_key, agreed_at)
    history.record(
        Action.SUBSTITUTED,
        now,
        edition_id=edition.id,
        registration_id=registration.id,
        actor_id=actor_id,
        name=registration.name,
        old_name=old_name,
    )
    cancels, requests = invitation.hand_over_entries(registration, old, now)
    invitation.tell_entries(
        place_passed_on,
        registration,
        cancels,
        now,
        key=str(registration.link_version),
        to=old,
        gone=Gone(Ended.PASSED_ON, colleague=registration.name),
        colleague=registration.name,
        payer=payer,
        news_end=news_end,
    )
    giver = BookedBy(old_name, asks_more(edition), passed_on=True)
    invitation.tell_seat(registration, requests, now, booked=giver)


def transfer(registration: Registration, edition_id: int, now: datetime) -> Registration:
    """Move somebody to another date of the same training: free, once, at the price of that date.

    What giving up the old place costs at that moment is kept on the old registration, which owes
    nothing: giving up the new place costs at least that much (`withdrawal.withdrawal_steps`).
    Both editions are locked, in the order of their ids, so that two people who change dates with
    each other never wait for each other. The seat that comes free goes to the waiting list.

    Raises LookupError for an unknown edition, what `rules.registering.transfer.check_transfer`
    and `rules.registering.registration.check_open` raise, RuleBroken(ALREADY_REGISTERED) for who is
    on that date already, or NO_SEAT_LEFT.
    """
    locked = lock_editions({registration.edition_id, edition_id})
    old, new = locked[registration.edition_id], locked[edition_id]
    db.session.refresh(registration)
    check_transfer(
        registration.state,
        old.first_meeting.starts_at,
        now,
        transferred=registration.transferred,
        same_training=old.training_id == new.training_id,
    )
    check_open(window_of(new), now)
    check_newcomer(new, registration.email)
    if count_seats(new).full:
        raise RuleBroken(Code.NO_SEAT_LEFT)
    steps = withdrawal_steps(registration, holidays.around(local_date(old.first_meeting.starts_at)))
    registration.withdrawal_cost_cents = cost_today(steps, local_date(now))
    registration.state = RegistrationState.MOVED
    registration.ended_at = now
    made = write_down(
        new, person_of(registration), RegistrationState.REGISTERED, now, moved_from=registration
    )
    made.transferred = True
    made.consented_at, made.news_at = registration.consented_at, registration.news_at
    history.record(
        Action.MOVED,
        now,
        edition_id=old.id,
        registration_id=registration.id,
        name=registration.name,
        to=new.training.title,
    )
    tell_transfer(registration, made, now)
    waiting_list.offer_seats(old, now)
    return made


def tell_transfer(old: Registration, new: Registration, now: datetime) -> None:
    """Tell somebody of the new date, with its entries, and take the old ones back."""
    entries = invitation.first_entries(new, now)
    invitation.tell_entries(
        transferred,
        new,
        entries,
        now,
        registration=link_reference(new),
        left_at=old.edition.first_meeting.starts_at,
        price_cents=new.price_cents,
        old_price_cents=old.price_cents,
        kept_cost_cents=kept_cost(new),
        costs=costs_of(new, now),
        calendar_file=not entries,
        way_in=way_in_soon(new.edition, now),
    )
    invitation.take_back(old, new, now)
