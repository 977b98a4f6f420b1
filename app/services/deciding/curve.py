"""Keep how an edition filled up once it is decided, for the forecasts of later editions."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select

from app.extensions import db
from app.models import BookingCurve, Edition
from app.queries.deciding.curve import opened_on, spans_of
from app.queries.deciding.minimum import minimum_of
from app.rules.deciding.curve import Span, counts_before
from app.rules.states import CancelReason, EditionState
from app.rules.workdays import local_date

#: So many at a time: an organisation that upgrades has years of them.
_AT_ONCE = 200


def editions_to_keep(now: datetime) -> list[int]:
    """Editions whose decision date has passed, or that are cancelled, and of which none is kept."""
    return list(
        db.session.scalars(
            select(Edition.id)
            .where(
                ~exists().where(BookingCurve.edition_id == Edition.id),
                Edition.published_at.is_not(None),
                or_(
                    Edition.decision_on < local_date(now),
                    and_(
                        Edition.state == EditionState.CANCELLED,
                        Edition.cancelled_at.is_not(None),
                    ),
                ),
            )
            .order_by(Edition.decision_on, Edition.id)
            .limit(_AT_ONCE)
        )
    )


def keep(edition_ids: list[int], now: datetime) -> int:
    """Write the curve of each of these editions; how many were written. What is kept stays."""
    kept = set(
        db.session.scalars(
            select(BookingCurve.edition_id).where(BookingCurve.edition_id.in_(edition_ids))
        )
    )
    wanted = [edition_id for edition_id in edition_ids if edition_id not in kept]
    spans = spans_of(wanted)
    for edition in db.session.scalars(select(Edition).where(Edition.id.in_(wanted))):
        counts = _counts(edition, spans[edition.id])
        db.session.add(
            BookingCurve(
                edition_id=edition.id,
                decision_on=edition.decision_on,
                minimum=minimum_of(edition),
                capacity=edition.capacity,
                days=len(counts),
                counts=counts,
                recorded_at=now,
            )
        )
    db.session.flush()
    return len(wanted)


def _counts(edition: Edition, spans: list[Span]) -> list[int]:
    """What can be learnt of this edition; nothing when its days before the decision were not seen.

    An edition that was written down afterwards had no such days, and one that was cancelled before
    them for another reason than too few registrations never came to them.
    """
    opened = opened_on(edition)
    if opened is None:
        return []
    cancelled_at = edition.cancelled_at
    early = cancelled_at is not None and local_date(cancelled_at) <= edition.decision_on
    if early and edition.cancel_reason is not CancelReason.TOO_FEW:
        return []
    counts = counts_before(
        edition.decision_on, opened, spans, edition.capacity, cancelled_at if early else None
    )
    return list(counts)
