"""What coordinators plan with: their teams, the trainers, and the years that have editions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import defer, joinedload

from app.extensions import db
from app.models import Edition, Meeting, Role, Team, Training, User
from app.queries.attending.quality_report import years as years_with_meetings
from app.rules.access import Actor
from app.rules.states import EditionState
from app.rules.states import Role as RoleName


def own_team_id(actor: Actor) -> int | None:
    """The one team that the actor coordinates; None for all teams."""
    return None if actor.is_administrator else actor.team_id


def teams_of(actor: Actor) -> list[Team]:
    """The teams that the actor looks after, by name, also the retired ones."""
    statement = select(Team).order_by(Team.name)
    team_id = own_team_id(actor)
    if team_id is not None:
        statement = statement.where(Team.id == team_id)
    return list(db.session.scalars(statement))


def teams_to_plan(actor: Actor, besides: int | None = None) -> list[Team]:
    """The teams that can be chosen for an edition; a retired one only when it is `besides`."""
    return [team for team in teams_of(actor) if not team.retired or team.id == besides]


def trainers(besides: Sequence[int] = ()) -> list[User]:
    """Active trainers by name, and those with an id in `besides` in any case."""
    active = User.active & User.roles.any(Role.name == RoleName.TRAINER)
    named = select(User).where(active | User.id.in_(besides))
    return list(db.session.scalars(named.order_by(User.name)))


def training_by_id(training_id: int) -> Training | None:
    """One training."""
    return db.session.get(Training, training_id)


def has_public_edition(training_id: int | None) -> bool:
    """Whether visitors know of an edition of this training; None is a training to come."""
    public = exists().where(Edition.training_id == training_id, Edition.state != EditionState.DRAFT)
    return training_id is not None and bool(db.session.scalar(select(public)))


def edition_numbers() -> dict[int, int]:
    """How many editions each training has had or will have, by training id."""
    rows = db.session.execute(
        select(Edition.training_id, func.count()).group_by(Edition.training_id)
    )
    return dict(rows.all())


def years(today: date) -> list[int]:
    """The years that have meetings, and this year, latest first."""
    return sorted({*years_with_meetings(), today.year}, reverse=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which editions somebody wants to see; None asks for all."""

    team_id: int | None = None
    trainer_id: int | None = None
    training_id: int | None = None
    state: EditionState | None = None

    def holds(self, edition: Edition) -> bool:
        """Whether an edition is wanted."""
        return (
            self.team_id in (None, edition.team_id)
            and self.training_id in (None, edition.training_id)
            and self.state in (None, edition.state)
            and (
                self.trainer_id is None
                or any(trainer.id == self.trainer_id for trainer in edition.trainers)
            )
        )


def meeting_between(first: datetime, until: datetime) -> list[Edition]:
    """Editions of all teams and states with a meeting at some moment from `first` to `until`.

    With their meetings, trainers, team and the name of their training, in one round trip.
    """
    meets = exists().where(
        Meeting.edition_id == Edition.id, Meeting.starts_at < until, Meeting.ends_at > first
    )
    found = db.session.scalars(_with_plan(select(Edition)).where(meets).order_by(Edition.id))
    return list(found.unique())


def editions_by_id(edition_ids: Sequence[int]) -> list[Edition]:
    """These editions with their plan, soonest first meeting first; unknown ids are left out."""
    found = db.session.scalars(_with_plan(select(Edition)).where(Edition.id.in_(edition_ids)))
    return sorted(found.unique(), key=lambda edition: (edition.first_meeting.starts_at, edition.id))


def last_edition(training_id: int, team_ids: Sequence[int]) -> Edition | None:
    """The edition of a training to plan the next one from, None when it had none.

    One of these teams before one of another, one that was not cancelled before one that was, then
    the one that started last. Drafts of other teams do not count.
    """
    known = Edition.team_id.in_(team_ids) | (Edition.state != EditionState.DRAFT)
    found = db.session.scalars(
        _with_plan(select(Edition)).where(Edition.training_id == training_id, known)
    )
    return max(
        found.unique(),
        key=lambda edition: (
            edition.team_id in team_ids,
            edition.state is not EditionState.CANCELLED,
            edition.first_meeting.starts_at,
            edition.id,
        ),
        default=None,
    )


def due_publications(now: datetime) -> list[int]:
    """The ids of drafts whose moment to be published has come, in the order of those moments."""
    return list(
        db.session.scalars(
            select(Edition.id)
            .where(Edition.state == EditionState.DRAFT, Edition.publish_at <= now)
            .order_by(Edition.publish_at, Edition.id)
        )
    )


def _with_plan(statement: Select[Edition]) -> Select[Edition]:
    return statement.options(
        joinedload(Edition.training).options(
            defer(Training.description), defer(Training.goals), defer(Training.audience)
        ),
        joinedload(Edition.team),
        # One statement: an edition has few meetings and trainers.
        joinedload(Edition.meetings),
        joinedload(Edition.trainers),
    )
