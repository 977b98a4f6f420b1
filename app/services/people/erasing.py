"""Erasing a person on their request, wherever we know them."""

import re
from collections.abc import Collection
from datetime import datetime
from typing import Any

from markupsafe import escape
from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import (
    Booking,
    BouncedAddress,
    Certificate,
    Feed,
    HistoryEntry,
    Inquiry,
    Interest,
    Invitation,
    Message,
    Rebooking,
    Registration,
    RegistrationAnswer,
    RegistrationNeeds,
    RegistrationNote,
    SignIn,
)
from app.queries.people.dossier import of_person
from app.rules.people.erasing import ERASED_NAME, check_may_erase, erased_address
from app.rules.states import LIVE_REGISTRATIONS, MessageState, RebookingAnswer
from app.services import history
from app.services.history import Action
from app.services.importing import imports
from app.services.registering.booking import overview_key

#: Mails to staff that name people and belong to no registration.
_NAMING = ("undeliverable", "daily_digest")
#: What only reports count stays: the kind of organisation, the region, whether somebody was there.
_EMPTIED = ("function", "organisation", "greeting", "phone", "experience")


def erase_person(registration: Registration, now: datetime, actor_id: int) -> int:
    """Erase everything that leads to the person of this registration; how many registrations.

    Attendance, states and prices stay, without a name. Who gets the invoice of what was due stays
    with the bookkeeping, as the law asks. Lists that were read in go whole: they may name this
    person. Raises RuleBroken(STILL_REGISTERED).
    """
    key = registration.email_key
    registrations = of_person(key)
    bookings = db.session.scalars(select(Booking).where(Booking.email_key == key)).all()
    check_may_erase(
        (r.edition.last_meeting.ends_at for r in registrations if r.state in LIVE_REGISTRATIONS),
        now,
    )
    ids = [r.id for r in registrations]
    names = {r.name for r in registrations} | {b.name for b in bookings}
    # One address can be written in several ways.
    addresses = {r.email for r in registrations} | {b.email for b in bookings}
    edition_ids = {r.edition_id for r in registrations} | {b.edition_id for b in bookings}
    _erase_beside(ids, key, now)
    _blank_messages(ids, key, now)
    _blank_in_bookings(ids, key, edition_ids, names)
    _blank_in_staff_mails(names)
    imports.erase_lists(now)
    _blank_history(ids, edition_ids, names | addresses)
    for booking in bookings:
        booking.name, booking.phone, booking.others = ERASED_NAME, "", []
        booking.email = booking.email_key = erased_address(booking.public_id)
        booking.link_version += 1
    for known in registrations:
        for field in _EMPTIED:
            setattr(known, field, "")
        known.name, known.news_at = ERASED_NAME, None
        known.email = known.email_key = erased_address(known.public_id)
        known.link_version += 1
        if not (known.price_cents or known.withdrawal_cost_cents):
            known.billing = None
    history.record(Action.PERSON_ERASED, now, actor_id=actor_id, number=len(registrations))
    db.session.flush()
    return len(registrations)


def _erase_beside(ids: Collection[int], key: str, now: datetime) -> None:
    for table in (RegistrationNeeds, RegistrationNote, RegistrationAnswer, Certificate, Inquiry):
        _run(delete(table).where(table.registration_id.in_(ids)))
    _run(update(Invitation).where(Invitation.registration_id.in_(ids)).values(reply_from=""))
    for under_address in (Interest, SignIn, Feed, BouncedAddress):
        _run(delete(under_address).where(under_address.email_key == key))
    theirs = or_(Rebooking.cancelled_id.in_(ids), Rebooking.held_id.in_(ids))
    _run(update(Rebooking).where(theirs).values(phone_note=""))
    # Nobody can be phoned any more about what they did not answer.
    waits = Rebooking.answer.in_((RebookingAnswer.OPEN, RebookingAnswer.LAPSED))
    _run(
        update(Rebooking).where(theirs, waits).values(answer=RebookingAnswer.NONE, answered_at=now)
    )


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session="fetch"))


def _blank_messages(ids: Collection[int], key: str, now: datetime) -> None:
    """Messages stay as rows, so that none is sent a second time; what they said is gone."""
    theirs: ColumnElement[bool] = or_(
        Message.registration_id.in_(ids),
        Message.recipient_key == key,
    )
    never_left = (
        MessageState.PENDING,
        MessageState.FAILED,
        MessageState.SUPERSEDED,
        MessageState.EXPIRED,
    )
    _run(delete(Message).where(theirs, Message.state.in_(never_left)))
    _run(
        update(Message)
        # What is on its way now is in the hands of a worker, who needs the row no more. It counts
        # as sent, or a server that says "not now" would have it tried again, to nobody.
        .where(theirs, Message.state.in_((MessageState.SENT, MessageState.SENDING)))
        .values(
            state=MessageState.SENT,
            sent_at=func.coalesce(Message.sent_at, now),
            claimed_at=None,
            recipient_name=ERASED_NAME,
            recipient=ERASED_NAME,
            recipient_key="",
            domain="",
            subject=ERASED_NAME,
            text="",
            html="",
            links={},
            calendar=None,
            last_error="",
        )
    )


def _blank_in_bookings(
    ids: Collection[int], key: str, edition_ids: Collection[int], names: set[str]
) -> None:
    """Who booked for them, or for whom they booked, keeps what was told, without their name."""
    made = [
        booking
        for booking in db.session.scalars(
            select(Booking)
            .where(Booking.edition_id.in_(edition_ids))
            .options(selectinload(Booking.registrations))
        )
        if booking.email_key == key
        or names.intersection(booking.others)
        or any(r.id in ids for r in booking.registrations)
    ]
    for booking in made:
        booking.others = [ERASED_NAME if name in names else name for name in booking.others]
    keys = {overview_key(booking) for booking in made}
    others = {r.id for booking in made for r in booking.registrations}
    about = or_(Message.dedupe_key.in_(keys), Message.registration_id.in_(others))
    for message in db.session.scalars(select(Message).where(about)):
        _take_names_out(message, names)


def _blank_in_staff_mails(names: Collection[str]) -> None:
    """What coordinators were told of several people in one mail keeps the others."""
    words = {name.split()[-1] for name in names if name.strip()}
    about = select(Message).where(
        Message.kind.in_(_NAMING),
        or_(*(Message.text.contains(word, autoescape=True) for word in words)),
    )
    for message in db.session.scalars(about) if words else ():
        _take_names_out(message, names)


def _take_names_out(message: Message, names: Collection[str]) -> None:
    message.text = _without(message.text, names)
    message.html = _without(message.html, {str(escape(name)) for name in names})


def _without(text: str, names: Collection[str]) -> str:
    for name in sorted(names, key=len, reverse=True):
        # A line may break between the words of a name.
        words = r"\s+".join(map(re.escape, name.split()))
        text = re.sub(rf"(?<!\w){words}(?!\w)", ERASED_NAME, text)
    return text


def _blank_history(
    ids: Collection[int], edition_ids: Collection[int], names: Collection[str]
) -> None:
    """The lines stay, for they tell what happened to an edition; names of this person go."""
    entries = db.session.scalars(
        select(HistoryEntry).where(
            or_(HistoryEntry.registration_id.in_(ids), HistoryEntry.edition_id.in_(edition_ids))
        )
    )
    for entry in entries:
        own = entry.registration_id in ids
        facts = {
            name: ERASED_NAME if value in names or (own and name == "name") else value
            for name, value in entry.facts.items()
        }
        if facts != entry.facts:
            entry.facts = facts
