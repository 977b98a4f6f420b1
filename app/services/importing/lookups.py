"""What rows name by words: trainings, teams, trainers; each looked up once for a whole file."""

from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import Role, Team, Training, User
from app.rules.importing.cells import folded
from app.rules.importing.problems import ProblemCode
from app.rules.states import Role as RoleName
from app.services.importing.outcome import Found, Scope


@dataclass(frozen=True, slots=True)
class Trainings:
    """Training ids by what people call them."""

    ids: dict[str, int]

    @classmethod
    def load(cls) -> "Trainings":
        """All of them: titles first, for a short name may be the title of another."""
        rows = db.session.execute(
            select(Training.id, Training.title, Training.slug, Training.short_name)
        ).all()
        names = [(row.title, row.id) for row in rows]
        names += [(row.slug, row.id) for row in rows]
        names += [(row.short_name, row.id) for row in rows]
        ids: dict[str, int] = {}
        for name, training_id in names:
            ids.setdefault(folded(name), training_id)
        return cls(ids)

    def find(self, written: str, row: int, found: Found) -> int | None:
        """The training that a row names; what is wrong goes into `found`."""
        training_id = self.ids.get(folded(written))
        if training_id is None:
            text = written if len(written) <= 60 else written[:59] + "…"
            found.add(row, "training", ProblemCode.UNKNOWN_TRAINING, text=text)
        return training_id


@dataclass(frozen=True, slots=True)
class Teams:
    """Team ids by name, and the one team that may be read in for, if it is one."""

    ids: dict[str, int]
    names: dict[int, str]
    own: int | None

    @classmethod
    def load(cls, scope: Scope) -> "Teams":
        """All of them."""
        rows = db.session.execute(select(Team.id, Team.name).order_by(Team.name)).all()
        return cls({folded(name): i for i, name in rows}, dict(rows), scope.team_id)

    def find(self, written: str | None, row: int, found: Found) -> int | None:
        """The team that a row names, the own team when it names none."""
        if written is None:
            if self.own is None:
                found.add(row, "team", ProblemCode.TEAM_MISSING)
            return self.own
        team_id = self.ids.get(folded(written))
        if team_id is None:
            choices = ", ".join(self.names.values())
            found.add(row, "team", ProblemCode.UNKNOWN_TEAM, text=written[:60], choices=choices)
        elif self.own not in (None, team_id):
            found.add(row, "team", ProblemCode.NOT_YOUR_TEAM, team=self.names[self.own or 0])
            return None
        return team_id


def trainers_by_address() -> dict[str, User]:
    """Active trainers. Keep them while editions are made: the session then has them at hand."""
    rows = db.session.scalars(
        select(User).where(User.active, User.roles.any(Role.name == RoleName.TRAINER))
    )
    return {user.email.casefold(): user for user in rows}
