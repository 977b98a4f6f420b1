"""Evaluations: ask every participant, take each answer once, and keep no link between the two.

What must never be added here: a moment, a number in order, or a key of the ticket on a response.
See `models.evaluation` for how the tables help.
"""

import secrets
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import Exists, Select, case, delete, exists, insert, select, update
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from app.extensions import db, settings
from app.mail import outbox
from app.mail.messages import evaluation_reminder, evaluation_request
from app.models import (
    Attendance,
    Edition,
    EvaluationResponse,
    EvaluationTicket,
    Meeting,
    Quote,
    Registration,
)
from app.rules.attending.evaluation import Response, check_response, check_ticket, closes_at
from app.rules.states import (
    AttendanceStatus,
    EditionState,
    QuoteConsent,
    QuoteState,
    RegistrationState,
)
from app.rules.telling.reminder import evaluation_reminders
from app.rules.workdays import local_date
from app.services import history
from app.services.attending import certificate
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.telling.message import dedupe_key, edition_facts, link_reference, tell
from app.services.telling.next_up import next_up


def closing(edition: Edition) -> datetime:
    """When the form of an edition closes."""
    return closes_at(edition.last_meeting.ends_at, settings().evaluation_close_days)


def complete(edition_id: int, now: datetime) -> bool:
    """A confirmed edition is completed once its last meeting is over; whether it was just now."""
    edition = lock_edition(edition_id)
    if edition.state is not EditionState.CONFIRMED or now < edition.last_meeting.ends_at:
        return False
    edition.state = EditionState.COMPLETED
    edition.completed_at = now
    history.record(Action.EDITION_COMPLETED, now, edition_id=edition.id)
    return True


def _unasked() -> Select[Registration]:
    """Participants who have no ticket: present at one meeting at least, and not asked yet."""
    return select(Registration).where(
        Registration.state == RegistrationState.REGISTERED,
        exists().where(
            Attendance.registration_id == Registration.id,
            Attendance.status == AttendanceStatus.PRESENT,
        ),
        ~exists().where(EvaluationTicket.registration_id == Registration.id),
    )


def _form_open(edition_id: InstrumentedAttribute[int], now: datetime) -> Exists:
    """Whether the last meeting of an edition is not too long ago."""
    limit = now - timedelta(days=settings().evaluation_close_days)
    return exists().where(Meeting.edition_id == edition_id, Meeting.ends_at > limit)


def editions_to_ask(now: datetime) -> list[int]:
    """Completed editions whose form is open and that have a participant who was not asked."""
    unasked = _unasked().subquery()
    return list(
        db.session.scalars(
            select(Edition.id)
            .where(
                Edition.state == EditionState.COMPLETED,
                _form_open(Edition.id, now),
                exists().where(unasked.c.edition_id == Edition.id),
            )
            .order_by(Edition.id)
        )
    )


def ask(edition_id: int, now: datetime) -> int:
    """Thank each participant who has no form yet, and send it; how many were asked.

    The same mail tells of the certificate where that is known whole, and of what comes next: people
    hear once after a training. Whoever stayed away gets none, and an attendance list that comes in
    late still leads to an evaluation, until the form closes.
    """
    edition = lock_edition(edition_id)
    if edition.state is not EditionState.COMPLETED or now >= closing(edition):
        return 0
    people = db.session.scalars(
        _unasked().where(Registration.edition_id == edition.id).order_by(Registration.queue_number)
    ).all()
    facts = edition_facts(edition, now)
    certified, coming = certificate.untold(edition, now), next_up(edition, people, now)
    for registration in people:
        has_certificate = registration.id in certified
        if has_certificate:
            registration.certificate_told_at = now
        ticket = EvaluationTicket(
            id=uuid4().hex,
            registration_id=registration.id,
            edition_id=edition.id,
            asked_on=local_date(now),
            used=False,
        )
        db.session.add(ticket)
        tell(
            evaluation_request,
            registration,
            facts,
            now,
            ticket=ticket.id,
            closes_on=local_date(closing(edition)),
            certificate=link_reference(registration) if has_certificate else None,
            next_up=coming.get(registration.id),
        )
    if people:
        history.record(Action.EVALUATION_ASKED, now, edition_id=edition.id, number=len(people))
    db.session.flush()
    return len(people)


def editions_to_remind(now: datetime) -> list[int]:
    """Editions whose form is open and that have a ticket which was not used."""
    return list(
        db.session.scalars(
            select(EvaluationTicket.edition_id)
            .where(EvaluationTicket.used.is_(False), _form_open(EvaluationTicket.edition_id, now))
            .distinct()
            .order_by(EvaluationTicket.edition_id)
        )
    )


def remind(edition_id: int, now: datetime) -> int:
    """Remind those who have not answered; how many were reminded."""
    if not _untold(edition_id, now):
        return 0
    edition = lock_edition(edition_id)
    facts = edition_facts(edition, now)
    untold = _untold(edition_id, now)
    for ticket, days in untold:
        tell(
            evaluation_reminder,
            ticket.registration,
            facts,
            now,
            key=str(days),
            not_after=closing(edition),
            ticket=ticket.id,
            closes_on=local_date(closing(edition)),
        )
    return len(untold)


def _untold(edition_id: int, now: datetime) -> list[tuple[EvaluationTicket, int]]:
    """The reminders that are due and did not go out; asked each minute, so before any lock."""
    closes = closing(db.session.get_one(Edition, edition_id))
    tickets = db.session.scalars(
        select(EvaluationTicket)
        .where(EvaluationTicket.edition_id == edition_id, EvaluationTicket.used.is_(False))
        .options(joinedload(EvaluationTicket.registration))
    ).all()
    due = {
        dedupe_key(evaluation_reminder, ticket.registration, str(days)): (ticket, days)
        for ticket in tickets
        for days in evaluation_reminders(
            ticket.asked_on, closes, now, settings().evaluation_reminder_days
        )
    }
    told = outbox.held(due)
    return [one for name, one in due.items() if name not in told]


def open_ticket(ticket_id: str, now: datetime) -> Edition:
    """The edition that a ticket evaluates, while it can be used.

    Raises LookupError for an unknown ticket, RuleBroken(EVALUATION_USED) or EVALUATION_CLOSED.
    """
    ticket = db.session.get(EvaluationTicket, ticket_id)
    if ticket is None:
        raise LookupError("no such evaluation ticket")
    edition = db.session.get_one(Edition, ticket.edition_id)
    check_ticket(used=ticket.used, closes=closing(edition), now=now)
    return edition


def respond(ticket_id: str, response: Response, consent: QuoteConsent, now: datetime) -> None:
    """Take one response and use the ticket up.

    `consent` is about the takeaway: with it, the sentence becomes a quote for a coordinator to
    judge. Raises what `open_ticket` raises, and RuleBroken(EVALUATION_EMPTY).
    """
    check_response(response)
    ticket = db.session.get(EvaluationTicket, ticket_id)
    if ticket is None:
        raise LookupError("no such evaluation ticket")
    edition = lock_edition(ticket.edition_id)
    db.session.refresh(ticket)
    check_ticket(used=ticket.used, closes=closing(edition), now=now)
    _use(ticket)
    _cast(edition, response)
    text = response.takeaway.strip()
    quoted = text if consent is not QuoteConsent.NONE else ""
    _shuffle_quotes(edition, quoted, consent)


def _shuffle_quotes(edition: Edition, text: str, consent: QuoteConsent) -> None:
    # Written anew with each response, whether that holds a quote or not, for the same reason as
    # the responses: their place and age in the file tell nothing. Their keys stay: the desk links.
    db.session.flush()
    columns = list(Quote.__table__.columns)
    rows = [
        dict(row._mapping)
        for row in db.session.execute(select(*columns).where(Quote.edition_id == edition.id))
    ]
    if text:
        rows.append(
            {
                "id": uuid4().hex,
                "edition_id": edition.id,
                "text": text,
                "published": text,
                "consent": consent,
                "state": QuoteState.PENDING,
                "judged_by_id": None,
            }
        )
    if not rows:
        return
    secrets.SystemRandom().shuffle(rows)
    db.session.execute(
        delete(Quote)
        .where(Quote.edition_id == edition.id)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(insert(Quote), rows)
    db.session.expire_all()


def _use(ticket: EvaluationTicket) -> None:
    # All tickets of the edition are written, so that none stands out as the one just written.
    db.session.execute(
        update(EvaluationTicket)
        .where(EvaluationTicket.edition_id == ticket.edition_id)
        .values(used=case((EvaluationTicket.id == ticket.id, True), else_=EvaluationTicket.used))
        .execution_options(synchronize_session=False)
    )
    db.session.expire(ticket)


def _cast(edition: Edition, response: Response) -> None:
    # Take all responses out of the box, shuffle them with the new one, and put them back under new
    # random keys: neither the rows nor what the engine keeps about them tell an order.
    in_box = db.session.execute(
        select(
            EvaluationResponse.answers,
            EvaluationResponse.takeaway,
            EvaluationResponse.improvement,
        ).where(EvaluationResponse.edition_id == edition.id)
    ).all()
    rows = [
        {"answers": answers, "takeaway": takeaway, "improvement": improvement}
        for answers, takeaway, improvement in in_box
    ]
    rows.append(
        {
            "answers": {question.value: point for question, point in response.answers.items()},
            "takeaway": response.takeaway.strip(),
            "improvement": response.improvement.strip(),
        }
    )
    secrets.SystemRandom().shuffle(rows)
    db.session.execute(
        delete(EvaluationResponse)
        .where(EvaluationResponse.edition_id == edition.id)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(
        insert(EvaluationResponse),
        [{"id": uuid4().hex, "edition_id": edition.id, **row} for row in rows],
    )
