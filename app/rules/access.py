"""What a member of staff may see and do: by role, team and own trainings."""

from dataclasses import dataclass

from app.rules.states import Role


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody who is signed in. team_id None: all teams."""

    user_id: int
    roles: frozenset[Role]
    team_id: int | None = None

    @property
    def is_administrator(self) -> bool:
        """Administrators may do all that coordinators of all teams may."""
        return Role.ADMINISTRATOR in self.roles

    @property
    def is_coordinator(self) -> bool:
        """Coordinators of a team or of all, and administrators."""
        return self.is_administrator or Role.COORDINATOR in self.roles


def coordinates(actor: Actor, team_id: int) -> bool:
    """Whether the actor plans, decides and reads registrations for this team."""
    if actor.is_administrator:
        return True
    return Role.COORDINATOR in actor.roles and actor.team_id in (None, team_id)


def trains(actor: Actor, trainer_ids: frozenset[int]) -> bool:
    """Whether the actor is a trainer of an edition with these trainers."""
    return Role.TRAINER in actor.roles and actor.user_id in trainer_ids


def attends_to(actor: Actor, team_id: int, trainer_ids: frozenset[int]) -> bool:
    """Whether the actor takes attendance and reads the evaluation of an edition."""
    return coordinates(actor, team_id) or trains(actor, trainer_ids)
