"""The history of an edition."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import HistoryEntry


def of_edition(edition_id: int) -> list[HistoryEntry]:
    """Everything that happened to one edition, newest first, with who did it."""
    return list(
        db.session.scalars(
            select(HistoryEntry)
            .where(HistoryEntry.edition_id == edition_id)
            .options(joinedload(HistoryEntry.actor))
            .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        )
    )
