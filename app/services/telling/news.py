"""Whether somebody may be mailed about new trainings: a choice of an address, made by its owner."""

from datetime import datetime

from sqlalchemy import update

from app.extensions import db
from app.models import Registration
from app.queries.telling.news import latest_under
from app.services import history
from app.services.history import Action


def agree_to_news(registration: Registration, now: datetime) -> None:
    """From now on we may write to this person about new trainings, whatever they came for before.

    Doing it twice changes nothing.
    """
    _choose(registration, now, Action.NEWS_AGREED)


def stop_news(registration: Registration, now: datetime) -> None:
    """This person takes back that we may write about new trainings, whatever they ticked where.

    Doing it twice changes nothing.
    """
    _choose(registration, now, Action.NEWS_STOPPED)


def outlives(email_key: str, agreed_at: datetime) -> bool:
    """Keep that an address agreed when the registration that said so is somebody else's from now.

    Another registration of the address says it then. False when there is none: with the last one
    the address is gone, and so are its mails.
    """
    left = latest_under(email_key)
    if left is None:
        return False
    left.news_at = left.news_at or agreed_at
    return True


def _choose(registration: Registration, now: datetime, action: Action) -> None:
    agrees = action is Action.NEWS_AGREED
    said = Registration.news_at
    changed = db.session.scalars(
        update(Registration)
        .where(
            Registration.email_key == registration.email_key,
            said.is_(None) if agrees else said.is_not(None),
        )
        .values(news_at=now if agrees else None)
        .returning(Registration.id)
        .execution_options(synchronize_session="fetch")
    ).all()
    if changed:
        history.record(
            action,
            now,
            edition_id=registration.edition_id,
            registration_id=registration.id,
            name=registration.name,
        )
