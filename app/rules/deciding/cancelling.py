"""Who hears that an edition is cancelled."""

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
