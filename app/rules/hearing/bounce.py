"""What a delivery report means for a mail, and for the address that it went to."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What became of a mail at one recipient (RFC 3464 section 2.3.3)."""

    FAILED = "failed"
    DELAYED = "delayed"
    DELIVERED = "delivered"
    RELAYED = "relayed"
    EXPANDED = "expanded"


class Fate(StrEnum):
    """What that means: nothing to do, not this time, or never at this address."""

    NOTHING = "nothing"
    LOST = "lost"
    ADDRESS_BAD = "address_bad"


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient in a report: `status` as RFC 3463 has it ('' unknown), `reason` in words."""

    recipient: str
    fate: Fate
    status: str
    reason: str


#: Beside 5.1.x, which is about the address itself: a mailbox that is closed, and what Microsoft 365
#: says of a recipient that it does not know (RFC 3463 section 3; Exchange Online NDR 5.4.1).
_ADDRESS_BAD = ("5.2.1", "5.4.1")


#: Mails that nobody misses much, or of which a team must not learn who got them: reminders of the
#: evaluation tell who did not fill it in.
UNIMPORTANT = (
    "team_message",
    "edition_recommended",
    "evaluation_request",
    "evaluation_reminder",
)


#: What we write where a server would have its words, when no server heard of it in the end.
WORKER_STOPPED = "the worker stopped while it was sending this"


class Cause(StrEnum):
    """What the words of a server come down to, for who reads no codes."""

    NO_SUCH_ADDRESS = "no_such_address"
    FULL = "full"
    WORKER_STOPPED = "worker_stopped"
    OTHER = "other"


#: RFC 3463 section 3: 5.1.x but what is said of the sender (5.1.7, 5.1.8), and `_ADDRESS_BAD`.
_NO_SUCH_ADDRESS = re.compile(r"(?<![\d.])5\.(?:1\.(?:[1-6]|10)|2\.1|4\.1)(?![\d.])")
_FULL = re.compile(r"(?<![\d.])[45]\.2\.2(?![\d.])")


def cause(said: str) -> Cause:
    """What a server means by what it said; anything without a code that we know is OTHER."""
    if said == WORKER_STOPPED:
        return Cause.WORKER_STOPPED
    if _NO_SUCH_ADDRESS.search(said):
        return Cause.NO_SUCH_ADDRESS
    return Cause.FULL if _FULL.search(said) else Cause.OTHER


def fate(action: Action, status: str) -> Fate:
    """What a report means. 'delayed' means nothing: the server goes on trying.

    A mail that was given up after days (4.x), or refused for its content (5.7.x) or without a
    word why, is lost; the address may be good.
    """
    if action is not Action.FAILED:
        return Fate.NOTHING
    bad = status.startswith("5.1.") or status in _ADDRESS_BAD
    return Fate.ADDRESS_BAD if bad else Fate.LOST
