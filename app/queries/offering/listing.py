"""The public offer, past and coming, in pages: for who reads it by program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Edition, Meeting, Team, Theme, Training
from app.queries.offering.offer import EditionCard, cards
from app.rules.states import EditionState, Format
from app.rules.workdays import local_moment

#: States that visitors may know of.
PUBLIC = tuple(state for state in EditionState if state is not EditionState.DRAFT)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for; None asks for nothing. `first` and `last` are local days of the start.

    Without `first`, editions that have ended are left out.
    """

    format: Format | None = None
    team_id: int | None = None
    theme_id: int | None = None
    training_id: int | None = None
    first: date | None = None
    last: date | None = None
    states: Sequence[EditionState] = PUBLIC


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list: pages count from 1."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """How many come before it."""
        return (self.number - 1) * self.size


def editions_page(wanted: Wanted, page: Page, now: datetime) -> tuple[list[EditionCard], int]:
    """One page of the editions, soonest first, and how many there are in all."""
    conditions = _conditions(wanted, now)
    total = db.session.scalar(select(func.count()).select_from(Edition).where(*conditions)) or 0
    start = _start()
    statement = (
        select(Edition)
        .where(*conditions)
        .order_by(start, Edition.id)
        .limit(page.size)
        .offset(page.offset)
        .options(
            joinedload(Edition.training).selectinload(Training.themes),
            joinedload(Edition.team),
            selectinload(Edition.meetings),
        )
    )
    return cards(db.session.scalars(statement).all(), now), total


def trainings_page(page: Page) -> tuple[list[Training], int]:
    """One page of the trainings by title, and how many there are in all."""
    known = select(func.count()).select_from(Training).where(Training.published)
    total = db.session.scalar(known) or 0
    statement = (
        select(Training)
        .where(Training.published)
        .order_by(Training.title, Training.id)
        .limit(page.size)
        .offset(page.offset)
        .options(selectinload(Training.themes))
    )
    return list(db.session.scalars(statement)), total


def training_by_id(training_id: int) -> Training | None:
    """One training with its themes, as visitors may know of it."""
    statement = select(Training).where(Training.id == training_id, Training.published)
    return db.session.scalars(statement.options(selectinload(Training.themes))).one_or_none()


def coming_ids(training_ids: Sequence[int], now: datetime) -> dict[int, list[int]]:
    """The public editions of each of these trainings that have not ended, soonest first."""
    rows = db.session.execute(
        select(Edition.training_id, Edition.id)
        .where(Edition.training_id.in_(training_ids), *_conditions(Wanted(), now))
        .order_by(_start(), Edition.id)
    )
    found: dict[int, list[int]] = {training_id: [] for training_id in training_ids}
    for training_id, edition_id in rows:
        found[training_id].append(edition_id)
    return found


def _start() -> ColumnElement[datetime]:
    return (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Edition.id)
        .correlate(Edition)
        .scalar_subquery()
    )


def _conditions(wanted: Wanted, now: datetime) -> list[ColumnElement[bool]]:
    start = _start()
    conditions: list[ColumnElement[bool]] = [Edition.state.in_(wanted.states)]
    if wanted.first is None:
        conditions.append(exists().where(Meeting.edition_id == Edition.id, Meeting.ends_at > now))
    else:
        conditions.append(start >= _midnight(wanted.first))
    if wanted.last is not None:
        conditions.append(start < _midnight(wanted.last + timedelta(days=1)))
    if wanted.team_id is not None:
        helps = Edition.helping_teams.any(Team.id == wanted.team_id)
        conditions.append(or_(Edition.team_id == wanted.team_id, helps))
    if wanted.training_id is not None:
        conditions.append(Edition.training_id == wanted.training_id)
    if wanted.theme_id is not None:
        about = Edition.training.has(Training.themes.any(Theme.id == wanted.theme_id))
        conditions.append(about)
    if wanted.format is not None:
        own = Meeting.format == wanted.format
        of_edition = and_(Meeting.format.is_(None), Edition.format == wanted.format)
        conditions.append(exists().where(Meeting.edition_id == Edition.id, or_(own, of_edition)))
    return conditions


def _midnight(day: date) -> datetime:
    return local_moment(day, time())
