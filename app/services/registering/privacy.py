"""Erasing what is not needed any more."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select

from app.extensions import db, settings
from app.models import Meeting, Registration, RegistrationNeeds, RegistrationNote
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition


def editions_with_old_needs(now: datetime) -> list[int]:
    """Editions whose last meeting is long ago, and that still hold needs of people or notes."""
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
            .outerjoin(RegistrationNeeds, RegistrationNeeds.registration_id == Registration.id)
            .outerjoin(RegistrationNote, RegistrationNote.registration_id == Registration.id)
            .where(
                or_(
                    RegistrationNeeds.registration_id.is_not(None),
                    RegistrationNote.registration_id.is_not(None),
                ),
                last_end <= limit,
            )
            .distinct()
            .order_by(Registration.edition_id)
        )
    )


def erase_needs(edition_id: int, now: datetime) -> int:
    """Erase what the people of this edition needed to take part, and notes about them.

    Returns of how many people something went.
    """
    lock_edition(edition_id)
    of_edition = select(Registration.id).where(Registration.edition_id == edition_id)
    gone: set[int] = set()
    for table in (RegistrationNeeds, RegistrationNote):
        gone |= set(
            db.session.scalars(
                delete(table)
                .where(table.registration_id.in_(of_edition))
                .returning(table.registration_id)
                .execution_options(synchronize_session=False)
            )
        )
    erased = len(gone)
    if erased:
        history.record(Action.NEEDS_ERASED, now, edition_id=edition_id, number=erased)
    return erased
