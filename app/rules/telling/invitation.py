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
