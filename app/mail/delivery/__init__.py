"""Delivery: claim a row, send it, settle it; free what a dead worker left behind, and set aside
what says something that is over.

The row is the truth. Claiming is one conditional UPDATE, so two workers never send the same row.
Between the mail server's yes and our mark lies the one moment in which a crash sends a mail again;
it then carries the same Message-ID, by which mail programs know it for the same.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import case, or_, update
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db, installation, settings, transaction
from app.mail.delivery.claiming import Terms, Turn, anything_waits, claim_next
from app.mail.delivery.sending import send
from app.mail.delivery.settling import (
    RETRY_AFTER,
    Claim,
    Fate,
    Settled,
    failed,
    put_off,
    sent,
    untried,
    write,
)
from app.mail.transport import (
    Permanent,
    SecureConnection,
    SecureMail,
    Temporary,
    Unreachable,
    Untried,
    longest_delivery,
    open_connection,
)
from app.models import Message
from app.rules.hearing.bounce import WORKER_STOPPED
from app.rules.states import MessageState

__all__ = [
    "RETRY_AFTER",
    "STUCK_AFTER",
    "Outcome",
    "Pause",
    "count_examples_as_sent",
    "deliver_due",
    "expire",
    "free_stuck",
]

log = logging.getLogger(__name__)

#: A row that was claimed this long ago belongs to a worker that died; later still where the
#: settings let a living one take longer.
STUCK_AFTER = timedelta(minutes=10)

#: Messages over one connection: some servers end it after so many.
BATCH = 100

Clock = Callable[[], datetime]
#: Waits so many seconds for the pace; False: there is no time for that, the round must end.
Pause = Callable[[float], bool]


_USED_UP = Message.attempts > len(RETRY_AFTER)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


def free_stuck(now: datetime) -> int:
    """Give rows back that a dead worker had claimed; how many.

    Also one that is claimed as long after `now`: the clock that said so was wrong. A message with
    which a worker died at each of its attempts fails: it may be what kills them.
    """
    alive = max(STUCK_AFTER, longest_delivery(installation().mail_timeout_seconds))
    with transaction():
        return _change(
            update(Message)
            .where(
                Message.state == MessageState.SENDING,
                or_(Message.claimed_at < now - alive, Message.claimed_at > now + alive),
            )
            .values(
                state=case((_USED_UP, MessageState.FAILED), else_=MessageState.PENDING),
                last_error=case((_USED_UP, WORKER_STOPPED), else_=Message.last_error),
                claimed_at=None,
            )
        )


def expire(now: datetime) -> int:
    """Set aside what did not leave before what it says was over; how many.

    None of it is claimed any more, whether it was set aside or not.
    """
    with transaction():
        return _change(
            update(Message)
            .where(Message.state == MessageState.PENDING, Message.not_after <= now)
            .values(state=MessageState.EXPIRED)
        )


def _change(statement: Any) -> int:
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def deliver_due(
    mail: SecureMail, clock: Clock, until: datetime | None = None, pause: Pause | None = None
) -> Outcome:
    """Send everything that is due now (or `until` a later moment), the most urgent first.

    Without a mail server nothing is touched: the messages wait. A server that cannot be reached
    ends the round, for the others would fare no better. So does the pace (MAIL_PER_MINUTE), unless
    `pause` waits for the next turn.
    """
    if not installation().sends_mail:
        return Outcome()
    terms = Terms(installation().mail_per_minute, settings().mail_quiet_hours, until)
    db.session.rollback()
    fates: Counter[Fate] = Counter()
    try:
        for settled in _round(mail, terms, clock, pause or _no_time):
            fates[settled.fate] += 1
    except Unreachable as problem:
        log.warning("mail server cannot be reached: %s", problem)
    return Outcome(fates[Fate.SENT], fates[Fate.POSTPONED], fates[Fate.FAILED])


def _no_time(_seconds: float) -> bool:
    return False


def _round(mail: SecureMail, terms: Terms, clock: Clock, pause: Pause) -> Iterator[Settled]:
    """One connection after the other, as long as there is something to send."""
    tried: set[int] = set()
    if terms.until is not None:
        # What is put off until then must not come again in this round.
        terms = replace(terms, tried=tried)
    while anything_waits(terms, clock()):
        number = 0
        with open_connection(mail) as connection:
            for settled in _over_one_connection(connection, terms, clock, pause):
                tried.add(settled.claim.message.id)
                number += 1
                yield settled
        if number < BATCH:
            return


def _over_one_connection(
    connection: SecureConnection, terms: Terms, clock: Clock, pause: Pause
) -> Iterator[Settled]:
    """Claim, send and settle up to `BATCH` messages. Raises Unreachable once that is settled."""
    settled: Settled | None = None
    for _ in range(BATCH):
        claim = _mark_and_claim(settled, terms, clock())
        settled = None
        while isinstance(claim, Turn):
            if not pause(max(0.0, (claim.at - clock()).total_seconds())):
                return
            claim = claim_next(None, terms, clock())
        if claim is None:
            return
        settled, unreachable = _try(connection, claim, clock)
        yield settled
        if unreachable is not None:
            _settle(settled)
            raise unreachable
    if settled is not None:
        _settle(settled)


def _mark_and_claim(settled: Settled | None, terms: Terms, now: datetime) -> Claim | Turn | None:
    try:
        return claim_next(settled, terms, now)
    except SQLAlchemyError:
        # The mark went with the claim that failed; what has left must not leave a second time.
        if settled is not None:
            _settle(settled)
        raise


def _settle(settled: Settled) -> None:
    with transaction():
        write(settled)


def _try(
    connection: SecureConnection, claim: Claim, clock: Clock
) -> tuple[Settled, Unreachable | None]:
    try:
        send(connection, claim, clock())
    except Untried as problem:
        return untried(claim, clock()), problem
    except Unreachable as problem:
        return put_off(claim, problem, clock()), problem
    except Temporary as problem:
        return put_off(claim, problem, clock()), None
    except (Permanent, ValueError) as problem:
        return failed(claim, str(problem), clock()), None
    except Exception as problem:
        # Not foreseen: count it as an attempt, or it would come back for ever.
        log.error("message %s: %s", claim.message.id, type(problem).__name__)
        return put_off(claim, problem, clock()), None
    return sent(claim, clock()), None


def count_examples_as_sent() -> None:
    """Mails to invented people count as sent at once: no server may ever get them.

    Only addresses under .example, which RFC 2606 keeps for this use.
    """
    with transaction():
        _change(
            update(Message)
            .where(Message.state == MessageState.PENDING, Message.recipient.endswith(".example"))
            .values(state=MessageState.SENT, sent_at=Message.created_at)
        )
