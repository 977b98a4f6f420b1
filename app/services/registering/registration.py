"""Registrations: register, change, withdraw, remove, and move after a cancellation.

Each verb locks the edition first, counts afresh, asks the rules, writes, puts the messages in the
outbox and writes history.
"""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.mail.facts import Ended, Gone
from app.mail.messages import address_changed, already_registered, removed, withdrawn
from app.models import Registration
from app.queries.deciding.rebooking import open_hold
from app.queries.offering.offer import window_of
from app.queries.registering.seats import queue_of
from app.rules.deciding.undo import check_putting_back
from app.rules.errors import Code, RuleBroken
from app.rules.offering.question import check_answers
from app.rules.registering.registration import (
    check_live,
    check_open,
    check_other_name,
    check_removal,
    check_withdrawal,
    email_key,
    place_for_newcomer,
)
from app.rules.registering.waiting_list import has_lapsed
from app.rules.registering.withdrawal import cost_today
from app.rules.states import RebookingAnswer, RegistrationState
from app.rules.workdays import local_date
from app.services.calendars import invitation
from app.services.deciding import rebooking
from app.services.history import Action
from app.services.registering import waiting_list
from app.services.registering.entering import check_address, check_newcomer, enter_person, record
from app.services.registering.person import (
    PERSONAL,
    Person,
    billing_of,
    person_of,
    questions_of,
    write_person,
)
from app.services.registering.seats import count_seats, lock_edition, lock_editions
from app.services.registering.withdrawal import withdrawal_steps
from app.services.telling.message import edition_facts, link_reference, recipient, tell


def register(
    edition_id: int,
    person: Person,
    now: datetime,
    *,
    consent: bool,
    waiting_list_too: bool = True,
    public_id: str | None = None,
) -> Registration:
    """Register one person: a seat when one is free, else the waiting list.

    Without `waiting_list_too`, somebody who was shown a free seat is asked first. `public_id` (32
    hexadecimal digits, made up when not given) lets a caller find out whether the registration
    that is there already is the one that it made itself a moment ago.

    Raises LookupError for an unknown edition; RuleBroken when the edition takes no registrations
    (see `rules.registering.registration.check_open`), without consent (CONSENT_MISSING), for a
    person who is in already (ALREADY_REGISTERED), for our own sender's address (ADDRESS_IS_OURS),
    for answers that are none (see `rules.offering.question.check_answers`), or when the last seat
    went (SEAT_GONE).
    """
    if not consent:
        raise RuleBroken(Code.CONSENT_MISSING, "consent")
    edition = lock_edition(edition_id)
    check_open(window_of(edition), now)
    check_address(person.email)
    queue = queue_of(edition, email_key(person.email), public_id)
    if queue.holds_address:
        raise RuleBroken(Code.ALREADY_REGISTERED, "email")
    check_answers(questions_of(edition), person.answers, all_required=True)
    state = place_for_newcomer(queue.seats)
    if state is RegistrationState.WAITLISTED and not waiting_list_too:
        raise RuleBroken(Code.SEAT_GONE)
    return enter_person(
        edition,
        person,
        state,
        now,
        # Who gave up a place made with this id, and comes back with the same form, gets another.
        public_id=None if queue.knows_id else public_id,
        queue_number=queue.last_number + 1,
    )


def tell_known(registration: Registration, now: datetime) -> None:
    """Mail somebody whose address was filled in again what they have: once a minute at most.

    A double click sends one mail. To the address itself and nobody else.
    """
    try:
        with db.session.begin_nested():
            tell(
                already_registered,
                registration,
                edition_facts(registration.edition, now),
                now,
                key=f"{now:%Y%m%d%H%M}",
                registration=link_reference(registration),
                by=None,
                alone=True,
            )
    except IntegrityError:
        # The other click of a double click was first; its mail is the same.
        return


def change(
    registration: Registration, person: Person, now: datetime, *, actor_id: int | None = None
) -> None:
    """Change what somebody told about themselves.

    A new address gets the invitations, the old one sees them cancelled, and links that went to the
    old address stop working. What was answered to a question that `person` does not name stays,
    and the price of the day of registering holds. Raises RuleBroken(REGISTRATION_ENDED),
    ALREADY_REGISTERED, ADDRESS_IS_OURS, ALREADY_STARTED for another name or address once the
    first meeting began, or what `rules.offering.question.check_answers` raises; `actor_id`, a
    coordinator, may leave open what only the person can answer, and mend a name at any time.
    """
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_live(registration.state)
    asked = [question for question in questions_of(edition) if question.id in person.answers]
    check_answers(asked, person.answers, all_required=actor_id is None)
    new_address = email_key(person.email) != registration.email_key
    if new_address:
        check_newcomer(edition, person.email)
    if actor_id is None and (new_address or person.name.strip() != registration.name):
        check_other_name(edition.first_meeting.starts_at, now)
    old, old_name = recipient(registration), registration.name
    changed = [f for f in PERSONAL if getattr(registration, f) != getattr(person, f).strip()]
    billing = billing_of(registration)
    write_person(registration, person, now)
    if billing_of(registration) != billing:
        changed.append("billing")
    if new_address:
        registration.link_version += 1
    db.session.flush()
    key = str(registration.link_version)
    if new_address and registration.state is RegistrationState.REGISTERED:
        cancels, requests = invitation.hand_over_entries(registration, old, now)
        gone = Gone(Ended.NEW_ADDRESS)
        invitation.tell_entries(
            address_changed, registration, cancels, now, key=key, to=old, gone=gone
        )
        invitation.tell_seat(registration, requests, now, new_address=True)
    elif new_address:
        facts = edition_facts(edition, now)
        tell(address_changed, registration, facts, now, key=key, to=old, calendar=None)
        waiting_list.tell_place(registration, now)
    if changed:
        names = {"old_name": old_name} if old_name != registration.name else {}
        record(
            Action.REGISTRATION_CHANGED,
            registration,
            now,
            actor_id,
            fields=",".join(changed),
            **names,
        )


def withdraw(
    registration: Registration,
    now: datetime,
    holidays: Collection[date],
    *,
    actor_id: int | None = None,
    waived: str = "",
) -> int:
    """Give up a place, by the person; the cost in eurocents under the terms of today.

    `actor_id`: a coordinator, whom the person asked for it. `waived` is why it costs nothing after
    all; empty: the terms hold.
    Raises RuleBroken(REGISTRATION_ENDED) or RuleBroken(ALREADY_STARTED).
    """
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_withdrawal(registration.state, edition.first_meeting.starts_at, now)
    steps = withdrawal_steps(registration, holidays)
    cost = 0 if waived else cost_today(steps, local_date(now))
    registration.withdrawal_cost_cents = cost
    _end(registration, RegistrationState.WITHDRAWN, now)
    why = {"reason": waived} if waived else {}
    record(Action.WITHDRAWN, registration, now, actor_id, cost_cents=cost, **why)
    _tell_end(withdrawn, registration, now, Ended.WITHDRAWN, cost_cents=cost)
    waiting_list.offer_seats(edition, now)
    return cost


def remove(registration: Registration, now: datetime, actor_id: int) -> None:
    """Take somebody off the list, by a coordinator; free of charge, and the person is told.

    Raises RuleBroken(REGISTRATION_ENDED) or RuleBroken(EDITION_ENDED).
    """
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_removal(registration.state, edition.state)
    _end(registration, RegistrationState.REMOVED, now)
    record(Action.REMOVED, registration, now, actor_id)
    # Who was put back may be taken off once more.
    _tell_end(removed, registration, now, Ended.REMOVED, key=str(edition.lock_version))
    waiting_list.offer_seats(edition, now)


def put_back(registration: Registration, now: datetime, actor_id: int) -> None:
    """Give the seat back to somebody who was taken off the list; the person is told.

    Their calendar gets new entries: an entry that was cancelled does not come back to life. Raises
    RuleBroken(NOT_UNDOABLE), NO_SEAT_LEFT, or ALREADY_REGISTERED for who registered anew meanwhile.
    """
    edition = lock_edition(registration.edition_id)
    db.session.refresh(registration)
    check_putting_back(
        registration.state,
        edition.state,
        edition.first_meeting.starts_at,
        count_seats(edition),
        now,
    )
    check_newcomer(edition, registration.email)
    registration.state = RegistrationState.REGISTERED
    registration.ended_at = None
    db.session.flush()
    record(Action.PUT_BACK, registration, now, actor_id)
    invitation.tell_seat(
        registration, invitation.first_entries(registration, now), now, restored=True
    )


def _end(registration: Registration, state: RegistrationState, now: datetime) -> None:
    rebooking.answered(registration, RebookingAnswer.NONE, now)
    registration.state = state
    registration.offer_expires_at = None
    registration.ended_at = now
    db.session.flush()


def _tell_end(
    compose: Callable[..., Any],
    registration: Registration,
    now: datetime,
    why: Ended,
    *,
    key: str = "",
    **details: Any,
) -> None:
    entries = invitation.cancel_entries(registration, now)
    invitation.tell_entries(compose, registration, entries, now, key=key, gone=Gone(why), **details)


def move(registration: Registration, edition_id: int, now: datetime) -> Registration:
    """Give somebody whose edition was cancelled a seat in another one, with the same details.

    The seat that is held for them is taken when it is this one, and freed when it is another.
    Raises LookupError for an unknown edition; RuleBroken(REGISTRATION_ENDED) when there is nothing
    to move any more, NO_SEAT_LEFT when the last seat went meanwhile, and what `register` raises.
    """
    before = open_hold(registration)
    locked = lock_editions({edition_id} if before is None else {edition_id, before.edition_id})
    edition = locked[edition_id]
    db.session.refresh(registration, with_for_update=True)
    rebooking.check_choice(registration)
    held = before and open_hold(registration)
    if held is not None:
        assert held.offer_expires_at is not None
        if held.edition_id == edition_id and not has_lapsed(held.offer_expires_at, now):
            waiting_list.accept(held, now)
            return held
        waiting_list.end_offer(held, now, RebookingAnswer.ANOTHER)
    check_open(window_of(edition), now)
    check_newcomer(edition, registration.email)
    if count_seats(edition).full:
        raise RuleBroken(Code.NO_SEAT_LEFT)
    person = person_of(registration)
    registration.state = RegistrationState.MOVED
    rebooking.chose_another(registration, now)
    record(Action.MOVED, registration, now, to=edition.training.title)
    new = enter_person(edition, person, RegistrationState.REGISTERED, now, moved_from=registration)
    if held is not None:
        waiting_list.offer_seats(locked[held.edition_id], now)
    return new
