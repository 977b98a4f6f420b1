"""What comes with the text of a training: its themes, and the pages that show it."""

from collections.abc import Collection

from sqlalchemy import select, update

from app.extensions import db
from app.models import Edition, Theme
from app.services.offering import search


def tell_pages(training_ids: Collection[int]) -> None:
    """Trainings have changed, so the pages of their editions and the search have.

    See `queries.offering.offer.version`. Call it after the flush.
    """
    db.session.execute(
        update(Edition)
        .where(Edition.training_id.in_(training_ids))
        .values(lock_version=Edition.lock_version + 1)
        .execution_options(synchronize_session=False)
    )
    search.index_trainings(training_ids)


def theme(name: str) -> Theme:
    """The theme of that name, made when it is new."""
    known = db.session.scalars(select(Theme).where(Theme.name == name)).one_or_none()
    if known is None:
        known = Theme(name=name)
        db.session.add(known)
        db.session.flush()
    return known
