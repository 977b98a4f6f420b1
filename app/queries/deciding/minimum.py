"""Editions as the minimum rule looks at them."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db, settings
from app.models import Decision, Edition
from app.queries.registering.seats import seat_counts
from app.rules.deciding.minimum import MinimumFacts
from app.rules.states import DecisionOutcome, EditionState
from app.rules.workdays import local_date


def minimum_of(edition: Edition) -> int:
    """The edition's own minimum, or the setting."""
    return edition.minimum if edition.minimum is not None else settings().minimum_registrations


def minimum_facts(edition: Edition, count: int) -> MinimumFacts:
    """What a decision about this edition rests on, with `count` active registrations."""
    return MinimumFacts(
        state=edition.state,
        count=count,
        minimum=minimum_of(edition),
        decision_on=edition.decision_on,
        first_on=local_date(edition.first_meeting.starts_at),
    )


def undecided(today: date) -> list[tuple[Edition, MinimumFacts]]:
    """Published editions at or past their decision date, soonest first meeting first."""
    editions = db.session.scalars(
        select(Edition)
        .where(Edition.state == EditionState.PUBLISHED, Edition.decision_on <= today)
        .options(
            joinedload(Edition.training), joinedload(Edition.team), selectinload(Edition.meetings)
        )
    ).all()
    seats = seat_counts(editions)
    pairs = [(edition, minimum_facts(edition, seats[edition.id].active)) for edition in editions]
    return sorted(pairs, key=lambda pair: pair[0].first_meeting.starts_at)


def latest_decision_id(edition_id: int) -> int:
    """The id of the latest decision about an edition, 0 when there is none."""
    latest = select(func.max(Decision.id)).where(Decision.edition_id == edition_id)
    return db.session.scalar(latest) or 0


def postponed_at(edition_id: int) -> datetime | None:
    """When an edition got other dates for the last time; None for never."""
    return db.session.scalar(
        select(func.max(Decision.decided_at)).where(
            Decision.edition_id == edition_id, Decision.outcome == DecisionOutcome.POSTPONE
        )
    )


def decisions(edition_id: int) -> list[Decision]:
    """The decisions about one edition, newest first."""
    return list(
        db.session.scalars(
            select(Decision)
            .where(Decision.edition_id == edition_id)
            .options(joinedload(Decision.decided_by))
            .order_by(Decision.decided_at.desc(), Decision.id.desc())
        )
    )
