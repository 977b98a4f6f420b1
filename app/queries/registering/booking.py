"""Groups that were registered in one go."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Booking, Edition, Registration
from app.rules.states import LIVE_REGISTRATIONS


def by_public_id(public_id: str) -> Booking | None:
    """One booking with its edition and its registrations, in the order of the list."""
    return db.session.scalars(
        select(Booking)
        .where(Booking.public_id == public_id)
        .options(
            selectinload(Booking.registrations).joinedload(Registration.billing),
            joinedload(Booking.edition).selectinload(Edition.meetings),
            joinedload(Booking.edition).joinedload(Edition.training),
        )
    ).one_or_none()


def link_expires_at(booking: Booking, valid_days: int) -> datetime:
    """When the signed links to a booking stop working: as those of its registrations."""
    return booking.edition.last_meeting.ends_at + timedelta(days=valid_days)


def live_by_key(edition_id: int, email_keys: Collection[str]) -> dict[str, Registration]:
    """Who of these people has, holds or awaits a place in an edition, by the key of the address."""
    found = db.session.scalars(
        select(Registration).where(
            Registration.edition_id == edition_id,
            Registration.email_key.in_(email_keys),
            Registration.state.in_(LIVE_REGISTRATIONS),
        )
    )
    return {registration.email_key: registration for registration in found}
