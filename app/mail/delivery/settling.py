"""Settling: what becomes of a claimed row, and of the domain that it went to."""

import logging
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import delete, or_, update

from app.extensions import db, insert
from app.mail.transport import Temporary, Unreachable
from app.models import DomainPause, Message
from app.rules.states import MessageState
from app.rules.telling.outbox import pause_after

log = logging.getLogger(__name__)

#: How long after each failed attempt the next one comes; after the last one it failed for good.
#: Together 41 hours: a mail server that is down for a day loses nothing.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))

#: A domain that has taken nothing for so long takes nothing: what waited for it as long fails. By
#: its own attempts, each at most once a pause, a message among hundreds would wait for weeks.
GIVE_UP_AFTER = sum(RETRY_AFTER, timedelta())

#: RFC 3463, 3.3: this mailbox is disabled, full or takes no such message; its domain may be well.
#: Not 4.2.0, with which servers also ask strangers to come back (greylisting).
_OF_THE_MAILBOX = re.compile(r"4\.2\.[123]\b")


class Fate(Enum):
    """How a claimed row fared. UNTRIED: it never reached the server."""

    SENT = "sent"
    POSTPONED = "postponed"
    FAILED = "failed"
    UNTRIED = "untried"


@dataclass(frozen=True, slots=True)
class Claim:
    """A row that is ours until it is settled; `attempts` counts this one too.

    `outdated`: a newer message holds its calendar entry, so it leaves without. `domain_failed`: its
    domain said "not now" last time.
    """

    message: Message
    claimed_at: datetime
    attempts: int
    outdated: bool
    domain_failed: bool


@dataclass(frozen=True, slots=True)
class Settled:
    """A claimed row, how it fared, and what is to be written about it.

    `domain`: what that says of the domain, True that it takes mail and False that it does not now.
    """

    claim: Claim
    fate: Fate
    at: datetime
    values: dict[str, Any]
    domain: bool | None = None


def sent(claim: Claim, now: datetime) -> Settled:
    """The server has accepted it."""
    values = {"state": MessageState.SENT, "sent_at": now, "last_error": ""}
    return Settled(claim, Fate.SENT, now, values, domain=True)


def put_off(claim: Claim, problem: Exception, now: datetime) -> Settled:
    """It was not accepted now: try again later, or never when that was the last attempt."""
    said = str(problem) if isinstance(problem, Temporary) else type(problem).__name__
    # A server that hangs up, or that we cannot understand, says nothing of where the mail goes.
    concerned = isinstance(problem, Temporary) and not isinstance(problem, Unreachable)
    domain = False if concerned and not _OF_THE_MAILBOX.match(said) else None
    if claim.attempts > len(RETRY_AFTER):
        return failed(claim, said, now, domain=domain)
    values = {
        "state": MessageState.PENDING,
        "due_at": now + RETRY_AFTER[claim.attempts - 1],
        "last_error": said[:500],
    }
    return Settled(claim, Fate.POSTPONED, now, values, domain)


def failed(claim: Claim, said: str, now: datetime, domain: bool | None = None) -> Settled:
    """It will never be accepted."""
    log.warning("message %s failed for good", claim.message.id)
    values = {"state": MessageState.FAILED, "last_error": said[:500]}
    return Settled(claim, Fate.FAILED, now, values, domain)


def untried(claim: Claim, now: datetime) -> Settled:
    """No server heard of it: it waits as it did before."""
    values = {"state": MessageState.PENDING, "attempts": claim.attempts - 1}
    return Settled(claim, Fate.UNTRIED, now, values)


def write(settled: Settled) -> None:
    """Write it down, in the transaction that is open."""
    claim = settled.claim
    _run(
        update(Message)
        .where(
            Message.id == claim.message.id,
            Message.state == MessageState.SENDING,
            # Not a claim that another worker made since, when this one was too slow.
            Message.claimed_at == claim.claimed_at,
        )
        .values(claimed_at=None, **settled.values)
    )
    if settled.domain is False:
        _pause(claim, settled)
    elif settled.domain and claim.domain_failed:
        _run(delete(DomainPause).where(DomainPause.domain == claim.message.domain))


def _pause(claim: Claim, settled: Settled) -> None:
    """Leave the domain alone, longer than last time, or give it up.

    What left before the present pause began says nothing new: two workers that hear the same "not
    now" at once count as one.
    """
    domain, now = claim.message.domain, settled.at
    # Made or locked: whoever else settles a message to this domain waits.
    made = insert(DomainPause).values(
        domain=domain, failures=0, since=claim.claimed_at, until=claim.claimed_at
    )
    locked = made.on_conflict_do_update(
        index_elements=["domain"], set_={"failures": DomainPause.failures}
    )
    pause = db.session.scalars(
        locked.returning(DomainPause), execution_options={"populate_existing": True}
    ).one()
    if pause.until <= claim.claimed_at:
        if pause.until <= claim.claimed_at - GIVE_UP_AFTER:
            # Nothing was tried there for as long, so it says nothing of the time between.
            pause.failures, pause.since = 0, claim.claimed_at
        pause.failures += 1
        pause.until = now + pause_after(pause.failures)
        db.session.flush()
        if pause.since <= now - GIVE_UP_AFTER:
            _give_up(domain, settled)


def _give_up(domain: str, settled: Settled) -> None:
    """Let fail what has waited for this domain as long as it takes to give it up."""
    long_ago = settled.at - GIVE_UP_AFTER
    _run(
        update(Message)
        .where(
            Message.state == MessageState.PENDING,
            Message.domain == domain,
            Message.created_at <= long_ago,
            # What was put in the outbox for later waits since then; trying it moves `due_at` on.
            or_(Message.attempts > 0, Message.due_at <= long_ago),
        )
        .values(state=MessageState.FAILED, last_error=settled.values["last_error"])
    )


def _run(statement: Any) -> None:
    db.session.execute(statement.execution_options(synchronize_session=False))
