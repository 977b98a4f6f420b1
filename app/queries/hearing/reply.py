"""What people answered to their invitations."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Invitation, Meeting


def answers_of(registration_ids: Sequence[int]) -> dict[int, list[Invitation]]:
    """The entries that were answered, by registration, in order of their meetings."""
    rows = db.session.scalars(
        select(Invitation)
        .join(Invitation.meeting)
        .where(
            Invitation.registration_id.in_(registration_ids),
            Invitation.reply.is_not(None),
            Invitation.cancelled.is_(False),
        )
        .options(joinedload(Invitation.meeting))
        .order_by(Meeting.starts_at)
    )
    found: dict[int, list[Invitation]] = {}
    for row in rows:
        found.setdefault(row.registration_id, []).append(row)
    return found


def entries_of(registration_ids: Sequence[int]) -> dict[int, list[Invitation]]:
    """All entries of these registrations that were not taken back, answered or not."""
    found: dict[int, list[Invitation]] = {}
    for row in db.session.scalars(
        select(Invitation)
        .where(Invitation.registration_id.in_(registration_ids), Invitation.cancelled.is_(False))
        .order_by(Invitation.id)
    ):
        found.setdefault(row.registration_id, []).append(row)
    return found
