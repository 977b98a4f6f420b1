"""Who is to get the morning mail of a day."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import User
from app.rules.telling.digest import wants


def readers(today: date) -> list[int]:
    """The active staff who want it and for whom today was not looked at, by id."""
    people = db.session.scalars(
        select(User)
        .where(User.active, or_(User.digested_on.is_(None), User.digested_on != today))
        .options(selectinload(User.roles))
        .order_by(User.id)
    )
    return [user.id for user in people if wants(user.digest, user.actor.roles)]
