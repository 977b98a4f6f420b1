"""Editions that took place, with attendance and evaluations."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, EvaluationTicket, Registration
from app.rules.attending.evaluation import Question, Response
from app.rules.states import AttendanceStatus, QuoteConsent
from app.services.attending import attendance, evaluation
from app.services.deciding import minimum
from tests.factories.offer import make_edition, register
from tests.support.time import NOW, moment

#: When the edition that `make_edition` makes ends.
ENDS = moment("2027-03-29 12:30")


def people_of(edition: Edition) -> list[Registration]:
    """Everybody who ever registered for an edition, in order of arrival."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == edition.id)
            .order_by(Registration.queue_number)
        )
    )


def confirm(edition: Edition, now: datetime = NOW) -> None:
    """Go ahead, whatever the number."""
    with transaction():
        minimum.go_ahead(edition.id, now, "Deze groep is groot genoeg.", None)


def take_attendance(
    edition: Edition, statuses: Sequence[AttendanceStatus | None], meeting: int = 0
) -> None:
    """Mark people, in order of arrival, at the end of one of the meetings."""
    marked = edition.meetings[meeting]
    by_id = {p.id: status for p, status in zip(people_of(edition), statuses, strict=False)}
    with transaction():
        attendance.record(marked.id, by_id, marked.ends_at, None)


def hold_edition(number: int = 6, present: int | None = None, **details: object) -> Edition:
    """A completed edition with so many people; those who were not present were absent."""
    edition = make_edition(**details)  # type: ignore[arg-type]  # each test knows what it gives
    register(edition, number)
    confirm(edition)
    there = number if present is None else present
    statuses = [
        AttendanceStatus.PRESENT if index < there else AttendanceStatus.ABSENT
        for index in range(number)
    ]
    take_attendance(edition, statuses)
    with transaction():
        assert evaluation.complete(edition.id, edition.last_meeting.ends_at)
    return edition


def ask(edition: Edition, now: datetime | None = None) -> list[str]:
    """Ask the participants to fill in the form; the tickets in order of their registrations."""
    with transaction():
        evaluation.ask(edition.id, now or edition.last_meeting.ends_at)
    return tickets_of(edition)


def tickets_of(edition: Edition) -> list[str]:
    """Ids of the tickets, in order of the registrations."""
    return list(
        db.session.scalars(
            select(EvaluationTicket.id)
            .join(EvaluationTicket.registration)
            .where(EvaluationTicket.edition_id == edition.id)
            .order_by(Registration.queue_number)
        )
    )


def answer(
    ticket: str,
    takeaway: str = "",
    point: int = 4,
    consent: QuoteConsent = QuoteConsent.NONE,
    now: datetime = ENDS + timedelta(days=1),
) -> None:
    """Somebody fills in the form."""
    response = Response(dict.fromkeys(Question, point), takeaway=takeaway)
    with transaction():
        evaluation.respond(ticket, response, consent, now)
