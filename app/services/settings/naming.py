"""What teams and themes share: a name that no other has, and a line in the history."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import Team, Theme
from app.rules.errors import Code, RuleBroken
from app.services import history
from app.services.history import Action
from app.services.settings.version import count_change


def check_free(table: type[Team] | type[Theme], name: str, own_id: int | None = None) -> None:
    """Raise RuleBroken(NAME_TAKEN) when another row has this name, in any letter case."""
    for known_id, known in db.session.execute(select(table.id, table.name)):
        if known.casefold() == name.casefold() and known_id != own_id:
            raise RuleBroken(Code.NAME_TAKEN, "name")


def note(
    action: Action,
    group: str,
    now: datetime,
    actor_id: int,
    name: str,
    old: str = "",
    **facts: Any,
) -> None:
    """Write the change down and have all processes see it."""
    history.record(action, now, actor_id=actor_id, group=group, name=name, old=old, **facts)
    count_change()
