"""An organisation across the offer: who came from there, to what."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, join, select

from app.extensions import db
from app.models import Edition, Meeting, Registration, Training
from app.queries.people.folding import Folded, has_all, words_of
from app.queries.registering.registration import by_public_id
from app.rules.people.merging import alike
from app.rules.states import RegistrationState
from app.rules.workdays import local_date

#: People on one page.
PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of an organisation by their latest registration, with the number of them."""

    registration: Registration
    registrations: int


@dataclass(frozen=True, slots=True)
class Colleagues:
    """One page of the people of an organisation, by name.

    `total`: how many there are; `found`: how many of them the search finds. Pages count from 1 and
    hold `size` people.
    """

    people: Sequence[Colleague]
    number: int
    size: int
    total: int
    found: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.found // self.size))


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation with its history.

    `years`: how many places people of it had in editions that started in a year, latest first.
    `trainings`: in which trainings, the most first. `alike`: other names that are perhaps the same.
    """

    name: str
    kinds: Sequence[str]
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
    kinds = (
        select(Registration.organisation_type)
        .join(Registration.edition)
        .where(*_of(named.organisation, team_id))
        .distinct()
    )
    years, trainings = _places(named.organisation, team_id)
    return Organisation(
        name=named.organisation,
        kinds=sorted(db.session.scalars(kinds)),
        years=years,
        trainings=trainings,
        alike=alike(named.organisation, names(team_id)),
    )


def colleagues(
    name: str, team_id: int | None, question: str, number: int, size: int = PAGE_SIZE
) -> Colleagues:
    """A page of the people of an organisation in whose name, address or function all words stand.

    Each is shown by their latest registration. A number past the last page gives the last one.
    """
    of_each = (
        select(func.max(Registration.id).label("id"), func.count().label("number"))
        .join(Registration.edition)
        .where(*_of(name, team_id))
        .group_by(Registration.email_key)
        .subquery()
    )
    columns = (Registration.name, Registration.email, Registration.function)
    fits = has_all(words_of(question), columns)
    total, found = db.session.execute(
        select(func.count(), func.count().filter(fits)).select_from(
            join(Registration, of_each, of_each.c.id == Registration.id)
        )
    ).one()
    number = min(max(1, number), max(1, -(-found // size)))
    rows = db.session.execute(
        select(Registration, of_each.c.number)
        .join(of_each, of_each.c.id == Registration.id)
        .where(fits)
        .order_by(Folded(Registration.name), Registration.id)
        .limit(size)
        .offset((number - 1) * size)
    )
    return Colleagues([Colleague(*row) for row in rows], number, size, total, found)


def _places(name: str, team_id: int | None) -> tuple[list[tuple[int, int]], list[tuple[str, int]]]:
    """How many places people had, by year and by training."""
    start = (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Edition.id)
        .correlate(Edition)
        .scalar_subquery()
    )
    years, trainings = Counter[int](), Counter[str]()
    for title, starts_at, number in db.session.execute(
        select(Training.title, start, func.count(Registration.id))
        .join(Registration.edition)
        .join(Edition.training)
        .where(*_of(name, team_id), Registration.state == RegistrationState.REGISTERED)
        .group_by(Edition.id, Training.title)
        .order_by(Training.title)
    ):
        years[local_date(starts_at).year] += number
        trainings[title] += number
    return sorted(years.items(), reverse=True), trainings.most_common()


def names(team_id: int | None) -> list[str]:
    """The names of all organisations that people came from, to a team or to all."""
    return list(
        db.session.scalars(
            select(Registration.organisation)
            .join(Registration.edition)
            .where(Registration.organisation != "", *_of_team(team_id))
            .distinct()
        )
    )


def _of(name: str, team_id: int | None) -> list[ColumnElement[bool]]:
    return [Registration.organisation == name, *_of_team(team_id)]


def _of_team(team_id: int | None) -> list[ColumnElement[bool]]:
    """For a statement that joins the edition."""
    return [] if team_id is None else [Edition.team_id == team_id]


def number_named(name: str) -> int:
    """How many registrations, of all teams, name this organisation."""
    statement = select(func.count()).where(Registration.organisation == name)
    return db.session.scalar(statement) or 0
