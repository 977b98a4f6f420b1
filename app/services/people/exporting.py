"""Everything that we know of a person, for that person (GDPR, articles 15 and 20)."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import (
    Attendance,
    Booking,
    Certificate,
    HistoryEntry,
    Inquiry,
    Interest,
    Message,
    Registration,
)
from app.queries.deciding.rebooking import of_cancelled
from app.queries.hearing.reply import answers_of
from app.queries.people.dossier import of_person
from app.services import history
from app.services.history import Action

_PERSONAL = (
    "name",
    "email",
    "greeting",
    "phone",
    "function",
    "organisation",
    "organisation_type",
    "region",
    "experience",
    "language",
    "price_cents",
    "withdrawal_cost_cents",
)


def export_person(registration: Registration, now: datetime, actor_id: int) -> dict[str, Any]:
    """The data of the person of this registration, as values that JSON can hold.

    What was answered in evaluations is not among it: nobody can tell which answers are theirs.
    Texts of messages hold no links that open anything.
    """
    registrations = of_person(registration.email_key)
    ids = [r.id for r in registrations]
    history.record(Action.PERSON_EXPORTED, now, registration_id=registration.id, actor_id=actor_id)
    return {
        "exported_at": now.isoformat(),
        "email": registration.email,
        "registrations": [_registration(r) for r in registrations],
        "bookings": [
            {"at": b.created_at.isoformat(), "name": b.name, "phone": b.phone, "others": b.others}
            for b in db.session.scalars(
                select(Booking).where(Booking.email_key == registration.email_key)
            )
        ],
        "waits_for": [
            {"training": interest.training.title, "since": interest.created_at.isoformat()}
            for interest in db.session.scalars(
                select(Interest)
                .where(Interest.email_key == registration.email_key)
                .options(joinedload(Interest.training))
            )
        ],
        "messages": [
            {
                "at": message.created_at.isoformat(),
                "to": message.recipient,
                "subject": message.subject,
                "text": message.text,
            }
            for message in db.session.scalars(
                select(Message)
                .where(
                    Message.registration_id.in_(ids),
                    # One address can be written in several ways.
                    Message.recipient_key == registration.email_key,
                )
                .order_by(Message.id)
            )
        ],
        "history": [
            {"at": entry.at.isoformat(), "what": entry.action, "facts": entry.facts}
            for entry in db.session.scalars(
                select(HistoryEntry)
                .where(HistoryEntry.registration_id.in_(ids))
                .order_by(HistoryEntry.id)
            )
        ],
    }


def _registration(registration: Registration) -> dict[str, Any]:
    edition = registration.edition
    needs, billing, note = registration.needs, registration.billing, registration.note
    rebooking = of_cancelled(registration)
    certificate = db.session.scalars(
        select(Certificate).where(Certificate.registration_id == registration.id)
    ).one_or_none()
    return {
        "training": edition.training.title,
        "team": edition.team.name,
        "meetings": [m.starts_at.isoformat() for m in edition.meetings],
        "state": registration.state.value,
        "registered_at": registration.created_at.isoformat(),
        "ended_at": registration.ended_at.isoformat() if registration.ended_at else None,
        "consented_at": registration.consented_at.isoformat(),
        "news_since": registration.news_at.isoformat() if registration.news_at else None,
        **{name: getattr(registration, name) for name in _PERSONAL},
        "needs": needs.needs if needs else "",
        "diet": needs.diet if needs else "",
        "note": note.text if note else "",
        "phone_note": rebooking.phone_note if rebooking else "",
        "invoice": {
            "to": billing.bill_to,
            "address": billing.address,
            "vat_number": billing.vat_number,
            "reference": billing.reference,
        }
        if billing
        else None,
        "answers": {a.question.label: a.answer for a in registration.answers},
        "attendance": {
            a.meeting.starts_at.isoformat(): a.status.value
            for a in db.session.scalars(
                select(Attendance)
                .where(Attendance.registration_id == registration.id)
                .options(joinedload(Attendance.meeting))
            )
        },
        "answers_to_invitations": [
            {
                "meeting": i.meeting.starts_at.isoformat(),
                "answer": i.reply.value if i.reply else "",
                "at": i.replied_at.isoformat() if i.replied_at else None,
                "from": i.reply_from or registration.email,
            }
            for i in answers_of([registration.id]).get(registration.id, [])
        ],
        "certificate": certificate.code if certificate else None,
        "questions": [
            {"at": i.asked_at.isoformat(), "question": i.text, "answer": i.answer}
            for i in db.session.scalars(
                select(Inquiry).where(Inquiry.registration_id == registration.id)
            )
        ],
    }
