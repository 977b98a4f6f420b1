"""Delivery: claim a row, send it, mark it; and free what a dead worker left behind.

The row is the truth. Claiming is one conditional UPDATE, so two workers never send the same row.
Between the mail server's yes and our mark lies the one moment in which a crash sends a mail again;
it then carries the same Message-ID, by which mail programs know it for the same.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from app.extensions import db, installation, transaction
from app.mail.invitations import Method
from app.mail.links import LinkSigner
from app.mail.mime import CalendarPart, Mail, build, parse_sender
from app.mail.transport import Permanent, SecureMail, Temporary, Unreachable, open_connection
from app.models import Message
from app.rules.states import MessageState

log = logging.getLogger(__name__)

#: How long after each failed attempt the next one comes; after the last one it failed for good.
#: Together 41 hours: a mail server that is down for a day loses nothing.
RETRY_AFTER = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440))

#: A row that was claimed this long ago belongs to a worker that died.
STUCK_AFTER = timedelta(minutes=10)

#: Rows looked up at once.
BATCH = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one round did."""

    sent: int = 0
    postponed: int = 0
    failed: int = 0


class _Fate(Enum):
    SENT = "sent"
    POSTPONED = "postponed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class _Settled:
    """How a claimed row fared, and what is to be written about it."""

    message: Message
    fate: _Fate
    values: dict[str, Any]


def free_stuck(now: datetime) -> int:
    """Give rows back that a dead worker had claimed; how many."""
    with transaction():
        result: Any = db.session.execute(
            update(Message)
            .where(Message.state == MessageState.SENDING, Message.claimed_at < now - STUCK_AFTER)
            .values(state=MessageState.PENDING, claimed_at=None)
            .execution_options(synchronize_session=False)
        )
    return int(result.rowcount)


def deliver_due(
    mail: SecureMail, clock: Callable[[], datetime], until: datetime | None = None
) -> Outcome:
    """Send everything that is due now (or `until` a later moment), oldest first.

    Without a mail server nothing is touched: the messages wait. A server that cannot be reached
    ends the round, for the others would fare no better.
    """
    if not installation().sends_mail:
        return Outcome()
    fates: Counter[_Fate] = Counter()
    seen: set[int] = set()
    try:
        while batch := [i for i in _due(until or clock()) if i not in seen]:
            seen.update(batch)
            with open_connection(mail) as connection:
                for fate in _deliver_batch(connection, batch, clock):
                    fates[fate] += 1
    except Unreachable as problem:
        log.warning("mail server cannot be reached: %s", problem)
    return Outcome(fates[_Fate.SENT], fates[_Fate.POSTPONED], fates[_Fate.FAILED])


def _deliver_batch(
    connection: Any, batch: list[int], clock: Callable[[], datetime]
) -> Iterator[_Fate]:
    """Send these rows, as far as no other worker has them; yields how each fared.

    How a row fared is written together with the claim on the next: one commit a message, and so
    one wait for the disk. Nothing is put off by that, for the claim comes at once.
    """
    settled: _Settled | None = None
    while message := _next(settled, batch, clock()):
        # Never one twice: a row that is put off now comes again when its time does.
        batch = [message_id for message_id in batch if message_id > message.id]
        settled, unreachable = _try(connection, message, clock)
        if unreachable is not None:
            _next(settled, [], clock())
            yield settled.fate
            raise unreachable
        yield settled.fate


def _try(
    connection: Any, message: Message, clock: Callable[[], datetime]
) -> tuple[_Settled, Unreachable | None]:
    try:
        _send(connection, message, clock())
    except Temporary as problem:
        unreachable = problem if isinstance(problem, Unreachable) else None
        return _postponed(message, str(problem), clock()), unreachable
    except (Permanent, ValueError) as problem:
        return _failed(message, str(problem)), None
    except Exception as problem:
        # Not foreseen: count it as an attempt, or it would come back for ever.
        log.error("message %s: %s", message.id, type(problem).__name__)
        return _postponed(message, type(problem).__name__, clock()), None
    sent = {"state": MessageState.SENT, "sent_at": clock(), "last_error": ""}
    return _Settled(message, _Fate.SENT, sent), None


def _due(now: datetime) -> list[int]:
    """Ids of pending rows whose time has come and that no earlier mail of their entry holds up."""
    earlier = aliased(Message)
    held_up = exists().where(
        and_(
            earlier.calendar_uid == Message.calendar_uid,
            earlier.recipient == Message.recipient,
            earlier.id < Message.id,
            earlier.state.in_((MessageState.PENDING, MessageState.SENDING)),
        )
    )
    ids = db.session.scalars(
        select(Message.id)
        .where(
            Message.state == MessageState.PENDING,
            Message.due_at <= now,
            or_(Message.calendar_uid.is_(None), ~held_up),
        )
        .order_by(Message.id)
        .limit(BATCH)
    ).all()
    db.session.rollback()
    return list(ids)


def _next(settled: _Settled | None, batch: list[int], now: datetime) -> Message | None:
    """Write how the last row fared and claim the first of `batch` that is still there to send.

    The claim is a conditional UPDATE on a row that no other worker is at: PostgreSQL skips what
    another has locked, SQLite lets one writer in at a time.
    """
    with transaction():
        if settled is not None:
            _write(settled)
        message_id = db.session.scalar(
            select(Message.id)
            .where(Message.id.in_(batch), Message.state == MessageState.PENDING)
            .order_by(Message.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        if message_id is None:
            return None
        db.session.execute(
            update(Message)
            .where(Message.id == message_id, Message.state == MessageState.PENDING)
            .values(state=MessageState.SENDING, claimed_at=now, attempts=Message.attempts + 1)
            .execution_options(synchronize_session=False)
        )
        message = db.session.get_one(Message, message_id)
        # No transaction stays open while the mail server takes its time.
        db.session.expunge(message)
    return message


def _send(connection: Any, message: Message, now: datetime) -> None:
    chosen = installation()
    signer = LinkSigner(chosen.secret_key, chosen.base_url)
    calendar = None
    if message.calendar is not None and message.calendar_method is not None:
        calendar = CalendarPart(Method(message.calendar_method), message.calendar.encode())
    mail = Mail(
        kind=message.kind,
        language=message.language,
        recipient_name=message.recipient_name,
        recipient=message.recipient,
        subject=message.subject,
        text=signer.fill(message.text, message.links),
        html=signer.fill(message.html, message.links),
        calendar=calendar,
        reply_to=message.reply_to,
        unsubscribe=signer.fill(message.unsubscribe, message.links),
    )
    sender = chosen.mail_default_sender
    built = build(
        mail,
        sender=sender,
        message_id=message.message_id,
        date=now,
        in_reply_to=message.in_reply_to or None,
    )
    connection.deliver(built, message.recipient, parse_sender(sender).addr_spec)


def _postponed(message: Message, problem: str, now: datetime) -> _Settled:
    """Try again later, or never when that was the last attempt."""
    if message.attempts > len(RETRY_AFTER):
        return _failed(message, problem)
    due_at = now + RETRY_AFTER[message.attempts - 1]
    later = {"state": MessageState.PENDING, "due_at": due_at, "last_error": problem[:500]}
    return _Settled(message, _Fate.POSTPONED, later)


def _failed(message: Message, problem: str) -> _Settled:
    log.warning("message %s failed for good", message.id)
    last = {"state": MessageState.FAILED, "last_error": problem[:500]}
    return _Settled(message, _Fate.FAILED, last)


def _write(settled: _Settled) -> None:
    message = settled.message
    db.session.execute(
        update(Message)
        .where(
            Message.id == message.id,
            Message.state == MessageState.SENDING,
            # Not a claim that another worker made since, when this one was too slow.
            Message.claimed_at == message.claimed_at,
        )
        .values(claimed_at=None, **settled.values)
        .execution_options(synchronize_session=False)
    )


def count_examples_as_sent() -> None:
    """Mails to invented people count as sent at once: no server may ever get them.

    Only addresses under .example, which RFC 2606 keeps for this use.
    """
    with transaction():
        db.session.execute(
            update(Message)
            .where(Message.state == MessageState.PENDING, Message.recipient.endswith(".example"))
            .values(state=MessageState.SENT, sent_at=Message.created_at)
            .execution_options(synchronize_session=False)
        )
