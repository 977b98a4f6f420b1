"""What is due for the registrations of a period, as a list that bookkeepers can work with."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.extensions import db
from app.models import Edition, Meeting, Rebooking, Registration
from app.rules.registering.billing import (
    CHARGED_EDITIONS,
    CHARGED_REGISTRATIONS,
    Charge,
    Released,
    charge,
    released,
)
from app.rules.states import EditionState, RegistrationState
from app.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class DueRow:
    """One registration for which something is due; `on` is the date of the first meeting."""

    on: date
    registration: Registration
    charge: Charge


@dataclass(frozen=True, slots=True)
class ReleasedRow:
    """One registration of a cancelled edition for which nothing is due any more.

    cents: what it cost or would have. place: the registration to which the amount goes along, or
    that holds a seat for this person, if any; `place.price_cents` is due there.
    """

    on: date
    registration: Registration
    what: Released
    cents: int
    place: Registration | None


@dataclass(frozen=True, slots=True)
class Dues:
    """The rows of a period, by date, edition and name; the total is the sum of the rows.

    `released`: the registrations of cancelled editions, for which nothing is due.
    """

    rows: Sequence[DueRow]
    released: Sequence[ReleasedRow] = ()

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
    moved_to = aliased(Registration)
    statement = (
        select(Registration, Rebooking, moved_to)
        .join(Registration.edition)
        .outerjoin(Rebooking, Rebooking.cancelled_id == Registration.id)
        .outerjoin(moved_to, moved_to.moved_from_id == Registration.id)
        .where(
            or_(
                Edition.state.in_(CHARGED_EDITIONS) & Registration.state.in_(CHARGED_REGISTRATIONS),
                Edition.state == EditionState.CANCELLED,
            ),
            or_(Registration.price_cents > 0, Registration.withdrawal_cost_cents > 0),
            start >= lowest,
            start < highest,
        )
        .options(
            contains_eager(Registration.edition).joinedload(Edition.training),
            contains_eager(Registration.edition).joinedload(Edition.team),
            contains_eager(Registration.edition).selectinload(Edition.meetings),
            selectinload(Registration.billing),
            joinedload(moved_to.edition).joinedload(Edition.training),
        )
    )
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    rows: list[DueRow] = []
    let_go: list[ReleasedRow] = []
    for registration, rebooking, new in db.session.execute(statement):
        on = local_date(registration.edition.first_meeting.starts_at)
        if not first <= on <= last:
            continue
        if registration.edition.state is EditionState.CANCELLED:
            let_go += _released(on, registration, rebooking, new)
        else:
            rows += _due(on, registration)
    return Dues(sorted(rows, key=_order), sorted(let_go, key=_order))


def _due(on: date, registration: Registration) -> Iterator[DueRow]:
    due = charge(
        registration.edition.state,
        registration.state,
        registration.price_cents,
        registration.withdrawal_cost_cents,
    )
    if due is not None:
        yield DueRow(on, registration, due)


def _released(
    on: date, registration: Registration, rebooking: Rebooking | None, new: Registration | None
) -> Iterator[ReleasedRow]:
    # An edition that was cancelled before seats were held kept no record of who only waited.
    was = rebooking.was if rebooking is not None else RegistrationState.REGISTERED
    found = released(
        registration.state,
        registration.price_cents,
        registration.withdrawal_cost_cents,
        had_place=was is RegistrationState.REGISTERED,
        held=new is not None and new.is_hold,
    )
    if found is not None:
        what, cents = found
        yield ReleasedRow(on, registration, what, cents, new)


def _order(row: DueRow | ReleasedRow) -> tuple[date, int, str, int]:
    registration = row.registration
    return row.on, registration.edition_id, registration.name.casefold(), registration.id
