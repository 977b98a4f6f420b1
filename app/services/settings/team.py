"""Teams: added, renamed, retired. What a team planned keeps it; so one with editions stays."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import Edition, Team, User
from app.rules.errors import Code, RuleBroken
from app.services import history
from app.services.history import Action
from app.services.offering import search
from app.services.settings.version import count_change

#: What the history calls the group of these changes.
TEAMS = "teams"


def add_team(name: str, now: datetime, actor_id: int) -> Team:
    """A new team. Raises RuleBroken(NAME_TAKEN)."""
    _check_free(name)
    team = Team(name=name)
    db.session.add(team)
    _record(Action.TEAM_ADDED, now, actor_id, name=name)
    return team


def rename_team(team_id: int, name: str, now: datetime, actor_id: int) -> None:
    """Another name. Raises LookupError, RuleBroken(NAME_TAKEN)."""
    team = _team(team_id)
    if team.name == name:
        return
    _check_free(name, team_id)
    old, team.name = team.name, name
    _record(Action.TEAM_RENAMED, now, actor_id, old=old, name=name)
    search.index_team(team_id)


def retire_team(team_id: int, retired: bool, now: datetime, actor_id: int) -> None:
    """No longer a choice for what is new, or a choice again. Raises LookupError."""
    team = _team(team_id)
    if team.retired == retired:
        return
    team.retired = retired
    action = Action.TEAM_RETIRED if retired else Action.TEAM_BACK
    _record(action, now, actor_id, name=team.name)


def delete_team(team_id: int, now: datetime, actor_id: int) -> None:
    """Take a team away that nothing names. Raises LookupError, RuleBroken(TEAM_IN_USE)."""
    team = _team(team_id)
    for table in (Edition, User):
        if db.session.scalar(select(table.id).where(table.team_id == team_id).limit(1)):
            raise RuleBroken(Code.TEAM_IN_USE)
    db.session.delete(team)
    _record(Action.TEAM_DELETED, now, actor_id, name=team.name)


def _team(team_id: int) -> Team:
    team = db.session.get(Team, team_id)
    if team is None:
        raise LookupError(f"no team {team_id}")
    return team


def _check_free(name: str, own_id: int | None = None) -> None:
    for known_id, known in db.session.execute(select(Team.id, Team.name)):
        if known.casefold() == name.casefold() and known_id != own_id:
            raise RuleBroken(Code.NAME_TAKEN, "name")


def _record(action: Action, now: datetime, actor_id: int, **facts: str) -> None:
    history.record(action, now, actor_id=actor_id, group=TEAMS, **facts)
    count_change()
