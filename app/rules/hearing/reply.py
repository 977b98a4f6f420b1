"""What an answer from a calendar means: whose it is, whether it still says something.

Mail can be forged, so an answer sets 'comes', 'may come' or 'does not come' and nothing else: it
never ends a registration, frees a seat or shows anybody any data.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.rules.states import EditionState, RegistrationState, Reply


@dataclass(frozen=True, slots=True)
class Asked:
    """An invitation that is answered: as it stands, and what was answered before.

    Answers to versions below `asked_sequence` are about another day, hour or place.
    """

    registration: RegistrationState
    cancelled: bool
    asked_sequence: int
    reply: Reply | None
    replied_at: datetime | None


class Verdict(StrEnum):
    """What becomes of an answer."""

    TAKEN = "taken"
    KNOWN = "known"
    OUTDATED = "outdated"
    OVER = "over"


def moment_of(stamp: datetime | None, now: datetime) -> datetime:
    """When somebody answered, by the DTSTAMP of their calendar.

    A clock that is ahead counts for now: else its answer would win from all later ones.
    """
    return now if stamp is None else min(stamp, now)


def judge(asked: Asked, reply: Reply, sequence: int, at: datetime) -> Verdict:
    """What becomes of an answer to version `sequence`, given `at` (see `moment_of`).

    RFC 5546 section 2.1.5: an older version is an old answer, and of two answers to one version
    the newest counts. A version that we never made counts for the present one.
    """
    if asked.cancelled or asked.registration is not RegistrationState.REGISTERED:
        return Verdict.OVER
    if sequence < asked.asked_sequence:
        return Verdict.OUTDATED
    if asked.replied_at is not None and at < asked.replied_at:
        return Verdict.OUTDATED
    if (reply, at) == (asked.reply, asked.replied_at):
        return Verdict.KNOWN
    return Verdict.TAKEN


def asks_about_seat(
    registration: RegistrationState,
    edition: EditionState,
    first_starts_at: datetime,
    now: datetime,
) -> bool:
    """Whether somebody who said 'no' is asked to give up the seat: only as long as they can."""
    coming = edition in (EditionState.PUBLISHED, EditionState.CONFIRMED)
    return registration is RegistrationState.REGISTERED and coming and now < first_starts_at
