"""Erasing what is not needed any more."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select

from app.extensions import db, settings
from app.models import Meeting, Registration, RegistrationNeeds
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition


def editions_with_old_needs(now: datetime) -> list[int]:
    """Editions whose last meeting is long enough ago, and that still hold what people needed."""
    last_end = (
        select(func.max(Meeting.ends_at))
        .where(Meeting.edition_id == Registration.edition_id)
        .correlate(Registration)
        .scalar_subquery()
    )
    limit = now - timedelta(days=settings().needs_erase_days)
    return list(
        db.session.scalars(
            select(Registration.edition_id)
            .join(RegistrationNeeds, RegistrationNeeds.registration_id == Registration.id)
            .where(last_end <= limit)
            .distinct()
            .order_by(Registration.edition_id)
        )
    )


def erase_needs(edition_id: int, now: datetime) -> int:
    """Erase what the people of this edition needed to take part; how many entries went."""
    lock_edition(edition_id)
    of_edition = select(Registration.id).where(Registration.edition_id == edition_id)
    result: Any = db.session.execute(
        delete(RegistrationNeeds)
        .where(RegistrationNeeds.registration_id.in_(of_edition))
        .execution_options(synchronize_session=False)
    )
    erased = int(result.rowcount)
    if erased:
        history.record(Action.NEEDS_ERASED, now, edition_id=edition_id, number=erased)
    return erased
