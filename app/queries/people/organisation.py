"""An organisation across the offer: who came from there, to what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Edition, Registration
from app.queries.registering.registration import by_public_id
from app.rules.people.merging import alike
from app.rules.states import RegistrationState
from app.rules.workdays import local_date

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of an organisation by their latest registration, with the number of them."""

    registration: Registration
    registrations: int


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with its people and its history.

    `years`: how many places people of it had in editions that started in a year, latest first.
    `trainings`: in which trainings, the most first. `alike`: other names that are perhaps the same.
    """

    name: str
    kinds: Sequence[str]
    people: Sequence[Colleague]
    years: Sequence[tuple[int, int]]
    trainings: Sequence[tuple[str, int]]
    alike: Sequence[str]


def organisation_of(public_id: str, team_id: int | None) -> Organisation | None:
    """The organisation that a registration names, as a team sees it; None where it has none.

    `team_id` None: all teams.
    """
    named = by_public_id(public_id)
    if named is None or not named.organisation:
        return None
    if team_id is not None and named.edition.team_id != team_id:
        return None
    statement = select(Registration).where(Registration.organisation == named.organisation)
    registrations = db.session.scalars(
        _of_team(statement, team_id).options(
            joinedload(Registration.edition).joinedload(Edition.training),
            joinedload(Registration.edition).selectinload(Edition.meetings),
        )
    ).all()
    return Organisation(
        name=named.organisation,
        kinds=sorted({r.organisation_type for r in registrations}),
        people=_people(registrations),
        years=_years(registrations),
        trainings=_trainings(registrations),
        alike=alike(named.organisation, names(team_id)),
    )


def names(team_id: int | None) -> list[str]:
    """The names of all organisations that people came from, to a team or to all."""
    statement = select(Registration.organisation).where(Registration.organisation != "")
    return list(db.session.scalars(_of_team(statement, team_id).distinct()))


def _of_team(statement: Select[Row], team_id: int | None) -> Select[Row]:
    joined = statement.join(Edition, Edition.id == Registration.edition_id)
    return joined if team_id is None else joined.where(Edition.team_id == team_id)


def _had_a_place(registration: Registration) -> bool:
    return registration.state is RegistrationState.REGISTERED


def _people(registrations: Sequence[Registration]) -> list[Colleague]:
    latest = {r.email_key: r for r in sorted(registrations, key=lambda r: r.id)}
    numbers = Counter(r.email_key for r in registrations)
    return sorted(
        (Colleague(r, numbers[key]) for key, r in latest.items()),
        key=lambda colleague: colleague.registration.name.casefold(),
    )


def _years(registrations: Sequence[Registration]) -> list[tuple[int, int]]:
    years = Counter(
        local_date(r.edition.first_meeting.starts_at).year for r in registrations if _had_a_place(r)
    )
    return sorted(years.items(), reverse=True)


def _trainings(registrations: Sequence[Registration]) -> list[tuple[str, int]]:
    return Counter(r.edition.training.title for r in registrations if _had_a_place(r)).most_common()


def number_named(name: str) -> int:
    """How many registrations, of all teams, name this organisation."""
    statement = select(func.count()).where(Registration.organisation == name)
    return db.session.scalar(statement) or 0
