"""Teams: added, renamed, retired. What a team planned keeps it; so one with editions stays."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import Edition, Team, User
from app.rules.errors import Code, RuleBroken
from app.services.history import Action
from app.services.offering import search
from app.services.settings.naming import check_free, note

#: What the history calls the group of these changes.
TEAMS = "teams"


def add_team(name: str, now: datetime, actor_id: int) -> Team:
    """A new team. Raises RuleBroken(NAME_TAKEN)."""
    check_free(Team, name)
    team = Team(name=name)
    db.session.add(team)
    note(Action.TEAM_ADDED, TEAMS, now, actor_id, name)
    return team


def rename_team(team_id: int, name: str, now: datetime, actor_id: int) -> None:
    """Another name. Raises LookupError, RuleBroken(NAME_TAKEN)."""
    team = _team(team_id)
    if team.name == name:
        return
    check_free(Team, name, team_id)
    old, team.name = team.name, name
    note(Action.TEAM_RENAMED, TEAMS, now, actor_id, name, old)
    search.index_team(team_id)


def write_to_team(team_id: int, email: str, now: datetime, actor_id: int) -> None:
    """Where answers to mails about its editions go; empty: to the organisation.

    Raises LookupError.
    """
    team = _team(team_id)
    if team.email == email:
        return
    old, team.email = team.email, email
    note(Action.TEAM_ADDRESS_CHANGED, TEAMS, now, actor_id, team.name, old, new=email)


def change_team(team_id: int, name: str, email: str, now: datetime, actor_id: int) -> None:
    """Another name or address. Raises LookupError, RuleBroken(NAME_TAKEN)."""
    rename_team(team_id, name, now, actor_id)
    write_to_team(team_id, email, now, actor_id)


def retire_team(team_id: int, retired: bool, now: datetime, actor_id: int) -> None:
    """No longer a choice for what is new, or a choice again. Raises LookupError."""
    team = _team(team_id)
    if team.retired == retired:
        return
    team.retired = retired
    action = Action.TEAM_RETIRED if retired else Action.TEAM_BACK
    note(action, TEAMS, now, actor_id, team.name)


def delete_team(team_id: int, now: datetime, actor_id: int) -> None:
    """Take a team away that nothing names. Raises LookupError, RuleBroken(TEAM_IN_USE)."""
    team = _team(team_id)
    for table in (Edition, User):
        if db.session.scalar(select(table.id).where(table.team_id == team_id).limit(1)):
            raise RuleBroken(Code.TEAM_IN_USE)
    db.session.delete(team)
    note(Action.TEAM_DELETED, TEAMS, now, actor_id, team.name)


def _team(team_id: int) -> Team:
    team = db.session.get(Team, team_id)
    if team is None:
        raise LookupError(f"no team {team_id}")
    return team
