"""Who waits for a date of a training, and how many do."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Interest, Message
from app.rules.offering.interest import asked_limit, told_limit


def over(now: datetime) -> ColumnElement[bool]:
    """Whether an interest has had its time: never confirmed, or told long enough ago."""
    return or_(
        and_(Interest.confirmed_at.is_(None), Interest.created_at <= asked_limit(now)),
        Interest.told_at <= told_limit(now),
    )


def by_public_id(public_id: str, now: datetime) -> Interest | None:
    """One interest with its training; None once it has had its time."""
    return db.session.scalars(
        select(Interest)
        .where(Interest.public_id == public_id, ~func.coalesce(over(now), False))
        .options(joinedload(Interest.training))
    ).one_or_none()


def waiting_numbers() -> dict[int, int]:
    """How many people wait for a date of each training, by training id; confirmed ones only."""
    rows = db.session.execute(
        select(Interest.training_id, func.count())
        .where(Interest.confirmed_at.is_not(None), Interest.told_at.is_(None))
        .group_by(Interest.training_id)
    )
    return dict(rows.all())


def of_training(training_id: int) -> list[Interest]:
    """Everybody on the list of a training, in the order in which they asked."""
    return list(
        db.session.scalars(
            select(Interest)
            .where(Interest.training_id == training_id)
            .order_by(Interest.created_at, Interest.id)
        )
    )


def told_of(edition_id: int) -> int:
    """How many people of the list were mailed that this edition is planned."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Message)
            .where(Message.edition_id == edition_id, Message.kind == "date_planned")
        )
        or 0
    )
