"""The interest list: somebody wants to know when a training has a date, and for how long."""

from datetime import datetime, timedelta
from enum import StrEnum

#: An address that nobody confirmed is erased after so many days.
ASKED_DAYS = 7

#: An address that had its one mail is erased after so many days.
TOLD_DAYS = 30


class Standing(StrEnum):
    """How far an interest has come."""

    ASKED = "asked"
    WAITING = "waiting"
    TOLD = "told"


def standing(confirmed_at: datetime | None, told_at: datetime | None) -> Standing:
    """Asked for on our site, confirmed from the mailbox, or told about a date."""
    if told_at is not None:
        return Standing.TOLD
    return Standing.ASKED if confirmed_at is None else Standing.WAITING


def asked_limit(now: datetime) -> datetime:
    """What was asked at this moment or before and not confirmed has had its time."""
    return now - timedelta(days=ASKED_DAYS)


def told_limit(now: datetime) -> datetime:
    """Who was told at this moment or before has had the time to act on it."""
    return now - timedelta(days=TOLD_DAYS)
