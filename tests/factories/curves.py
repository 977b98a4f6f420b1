"""Booking curves of the past, written as rows: to play fifteen editions takes too long."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import insert

from app.extensions import db, transaction
from app.models import BookingCurve, Edition
from app.rules.states import EditionState
from tests.support.time import NOW


def make_past(like: Edition, pickups: Sequence[int], days: int = 60) -> None:
    """One confirmed edition as `like` for each pickup, which came on the last day."""
    columns = [c.name for c in Edition.__table__.columns if c.name != "id"]
    values = {name: getattr(like, name) for name in columns} | {"state": EditionState.CONFIRMED}
    with transaction():
        for number, pickup in enumerate(pickups):
            (edition_id,) = db.session.execute(
                insert(Edition).values(values).returning(Edition.id)
            ).one()
            db.session.add(
                BookingCurve(
                    edition_id=edition_id,
                    decision_on=like.decision_on - timedelta(days=365 + number),
                    minimum=8,
                    capacity=like.capacity,
                    days=days + 1,
                    counts=[3 + pickup, *[3] * days],
                    recorded_at=NOW,
                )
            )
