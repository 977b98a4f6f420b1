"""The people of an edition with everything that they told, for those who may see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import (
    Attendance,
    Certificate,
    EvaluationTicket,
    Message,
    Registration,
    RegistrationAnswer,
    RegistrationNeeds,
    RegistrationNote,
)
from app.rules.registering.participant_list import Brief
from app.rules.states import AttendanceStatus, MessageState


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list: `marks` by meeting, whether a certificate was made, and whether they
    were asked to evaluate. Whether they did, nobody may know.
    """

    person: Registration
    marks: Mapping[int, AttendanceStatus] = field(default_factory=dict)
    certified: bool = False
    asked: bool = False


def briefs(edition_id: int) -> list[Brief]:
    """Everybody who ever registered for an edition, in one round trip."""
    undelivered = exists().where(
        Message.registration_id == Registration.id, Message.state == MessageState.FAILED
    )
    rows = db.session.execute(
        select(
            Registration.id,
            Registration.state,
            Registration.queue_number,
            Registration.created_at,
            Registration.name,
            Registration.email,
            Registration.organisation,
            Registration.function,
            exists().where(RegistrationNeeds.registration_id == Registration.id),
            exists().where(RegistrationNote.registration_id == Registration.id),
            undelivered,
        ).where(Registration.edition_id == edition_id)
    )
    return [Brief(*row) for row in rows]


def people(ids: Sequence[int], *, after: bool) -> list[Listed]:
    """These registrations in this order, with needs, notes, answers and invoices.

    `after`: also what came of it, in three round trips more.
    """
    found = {
        person.id: person
        for person in db.session.scalars(
            select(Registration)
            .where(Registration.id.in_(ids))
            .options(
                joinedload(Registration.needs),
                joinedload(Registration.billing),
                joinedload(Registration.note),
                selectinload(Registration.answers).joinedload(RegistrationAnswer.question),
            )
        )
    }
    marks: dict[int, dict[int, AttendanceStatus]] = {}
    certified: set[int] = set()
    asked: set[int] = set()
    if after:
        for registration_id, meeting_id, status in db.session.execute(
            select(Attendance.registration_id, Attendance.meeting_id, Attendance.status).where(
                Attendance.registration_id.in_(ids)
            )
        ):
            marks.setdefault(registration_id, {})[meeting_id] = status
        certified.update(
            db.session.scalars(
                select(Certificate.registration_id).where(Certificate.registration_id.in_(ids))
            )
        )
        asked.update(
            db.session.scalars(
                select(EvaluationTicket.registration_id).where(
                    EvaluationTicket.registration_id.in_(ids)
                )
            )
        )
    return [
        Listed(found[i], marks.get(i, {}), i in certified, i in asked) for i in ids if i in found
    ]
