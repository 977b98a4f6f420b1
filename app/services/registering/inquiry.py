"""Asking the organisers something, and answering it."""

from datetime import datetime

from app.extensions import db
from app.mail.messages import inquiry_answered
from app.models import Inquiry, Registration, User
from app.queries.registering.inquiry import number_unanswered, of_registration
from app.rules.registering.inquiry import check_may_answer, check_may_ask
from app.services import history
from app.services.history import Action
from app.services.telling.message import edition_facts, link_reference, tell


def ask(registration: Registration, text: str, now: datetime) -> Inquiry:
    """Put a question on the desk of the team; the same words that still wait are no new question.

    Raises RuleBroken(TOO_MANY_OPEN).
    """
    # Two clicks at once wait for each other here.
    db.session.refresh(registration, with_for_update=True)
    words = text.strip()
    for known in of_registration(registration.id):
        if known.answered_at is None and known.text == words:
            return known
    check_may_ask(number_unanswered(registration.id))
    inquiry = Inquiry(registration_id=registration.id, text=words, asked_at=now)
    db.session.add(inquiry)
    history.record(
        Action.INQUIRY_ASKED,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        name=registration.name,
    )
    db.session.flush()
    return inquiry


def answer(inquiry_id: int, text: str, now: datetime, actor_id: int) -> Inquiry:
    """Answer by mail, once.

    Raises LookupError for an unknown id, RuleBroken(ANSWERED_ALREADY) when another answer left.
    """
    inquiry = db.session.get(Inquiry, inquiry_id, with_for_update=True, populate_existing=True)
    if inquiry is None:
        raise LookupError(f"no inquiry {inquiry_id}")
    words = text.strip()
    present = None if inquiry.answered_at is None else inquiry.answer
    if not check_may_answer(present, words):
        return inquiry
    inquiry.answer, inquiry.answered_at, inquiry.answered_by_id = words, now, actor_id
    registration = inquiry.registration
    tell(
        inquiry_answered,
        registration,
        edition_facts(registration.edition, now),
        now,
        key=str(inquiry.id),
        question=inquiry.text,
        answer=words,
        by=db.session.get_one(User, actor_id).name,
        registration=link_reference(registration),
    )
    history.record(
        Action.INQUIRY_ANSWERED,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        actor_id=actor_id,
        name=registration.name,
    )
    return inquiry
