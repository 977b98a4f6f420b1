"""Registrations, one by one and by edition."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Edition, Registration
from app.rules.registering.registration import email_key
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState


def by_public_id(public_id: str) -> Registration | None:
    """One registration with its edition, as a card needs it, and what the person needs."""
    return db.session.scalars(
        select(Registration)
        .where(Registration.public_id == public_id)
        .options(
            joinedload(Registration.needs),
            joinedload(Registration.edition).selectinload(Edition.meetings),
            joinedload(Registration.edition).joinedload(Edition.training),
            joinedload(Registration.edition).joinedload(Edition.team),
        )
    ).one_or_none()


def link_expires_at(registration: Registration, valid_days: int) -> datetime:
    """When the signed links to a registration stop working: some days after the last meeting."""
    return registration.edition.last_meeting.ends_at + timedelta(days=valid_days)


def moved_to(registration: Registration) -> Registration | None:
    """The registration that took the place of one that was moved."""
    return db.session.scalars(
        select(Registration).where(Registration.moved_from_id == registration.id)
    ).one_or_none()


def own_move(registration: Registration) -> Registration | None:
    """The one that took its place; None when a colleague took that over, who has an own link."""
    new = moved_to(registration)
    return new if new is not None and new.email_key == registration.email_key else None


def among(edition_id: int, ids: Sequence[int]) -> list[Registration]:
    """Those of these registrations that are of this edition, in order of arrival."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == edition_id, Registration.id.in_(ids))
            .order_by(Registration.queue_number)
        )
    )


def in_states(edition_id: int, *states: RegistrationState) -> list[Registration]:
    """The registrations of an edition in these states, in order of arrival."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == edition_id, Registration.state.in_(states))
            .order_by(Registration.queue_number)
        )
    )


def of_edition(edition_id: int, states: Sequence[RegistrationState]) -> list[Registration]:
    """The registrations of an edition in these states, with needs, in order of arrival."""
    return list(
        db.session.scalars(
            select(Registration)
            .where(Registration.edition_id == edition_id, Registration.state.in_(states))
            .options(selectinload(Registration.needs))
            .order_by(Registration.queue_number)
        )
    )


def live_registration(edition_id: int, email: str) -> Registration | None:
    """The one place that this person has, holds or awaits in this edition, if any."""
    return db.session.scalars(
        select(Registration).where(
            Registration.edition_id == edition_id,
            Registration.email_key == email_key(email),
            Registration.state.in_(LIVE_REGISTRATIONS),
        )
    ).one_or_none()
