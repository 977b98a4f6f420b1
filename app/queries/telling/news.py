"""Whether somebody may be mailed about new trainings."""

from datetime import datetime

from sqlalchemy import func, select

from app.extensions import db
from app.models import Registration


def news_since(email_key: str) -> datetime | None:
    """Since when this address may be mailed about new trainings; None: it may not."""
    return db.session.scalar(
        select(func.min(Registration.news_at)).where(Registration.email_key == email_key)
    )


def latest_under(email_key: str) -> Registration | None:
    """The registration that was made last under this address, which speaks for the person."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.email_key == email_key)
        .order_by(Registration.id.desc())
        .limit(1)
    ).one_or_none()
