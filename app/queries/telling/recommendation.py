"""Who may hear of an edition: former participants of its themes who agreed to news."""

from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models import Edition, Message, Registration, Theme, Training
from app.rules.states import LIVE_REGISTRATIONS, EditionState, RegistrationState
from app.rules.telling.recommendation import paused_until

KIND = "edition_recommended"


def former_participants(edition: Edition, now: datetime) -> list[Registration]:
    """The latest registration of each person to write to, in the order of their addresses.

    They had a place in an edition that took place, of this training or one that shares a theme;
    agreed to news and did not take that back; have no live registration in this edition; heard
    nothing of this edition before, and nothing of the kind within the pause.
    """
    other = aliased(Edition)
    theme_ids = [theme.id for theme in edition.training.themes]
    about = Training.themes.any(Theme.id.in_(theme_ids)) | (Training.id == edition.training_id)
    own = aliased(Registration)
    latest = (
        select(func.max(Registration.id))
        .join(other, other.id == Registration.edition_id)
        .join(Training, Training.id == other.training_id)
        .where(
            Registration.state == RegistrationState.REGISTERED,
            Registration.news_at.is_not(None),
            other.state == EditionState.COMPLETED,
            about,
            ~exists().where(
                own.edition_id == edition.id,
                own.email_key == Registration.email_key,
                own.state.in_(LIVE_REGISTRATIONS),
            ),
            ~exists().where(
                Message.kind == KIND,
                func.lower(Message.recipient) == func.lower(Registration.email),
                (Message.edition_id == edition.id) | (Message.created_at > paused_until(now)),
            ),
        )
        .group_by(Registration.email_key)
    )
    return list(
        db.session.scalars(
            select(Registration).where(Registration.id.in_(latest)).order_by(Registration.email_key)
        )
    )
