"""The people of an edition with everything that they told, for those who may see it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import case, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import (
    Attendance,
    Certificate,
    EvaluationTicket,
    Invitation,
    Message,
    Registration,
    RegistrationAnswer,
    RegistrationNeeds,
    RegistrationNote,
)
from app.queries.hearing.reply import answers_of
from app.rules.registering.participant_list import Brief
from app.rules.states import AttendanceStatus, MessageState, Reply


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list: `marks` by meeting, whether a certificate was made, and whether they
    were asked to evaluate. Whether they did, nobody may know. `answers` are the invitations that
    they answered, in order of their meetings.
    """

    person: Registration
    marks: Mapping[int, AttendanceStatus] = field(default_factory=dict)
    certified: bool = False
    asked: bool = False
    answers: Sequence[Invitation] = ()


#: From what asks for something to nothing to do: of several answers the first one counts.
_BY_DOUBT = (Reply.DECLINED, Reply.TENTATIVE, Reply.ACCEPTED)


def briefs(edition_id: int) -> list[Brief]:
    """Everybody who ever registered for an edition, in one round trip."""
    undelivered = exists().where(
        Message.registration_id == Registration.id,
        Message.state == MessageState.FAILED,
        func.lower(Message.recipient) == func.lower(Registration.email),
    )
    doubt = case({reply: number for number, reply in enumerate(_BY_DOUBT)}, value=Invitation.reply)
    answered = (
        select(func.min(doubt))
        .where(Invitation.registration_id == Registration.id, Invitation.cancelled.is_(False))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Registration.id.label("registration_id"),
            Registration.state,
            Registration.queue_number,
            Registration.created_at,
            Registration.name,
            Registration.email,
            Registration.organisation,
            Registration.function,
            exists().where(RegistrationNeeds.registration_id == Registration.id).label("needs"),
            exists().where(RegistrationNote.registration_id == Registration.id).label("note"),
            undelivered.label("undelivered"),
            answered.label("doubted"),
        ).where(Registration.edition_id == edition_id)
    )
    facts: Iterable[dict[str, Any]] = (dict(row._mapping) for row in rows)
    return [
        Brief(**known, reply=None if doubted is None else _BY_DOUBT[doubted])
        for known in facts
        for doubted in [known.pop("doubted")]
    ]


def people(ids: Sequence[int], *, after: bool, replies: bool = False) -> list[Listed]:
    """These registrations in this order, with needs, notes, answers and invoices.

    `after`: also what came of it, in three round trips more. `replies`: also what they answered to
    their invitations, in one more.
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
    answers = answers_of(ids) if replies else {}
    return [
        Listed(found[i], marks.get(i, {}), i in certified, i in asked, answers.get(i, ()))
        for i in ids
        if i in found
    ]
