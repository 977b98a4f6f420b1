"""Who may hear of an edition: the interest list, and former participants who agreed to news."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.extensions import db
from app.models import Edition, Interest, Message, Registration, Theme, Training
from app.rules.states import LIVE_REGISTRATIONS, EditionState, RegistrationState
from app.rules.telling.recommendation import paused_until

KIND = "edition_recommended"
_OF_INTEREST = "date_planned"


def interested(edition: Edition, now: datetime, *, lock: bool = False) -> list[Interest]:
    """Who waits for a date of this training and can be written to about this one.

    They confirmed, and have no live registration in it; heard nothing of this edition before, and
    nothing of the kind within the pause. `lock`: whoever erases one of them waits.
    """
    statement = (
        select(Interest)
        .where(
            Interest.training_id == edition.training_id,
            Interest.confirmed_at.is_not(None),
            Interest.told_at.is_(None),
            ~_registered(edition, Interest.email_key),
            ~_heard(edition, Interest.email_key, now, _OF_INTEREST),
        )
        .order_by(Interest.id)
    )
    if lock:
        statement = statement.with_for_update()
    return list(db.session.scalars(statement, execution_options={"populate_existing": lock}))


def _registered(edition: Edition, key: InstrumentedAttribute[str]) -> ColumnElement[bool]:
    own = aliased(Registration)
    return exists().where(
        own.edition_id == edition.id, own.email_key == key, own.state.in_(LIVE_REGISTRATIONS)
    )


def _heard(
    edition: Edition, key: InstrumentedAttribute[str], now: datetime, kind: str
) -> ColumnElement[bool]:
    return exists().where(
        Message.kind == kind,
        Message.recipient_key == key,
        (Message.edition_id == edition.id) | (Message.created_at > paused_until(now)),
    )


def former_participants(edition: Edition, now: datetime) -> list[Registration]:
    """The latest registration of each person to write to, in the order of their addresses.

    They had a place in an edition that took place, of this training or one that shares a theme;
    agreed to news and did not take that back; have no live registration in this edition; heard
    nothing of this edition before, and nothing of the kind within the pause. Who waits for a date
    of this training is written to as such.
    """
    other = aliased(Edition)
    theme_ids = [theme.id for theme in edition.training.themes]
    about = Training.themes.any(Theme.id.in_(theme_ids)) | (Training.id == edition.training_id)
    latest = (
        select(func.max(Registration.id))
        .join(other, other.id == Registration.edition_id)
        .join(Training, Training.id == other.training_id)
        .where(
            Registration.state == RegistrationState.REGISTERED,
            Registration.news_at.is_not(None),
            other.state == EditionState.COMPLETED,
            about,
            ~_registered(edition, Registration.email_key),
            ~_heard(edition, Registration.email_key, now, KIND),
            ~exists().where(
                Interest.training_id == edition.training_id,
                Interest.email_key == Registration.email_key,
                Interest.confirmed_at.is_not(None),
                Interest.told_at.is_(None),
            ),
        )
        .group_by(Registration.email_key)
    )
    return list(
        db.session.scalars(
            select(Registration).where(Registration.id.in_(latest)).order_by(Registration.email_key)
        )
    )
