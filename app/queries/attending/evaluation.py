"""The evaluation of one edition, as trainer and coordinator may see it."""

from sqlalchemy import select

from app.extensions import db, settings
from app.models import Edition, EvaluationResponse, EvaluationTicket, Registration
from app.queries.registering.seats import participant_counts
from app.rules.attending.evaluation import Question, Response, Results, results


def results_of(edition: Edition) -> Results:
    """The results of an edition; participants are the base of the response rate."""
    rows = db.session.scalars(
        select(EvaluationResponse).where(EvaluationResponse.edition_id == edition.id)
    )
    responses = [
        Response(
            {Question(name): int(point) for name, point in row.answers.items()},
            row.takeaway,
            row.improvement,
        )
        for row in rows
    ]
    participants = participant_counts([edition.id])[edition.id]
    return results(responses, participants, settings().evaluation_threshold)


def open_tickets(edition_id: int) -> list[str]:
    """The ids of the tickets of an edition that were not used yet."""
    return list(
        db.session.scalars(
            select(EvaluationTicket.id).where(
                EvaluationTicket.edition_id == edition_id, EvaluationTicket.used.is_(False)
            )
        )
    )


def language_of_ticket(ticket_id: str) -> str | None:
    """The language in which somebody was asked for their opinion; None for no such ticket."""
    return db.session.scalar(
        select(Registration.language)
        .join(EvaluationTicket, EvaluationTicket.registration_id == Registration.id)
        .where(EvaluationTicket.id == ticket_id)
    )
