"""What is due for the registrations of a period, as a list that bookkeepers can work with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import contains_eager, selectinload

from app.extensions import db
from app.models import Edition, Meeting, Registration
from app.rules.registering.billing import CHARGED_EDITIONS, CHARGED_REGISTRATIONS, Charge, charge
from app.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class DueRow:
    """One registration for which something is due; `on` is the date of the first meeting."""

    on: date
    registration: Registration
    charge: Charge


@dataclass(frozen=True, slots=True)
class Dues:
    """The rows of a period, by date, edition and name; the total is the sum of the rows."""

    rows: Sequence[DueRow]

    @property
    def total_cents(self) -> int:
        """All amounts together, in eurocents."""
        return sum(row.charge.cents for row in self.rows)


def dues(first: date, last: date, team_id: int | None = None) -> Dues:
    """What is due for editions whose first meeting lies from `first` up to and including `last`.

    An edition belongs to the day of its first meeting, so each amount is in one period only.
    `team_id` None: all teams.
    """
    # The days are local ones; a day of slack finds them all, the exact test follows.
    slack = timedelta(days=1)
    lowest = datetime(first.year, first.month, first.day, tzinfo=UTC) - slack
    highest = datetime(last.year, last.month, last.day, tzinfo=UTC) + 2 * slack
    start = (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Edition.id)
        .correlate(Edition)
        .scalar_subquery()
    )
    statement = (
        select(Registration)
        .join(Registration.edition)
        .where(
            Edition.state.in_(CHARGED_EDITIONS),
            Registration.state.in_(CHARGED_REGISTRATIONS),
            or_(Registration.price_cents > 0, Registration.withdrawal_cost_cents > 0),
            start >= lowest,
            start < highest,
        )
        .options(
            contains_eager(Registration.edition).joinedload(Edition.training),
            contains_eager(Registration.edition).joinedload(Edition.team),
            contains_eager(Registration.edition).selectinload(Edition.meetings),
            selectinload(Registration.billing),
        )
    )
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    rows = [row for found in db.session.scalars(statement) if (row := _row(found, first, last))]
    return Dues(sorted(rows, key=_order))


def _row(registration: Registration, first: date, last: date) -> DueRow | None:
    edition = registration.edition
    on = local_date(edition.first_meeting.starts_at)
    due = charge(
        edition.state,
        registration.state,
        registration.price_cents,
        registration.withdrawal_cost_cents,
    )
    return DueRow(on, registration, due) if due and first <= on <= last else None


def _order(row: DueRow) -> tuple[date, int, str, int]:
    registration = row.registration
    return row.on, registration.edition_id, registration.name.casefold(), registration.id
