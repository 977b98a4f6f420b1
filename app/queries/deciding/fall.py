"""Confirmed editions that may have fallen below their minimum since, in one round trip."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, func, select

from app.extensions import db
from app.models import Decision, Edition, Meeting, Registration
from app.queries.deciding.minimum import minimum_of
from app.rules.deciding.minimum import MinimumFacts
from app.rules.deciding.undo import GOING_AHEAD
from app.rules.states import EditionState, RegistrationState
from app.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A confirmed edition that has not begun.

    decided: active registrations at the latest decision to go ahead. offered: seats that are held
    for somebody who may still take them. told_on: when its team heard that it fell, None for not.
    """

    edition_id: int
    facts: MinimumFacts
    decided: int
    offered: int
    told_on: date | None


def confirmed(now: datetime, edition_id: int | None = None) -> Sequence[Confirmed]:
    """All of them, or the one."""

    def those(state: RegistrationState) -> ScalarSelect[int]:
        return (
            select(func.count())
            .where(Registration.edition_id == Edition.id, Registration.state == state)
            .correlate(Edition)
            .scalar_subquery()
        )

    starts_at = (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Edition.id)
        .correlate(Edition)
        .scalar_subquery()
    )
    decided = (
        select(Decision.count)
        .where(Decision.edition_id == Edition.id, Decision.outcome.in_(GOING_AHEAD))
        .order_by(Decision.id.desc())
        .limit(1)
        .correlate(Edition)
        .scalar_subquery()
    )
    statement = (
        select(
            Edition,
            starts_at,
            decided,
            those(RegistrationState.REGISTERED),
            those(RegistrationState.OFFERED),
        )
        .where(Edition.state == EditionState.CONFIRMED, starts_at > now)
        .order_by(Edition.id)
    )
    if edition_id is not None:
        statement = statement.where(Edition.id == edition_id)
    found = []
    for edition, first_at, at_decision, active, offered in db.session.execute(statement):
        facts = MinimumFacts(
            EditionState.CONFIRMED,
            active,
            minimum_of(edition),
            edition.decision_on,
            local_date(first_at),
        )
        # A confirmed edition has a decision; one that a file brought in may have none.
        count = active if at_decision is None else at_decision
        found.append(Confirmed(edition.id, facts, count, offered, edition.fall_told_on))
    return found
