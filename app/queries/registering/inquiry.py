"""Questions of participants, with and without an answer."""

from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Edition, Inquiry, Registration


def _with_edition() -> Select[Inquiry]:
    of_edition = joinedload(Inquiry.registration).joinedload(Registration.edition)
    return (
        select(Inquiry)
        .join(Inquiry.registration)
        .options(
            of_edition.joinedload(Edition.training),
            of_edition.joinedload(Edition.team),
            of_edition.selectinload(Edition.meetings),
            joinedload(Inquiry.answered_by),
        )
    )


def unanswered(team_id: int | None) -> list[Inquiry]:
    """What waits for an answer of this team, oldest first; None: of any team."""
    statement = _with_edition().where(Inquiry.answered_at.is_(None))
    if team_id is not None:
        statement = statement.join(Registration.edition).where(Edition.team_id == team_id)
    return list(db.session.scalars(statement.order_by(Inquiry.asked_at, Inquiry.id)))


def number_waiting(team_id: int | None) -> int:
    """How many questions wait for an answer of this team; None: of any team."""
    statement = select(func.count()).select_from(Inquiry).where(Inquiry.answered_at.is_(None))
    if team_id is not None:
        statement = (
            statement.join(Inquiry.registration)
            .join(Registration.edition)
            .where(Edition.team_id == team_id)
        )
    return db.session.scalar(statement) or 0


def answered_since(since: datetime, team_id: int | None) -> list[Inquiry]:
    """What this team answered from that moment on, latest first; None: any team."""
    statement = _with_edition().where(Inquiry.answered_at >= since)
    if team_id is not None:
        statement = statement.join(Registration.edition).where(Edition.team_id == team_id)
    return list(db.session.scalars(statement.order_by(Inquiry.answered_at.desc(), Inquiry.id)))


def inquiry_by_id(inquiry_id: int) -> Inquiry | None:
    """One question with the edition that it is about."""
    return db.session.scalars(_with_edition().where(Inquiry.id == inquiry_id)).one_or_none()


def of_registration(registration_id: int) -> list[Inquiry]:
    """What was asked about one registration, oldest first."""
    return list(
        db.session.scalars(
            select(Inquiry)
            .where(Inquiry.registration_id == registration_id)
            .order_by(Inquiry.asked_at, Inquiry.id)
        )
    )


def number_unanswered(registration_id: int) -> int:
    """How many questions about one registration wait for an answer."""
    statement = (
        select(func.count())
        .select_from(Inquiry)
        .where(Inquiry.registration_id == registration_id, Inquiry.answered_at.is_(None))
    )
    return db.session.scalar(statement) or 0
