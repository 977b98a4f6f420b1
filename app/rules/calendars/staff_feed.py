"""Calendars of staff: which there are, and who may have which."""

from enum import StrEnum

from app.rules.access import Actor
from app.rules.states import Role


class FeedKind(StrEnum):
    """What a calendar of staff shows: the meetings that somebody guides, or those of a team."""

    OWN = "own"
    TEAM = "team"


def may_have(kind: FeedKind, actor: Actor) -> bool:
    """A trainer sees what they guide, a coordinator what they coordinate."""
    return Role.TRAINER in actor.roles if kind is FeedKind.OWN else actor.is_coordinator
