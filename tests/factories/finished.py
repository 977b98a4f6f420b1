"""An edition that was over two weeks ago, as the desk finds it: people asked to evaluate it."""

from typing import Any

from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, EvaluationTicket, Quote
from app.queries.registering.registration import of_edition
from app.rules.attending.evaluation import Question, Response
from app.rules.states import AttendanceStatus, QuoteConsent, RegistrationState
from app.services.attending import attendance, evaluation
from app.services.deciding import minimum
from tests.factories.offer import make_edition, register
from tests.support.time import NOW, moment

#: When such an edition was planned and its people registered.
PLANNED = moment("2027-01-05 10:00")


def make_finished(
    present: int = 6, absent: int = 0, *, starts: str = "2027-02-15 09:30", **values: Any
) -> Edition:
    """Planned in January, completed now; the first `present` people were there."""
    edition = make_edition(starts=starts, now=PLANNED, **values)
    register(edition, present + absent, PLANNED)
    with transaction():
        minimum.go_ahead(edition.id, PLANNED, "Een kleine groep past hier.", None)
    people = of_edition(edition.id, [RegistrationState.REGISTERED])
    marks: dict[int, AttendanceStatus | None] = {
        person.id: AttendanceStatus.PRESENT if number < present else AttendanceStatus.ABSENT
        for number, person in enumerate(people)
    }
    with transaction():
        for meeting in edition.meetings:
            attendance.record(meeting.id, marks, meeting.ends_at, None)
        evaluation.complete(edition.id, NOW)
        evaluation.ask(edition.id, NOW)
    return edition


def answer_finished(
    edition: Edition, takeaways: tuple[str, ...], consent: QuoteConsent = QuoteConsent.REPORT
) -> list[Quote]:
    """One form for each takeaway; the quotes of the edition afterwards."""
    tickets = db.session.scalars(
        select(EvaluationTicket.id).where(
            EvaluationTicket.edition_id == edition.id, EvaluationTicket.used.is_(False)
        )
    ).all()
    for ticket, takeaway in zip(tickets, takeaways, strict=False):
        with transaction():
            response = Response(dict.fromkeys(Question, 4), takeaway, "Iets meer pauze.")
            evaluation.respond(ticket, response, consent, NOW)
    return list(db.session.scalars(select(Quote).where(Quote.edition_id == edition.id)))
