"""Who hears that an edition is cancelled, and in whose words."""

from dataclasses import dataclass
from enum import StrEnum


class Audience(StrEnum):
    """A group of people who read the same message about a cancellation."""

    REGISTERED = "registered"
    OFFERED = "offered"
    WAITING = "waiting"
    TRAINERS = "trainers"
    CO_ORGANISERS = "co_organisers"
    VENUE = "venue"
    COORDINATORS = "coordinators"


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What a coordinator wrote in the place of the standard; empty: the standard.

    `opening` is the paragraph after the reason, in lines.
    """

    subject: str = ""
    opening: str = ""
