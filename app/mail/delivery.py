"""Delivery: claim a row, send it, mark it; and free what a dead worker left behind.

The row is the truth. Claiming is one conditional UPDATE, so two workers never send the same row.
Between the mail server's yes and our mark lies the one moment in which a crash sends a mail again;
it then carries the same Message-ID, by which mail programs know it for the same.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, select, update
from sqlalchemy.orm import aliased

from app.extensions import db, settings, transaction
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
    if not settings().sends_mail:
        return Outcome()
    sent = postponed = failed = 0
    seen: set[int] = set()
    try:
        while batch := [i for i in _due(until or clock()) if i not in seen]:
            with open_connection(mail) as connection:
                for message_id in batch:
                    seen.add(message_id)
                    claimed = _claim(message_id, clock())
                    if claimed is None:
                        continue
                    try:
                        _send(connection, claimed, clock())
                    except Temporary as problem:
                        kept = _postpone(claimed, str(problem), clock())
                        postponed, failed = postponed + kept, failed + (not kept)
                        if isinstance(problem, Unreachable):
                            raise
                    except (Permanent, ValueError) as problem:
                        _fail(claimed, str(problem))
                        failed += 1
                    except Exception as problem:
                        # Not foreseen: count it as an attempt, or it would come back for ever.
                        log.error("message %s: %s", claimed.id, type(problem).__name__)
                        kept = _postpone(claimed, type(problem).__name__, clock())
                        postponed, failed = postponed + kept, failed + (not kept)
                    else:
                        _mark_sent(claimed, clock())
                        sent += 1
    except Unreachable as problem:
        log.warning("mail server cannot be reached: %s", problem)
    return Outcome(sent, postponed, failed)


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


def _claim(message_id: int, now: datetime) -> Message | None:
    """Take a row, or None when another worker was faster."""
    with transaction():
        result: Any = db.session.execute(
            update(Message)
            .where(Message.id == message_id, Message.state == MessageState.PENDING)
            .values(state=MessageState.SENDING, claimed_at=now, attempts=Message.attempts + 1)
            .execution_options(synchronize_session=False)
        )
    if result.rowcount != 1:
        return None
    message = db.session.get_one(Message, message_id)
    # No transaction stays open while the mail server takes its time.
    db.session.refresh(message)
    db.session.expunge(message)
    db.session.rollback()
    return message


def _send(connection: Any, message: Message, now: datetime) -> None:
    chosen = settings()
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
    )
    sender = chosen.mail_default_sender
    built = build(mail, sender=sender, message_id=message.message_id, date=now)
    connection.deliver(built, message.recipient, parse_sender(sender).addr_spec)


def _mark_sent(message: Message, now: datetime) -> None:
    _settle(message, state=MessageState.SENT, sent_at=now, last_error="")


def _postpone(message: Message, problem: str, now: datetime) -> bool:
    """Try again later; False when that was the last attempt."""
    if message.attempts > len(RETRY_AFTER):
        _fail(message, problem)
        return False
    due_at = now + RETRY_AFTER[message.attempts - 1]
    _settle(message, state=MessageState.PENDING, due_at=due_at, last_error=problem[:500])
    return True


def _fail(message: Message, problem: str) -> None:
    log.warning("message %s failed for good", message.id)
    _settle(message, state=MessageState.FAILED, last_error=problem[:500])


def _settle(message: Message, **values: Any) -> None:
    with transaction():
        db.session.execute(
            update(Message)
            .where(
                Message.id == message.id,
                Message.state == MessageState.SENDING,
                # Not a claim that another worker made since, when this one was too slow.
                Message.claimed_at == message.claimed_at,
            )
            .values(claimed_at=None, **values)
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
