"""The history of an edition, and of one registration."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import HistoryEntry

#: Entries on one page.
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """One page of a history; `number` counts from 1, `total` is the number of entries."""

    entries: Sequence[HistoryEntry]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def of_edition(edition_id: int, number: int = 1) -> HistoryPage:
    """What happened to one edition, newest first, with who did it."""
    of_it = HistoryEntry.edition_id == edition_id
    total = db.session.scalar(select(func.count()).select_from(HistoryEntry).where(of_it)) or 0
    if (number - 1) * PAGE_SIZE >= total:
        # Not asked for: databases refuse an offset that they cannot count up to.
        return HistoryPage((), number, total)
    entries = db.session.scalars(
        select(HistoryEntry)
        .where(of_it)
        .options(joinedload(HistoryEntry.actor))
        .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return HistoryPage(entries, number, total)


def of_registration(registration_id: int) -> list[HistoryEntry]:
    """Everything that happened to one registration, newest first, with who did it."""
    return list(
        db.session.scalars(
            select(HistoryEntry)
            .where(HistoryEntry.registration_id == registration_id)
            .options(joinedload(HistoryEntry.actor))
            .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
        )
    )
