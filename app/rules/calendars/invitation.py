"""Invitations: when a calendar entry must be sent again (RFC 5546, iTIP)."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """The facts of a calendar entry that people plan by."""

    starts_at: datetime
    ends_at: datetime
    place: str


def needs_update(sent: EntryFacts, now: EntryFacts) -> bool:
    """Whether people must get the entry again, with a higher SEQUENCE.

    RFC 5546 section 2.1.4: a change of date, time or place does; a new wording does not.
    """
    return sent != now


def asks_again(sent: EntryFacts, now: EntryFacts) -> bool:
    """Whether an answer to what was sent says nothing about what is now.

    Another day, hour or place does. Another link of the same webinar does not: who said yes then
    still comes.
    """
    moved = (sent.starts_at, sent.ends_at) != (now.starts_at, now.ends_at)
    return moved or (sent.place != now.place and not (_is_link(sent.place) and _is_link(now.place)))


def _is_link(place: str) -> bool:
    return place.startswith(("http://", "https://"))
