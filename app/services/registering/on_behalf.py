"""What a coordinator does in somebody's name: register who phoned, move to another edition."""

from datetime import datetime

from app.extensions import db
from app.models import Edition, Registration, RegistrationNote
from app.queries.offering.offer import window_of
from app.queries.registering.seats import queue_of
from app.rules.errors import Code, RuleBroken
from app.rules.offering.question import check_answers
from app.rules.registering.on_behalf import check_entry, check_move, place_for_entry
from app.rules.registering.registration import check_open, email_key
from app.rules.registering.waiting_list import list_is_closed
from app.rules.states import RebookingAnswer, RegistrationState
from app.services import history
from app.services.calendars import invitation
from app.services.deciding import rebooking
from app.services.history import Action
from app.services.registering import waiting_list
from app.services.registering.entering import (
    check_address,
    check_newcomer,
    tell_entered,
    write_down,
)
from app.services.registering.person import Person, person_of, questions_of
from app.services.registering.seats import count_seats, lock_edition, lock_editions
from app.services.registering.transfer import tell_transfer
from app.services.telling.message import instead_of


def enter(
    edition_id: int,
    person: Person,
    now: datetime,
    actor_id: int,
    *,
    agreed: bool,
    tells: bool = True,
    public_id: str | None = None,
) -> Registration:
    """Register somebody who phoned: a seat when one is free, else the waiting list.

    `agreed`: they said on the phone that they agree with the terms and the use of their data.
    Without `tells` no confirmation leaves. `public_id` names this very attempt, as for
    `registration.register`. What only the person can answer may stay open.

    Raises LookupError for an unknown edition; RuleBroken with CONSENT_MISSING, ALREADY_REGISTERED,
    ADDRESS_IS_OURS, what `rules.registering.on_behalf` raises, or what
    `rules.offering.question.check_answers` raises.
    """
    if not agreed:
        raise RuleBroken(Code.CONSENT_MISSING, "consent")
    edition = lock_edition(edition_id)
    check_entry(edition.state)
    check_address(person.email)
    queue = queue_of(edition, email_key(person.email), public_id)
    if queue.holds_address:
        raise RuleBroken(Code.ALREADY_REGISTERED, "email")
    check_answers(questions_of(edition), person.answers, all_required=False)
    registration = write_down(
        edition,
        person,
        place_for_entry(queue.seats, list_closed=list_is_closed(edition.closes_at, now)),
        now,
        public_id=None if queue.knows_id else public_id,
        queue_number=queue.last_number + 1,
        actor_id=actor_id,
    )
    if tells:
        tell_entered(registration, now)
    return registration


def move(
    registration: Registration,
    edition_id: int,
    now: datetime,
    actor_id: int,
    *,
    over_window: bool,
) -> Registration:
    """Give somebody a seat in another edition instead, free of charge, at the price of that one.

    They may come from a seat, an offer or the waiting list, and are told; their entries for the old
    dates are taken back. `over_window`: also when registration there is not open. It leaves them
    their own move. A note goes along within the team.

    Raises LookupError for an unknown edition; RuleBroken with what `check_move` and `check_entry`
    of `rules.registering.on_behalf` or `rules.registering.registration.check_open` raise,
    ALREADY_REGISTERED for who is in the other edition already, or NO_SEAT_LEFT.
    """
    locked = lock_editions({registration.edition_id, edition_id})
    old, new = locked[registration.edition_id], locked[edition_id]
    db.session.refresh(registration)
    waited = registration.state is not RegistrationState.REGISTERED
    check_move(registration.state, old.first_meeting.starts_at, now, same_edition=old.id == new.id)
    check_entry(new.state)
    if not over_window:
        check_open(window_of(new), now)
    check_newcomer(new, registration.email)
    if count_seats(new).full:
        raise RuleBroken(Code.NO_SEAT_LEFT)
    person = person_of(registration)
    origin = _leave(registration, new, now, actor_id)
    made = write_down(
        new, person, RegistrationState.REGISTERED, now, moved_from=origin, actor_id=actor_id
    )
    made.transferred = registration.transferred
    made.consented_at, made.news_at = registration.consented_at, registration.news_at
    _take_note_along(registration, made, old, new)
    if waited or old.training_id != new.training_id:
        invitation.invite(made, now, moved_from=instead_of(origin.edition))
        invitation.take_back(registration, made, now)
    else:
        tell_transfer(registration, made, now)
    waiting_list.offer_seats(old, now)
    return made


def _leave(registration: Registration, new: Edition, now: datetime, actor_id: int) -> Registration:
    """End the place that somebody moves from; the registration that the new one comes from.

    Who is moved from a seat that was held after a cancellation chose another edition than that one,
    and comes from the cancelled one, as by `registration.move`.
    """
    cancelled = rebooking.answered(registration, RebookingAnswer.ANOTHER, now)
    ended = RegistrationState.MOVED if cancelled is None else RegistrationState.WITHDRAWN
    registration.state, registration.offer_expires_at, registration.ended_at = ended, None, now
    if cancelled is not None:
        cancelled.state = RegistrationState.MOVED
    # What a held seat pointed to is free for the new one to point to.
    db.session.flush()
    origin = cancelled or registration
    for left in dict.fromkeys((registration, origin)):
        history.record(
            Action.MOVED,
            now,
            edition_id=left.edition_id,
            registration_id=left.id,
            actor_id=actor_id,
            name=registration.name,
            to=new.training.title,
        )
    return origin


def _take_note_along(
    registration: Registration, made: Registration, old: Edition, new: Edition
) -> None:
    note = registration.note
    if note is not None and old.team_id == new.team_id:
        made.note = RegistrationNote(
            text=note.text, author_id=note.author_id, written_at=note.written_at
        )
