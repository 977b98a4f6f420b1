"""What coordinators plan with: their teams, the trainers, and the years that have editions."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import func, select

from app.extensions import db
from app.models import Edition, Role, Team, Training, User
from app.queries.attending.quality_report import years as years_with_meetings
from app.rules.access import Actor
from app.rules.states import Role as RoleName


def own_team_id(actor: Actor) -> int | None:
    """The one team that the actor coordinates; None for all teams."""
    return None if actor.is_administrator else actor.team_id


def teams_of(actor: Actor, besides: int | None = None) -> list[Team]:
    """The teams that the actor plans for, by name; a retired one only when it is `besides`."""
    statement = select(Team).where(~Team.retired | (Team.id == besides)).order_by(Team.name)
    team_id = own_team_id(actor)
    if team_id is not None:
        statement = statement.where(Team.id == team_id)
    return list(db.session.scalars(statement))


def trainers(besides: Sequence[int] = ()) -> list[User]:
    """Active trainers by name, and those with an id in `besides` in any case."""
    active = User.active & User.roles.any(Role.name == RoleName.TRAINER)
    return list(
        db.session.scalars(select(User).where(active | User.id.in_(besides)).order_by(User.name))
    )


def training_by_id(training_id: int) -> Training | None:
    """One training."""
    return db.session.get(Training, training_id)


def edition_numbers() -> dict[int, int]:
    """How many editions each training has had or will have, by training id."""
    rows = db.session.execute(
        select(Edition.training_id, func.count()).group_by(Edition.training_id)
    )
    return dict(rows.all())


def years(today: date) -> list[int]:
    """The years that have meetings, and this year, latest first."""
    return sorted({*years_with_meetings(), today.year}, reverse=True)
