"""The lock that every writer of seats takes first, and the count that follows it."""

from collections.abc import Collection

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app.extensions import db, look_again
from app.models import Edition, SettingsVersion
from app.queries.registering.seats import seat_counts
from app.rules.registering.seats import SeatCount


def lock_edition(edition_id: int) -> Edition:
    """Make other writers of this edition wait until this transaction ends, and load it afresh.

    An UPDATE of the edition's row: PostgreSQL locks the row, SQLite (where the transaction began
    IMMEDIATE) has locked out other writers already. The mark of the settings comes along, so that
    nobody asks for it once more under the lock. Raises LookupError for an unknown id.
    """
    db.session.execute(
        update(Edition)
        .where(Edition.id == edition_id)
        .values(lock_version=Edition.lock_version + 1)
        .execution_options(synchronize_session=False)
    )
    # Trainers and themes are loaded by the few who tell them: most writers hold the lock shorter.
    found = db.session.execute(
        select(Edition, select(SettingsVersion.mark).scalar_subquery())
        .where(Edition.id == edition_id)
        .options(
            joinedload(Edition.training), joinedload(Edition.team), joinedload(Edition.meetings)
        ),
        execution_options={"populate_existing": True},
    )
    row = found.unique().one_or_none()
    if row is None:
        raise LookupError(f"no edition {edition_id}")
    edition: Edition = row[0]
    look_again(row[1] or "")
    return edition


def lock_editions(edition_ids: Collection[int]) -> dict[int, Edition]:
    """Lock several editions, by id, in the order of their ids: two who want both never wait for
    each other. Raises LookupError for an unknown id.
    """
    return {edition_id: lock_edition(edition_id) for edition_id in sorted(set(edition_ids))}


def count_seats(edition: Edition) -> SeatCount:
    """Who takes what in this edition now; only true under its lock."""
    return seat_counts([edition])[edition.id]
