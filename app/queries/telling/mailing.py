"""Mailings, and the people of an edition as their audiences are chosen from."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Attendance, Mailing, Meeting, Registration
from app.rules.people.erasing import ERASED_DOMAIN
from app.rules.states import LIVE_REGISTRATIONS, AttendanceStatus, RegistrationState
from app.rules.telling.mailing import Candidate, MailingState

#: Whoever may still be written to.
_REACHABLE = (*LIVE_REGISTRATIONS, RegistrationState.CANCELLED_WITH_EDITION)


def candidates(edition_id: int) -> list[Candidate]:
    """Everybody who can be written to about this edition, in order of arrival."""
    people = db.session.execute(
        select(Registration.id, Registration.state)
        .where(
            Registration.edition_id == edition_id,
            Registration.state.in_(_REACHABLE),
            Registration.email_key.not_like(f"%@{ERASED_DOMAIN}"),
        )
        .order_by(Registration.queue_number)
    ).all()
    missed: dict[int, set[int]] = {}
    for registration_id, meeting_id in db.session.execute(
        select(Attendance.registration_id, Attendance.meeting_id)
        .join(Meeting, Meeting.id == Attendance.meeting_id)
        .where(
            Meeting.edition_id == edition_id,
            Attendance.status.in_((AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED)),
        )
    ):
        missed.setdefault(registration_id, set()).add(meeting_id)
    return [Candidate(i, state, frozenset(missed.get(i, ()))) for i, state in people]


def registrations(ids: Sequence[int]) -> list[Registration]:
    """These registrations, in order of arrival."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.id.in_(ids))
            .order_by(Registration.queue_number, Registration.id)
        )
    )


def of_edition(edition_id: int) -> list[Mailing]:
    """The mailings of an edition, newest first, with who wrote them."""
    return list(
        db.session.scalars(
            select(Mailing)
            .where(Mailing.edition_id == edition_id)
            .options(joinedload(Mailing.author))
            .order_by(Mailing.created_at.desc(), Mailing.id.desc())
        )
    )


def by_id(mailing_id: int, edition_id: int) -> Mailing | None:
    """One mailing, when it is of this edition."""
    return db.session.scalars(
        select(Mailing)
        .where(Mailing.id == mailing_id, Mailing.edition_id == edition_id)
        .options(joinedload(Mailing.author), joinedload(Mailing.meeting))
    ).one_or_none()


def sent_moments(edition_id: int, since: datetime) -> list[datetime]:
    """When mailings of this edition left, as far as that was after `since`."""
    found = db.session.scalars(
        select(Mailing.sent_at).where(Mailing.edition_id == edition_id, Mailing.sent_at > since)
    )
    return [moment for moment in found if moment is not None]


def due(now: datetime) -> list[int]:
    """Ids of the planned mailings whose time has come, in that order."""
    return list(
        db.session.scalars(
            select(Mailing.id)
            .where(Mailing.state == MailingState.PLANNED, Mailing.send_at <= now)
            .order_by(Mailing.send_at, Mailing.id)
        )
    )
