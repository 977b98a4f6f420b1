"""Booking curves: those that were kept, and how running editions fill up."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.extensions import db
from app.models import BookingCurve, Edition, Registration
from app.rules.deciding.curve import Curve, Span
from app.rules.states import EditionState, RegistrationState
from app.rules.workdays import local_date

#: No more curves than these, the latest, tell of the future: an offer changes over the years.
MOST_CURVES = 300


def kinds_of(edition: Edition) -> tuple[int, str, int]:
    """What an edition is one of, from the widest to the narrowest: team, format, training."""
    return (edition.team_id, edition.format.value, edition.training_id)


def opened_on(edition: Edition) -> date | None:
    """The day from which people could register here; None for one that was never published."""
    if edition.published_at is None:
        return None
    return local_date(max(edition.opens_at, edition.published_at, edition.created_at))


def spans_of(edition_ids: Sequence[int]) -> dict[int, list[Span]]:
    """When the registrations of each edition began and ended, in one round trip.

    Who waits, or was offered a seat, has none.
    """
    rows = db.session.execute(
        select(Registration.edition_id, Registration.created_at, Registration.ended_at).where(
            Registration.edition_id.in_(edition_ids),
            Registration.state.not_in((RegistrationState.WAITLISTED, RegistrationState.OFFERED)),
        )
    )
    spans: dict[int, list[Span]] = {edition_id: [] for edition_id in edition_ids}
    for edition_id, begun, ended in rows:
        spans[edition_id].append((begun, ended))
    return spans


def past_curves() -> list[Curve]:
    """The latest curves of editions that are decided about, latest first, in one round trip."""
    return _curves(MOST_CURVES)


def all_curves() -> list[Curve]:
    """Every curve that tells something, latest first: to look back on all of them."""
    return _curves(None)


def _curves(most: int | None) -> list[Curve]:
    rows = db.session.execute(
        select(
            BookingCurve.decision_on,
            BookingCurve.minimum,
            BookingCurve.capacity,
            BookingCurve.counts,
            Edition.team_id,
            Edition.format,
            Edition.training_id,
        )
        .join(Edition, Edition.id == BookingCurve.edition_id)
        .where(BookingCurve.days > 0, Edition.state != EditionState.PUBLISHED)
        .order_by(BookingCurve.decision_on.desc(), BookingCurve.edition_id)
        .limit(most)
    )
    return [
        Curve(decision_on, minimum, room, tuple(counts), (team_id, format_.value, training_id))
        for decision_on, minimum, room, counts, team_id, format_, training_id in rows
    ]
