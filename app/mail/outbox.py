"""The outbox: put a rendered mail in a row, once, in the transaction of what it tells about."""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.extensions import db, insert, installation, ring_after_commit
from app.mail.mime import Mail, new_message_id
from app.models import Message
from app.rules.registering.registration import email_key
from app.rules.states import MessageState
from app.rules.telling.outbox import domain_of, priority_of


def holds(dedupe_key: str) -> bool:
    """Whether this was told already; certain under the lock of the edition that it is about."""
    return bool(held([dedupe_key]))


def held(dedupe_keys: Collection[str]) -> set[str]:
    """Which of these were told already."""
    found = db.session.scalars(
        select(Message.dedupe_key).where(Message.dedupe_key.in_(dedupe_keys))
    )
    return set(found)


def enqueue(
    mail: Mail,
    *,
    dedupe_key: str,
    now: datetime,
    edition_id: int | None = None,
    registration_id: int | None = None,
    entry: tuple[str, int] | None = None,
    reply_to: str = "",
    due_at: datetime | None = None,
    not_after: datetime | None = None,
) -> Message:
    """Put `mail` in the outbox; what is there already under this key stays, and is the answer.

    `entry` is the UID and the SEQUENCE of the calendar entry in it, for the order per UID. Answers
    go to `reply_to`, when that is given, instead of where the mail says. It leaves at `due_at`, or
    at once; from `not_after` on it does not leave any more, for what it says is over.
    Whoever may tell the same thing twice asks `holds` first, and spares rendering it. Of two who do
    so at once without a lock, the second waits for the first and then finds its row.
    """
    calendar = mail.calendar
    # What the row refers to must be there before it.
    db.session.flush()
    row = {
        "kind": mail.kind,
        "dedupe_key": dedupe_key,
        "edition_id": edition_id,
        "registration_id": registration_id,
        "recipient_name": mail.recipient_name,
        "recipient": mail.recipient,
        "recipient_key": email_key(mail.recipient),
        "language": mail.language,
        "subject": mail.subject,
        "text": mail.text,
        "html": mail.html,
        "reply_to": reply_to or mail.reply_to,
        "unsubscribe": mail.unsubscribe,
        "links": dict(mail.links),
        "calendar": None if calendar is None else calendar.content.decode(),
        "calendar_method": None if calendar is None else calendar.method,
        "calendar_uid": entry[0] if entry else None,
        "calendar_sequence": entry[1] if entry else None,
        "message_id": new_message_id(installation().mail_domain),
        "priority": priority_of(mail.kind),
        "domain": domain_of(mail.recipient),
        "state": MessageState.PENDING,
        "due_at": due_at or now,
        "not_after": not_after,
        "created_at": now,
    }
    # The row as parameters, so that the statement is the same each time and compiled once.
    made = insert(Message).values(in_reply_to=_first_told(registration_id, mail))
    unless_there = made.on_conflict_do_nothing(index_elements=["dedupe_key"])
    written = db.session.scalars(unless_there.returning(Message), row)
    message: Message | None = written.one_or_none()
    if message is None:
        return db.session.scalars(select(Message).where(Message.dedupe_key == dedupe_key)).one()
    for counter in db.session.info.get(_COUNTERS, ()):
        counter[mail.kind] += 1
    ring_after_commit()
    return message


def _first_told(registration_id: int | None, mail: Mail) -> Any:
    """The Message-ID of the first mail to this person about this registration, empty for none.

    Looked up by the INSERT itself, and kept, so that it is the same at each attempt to send. Who
    came in somebody's place starts anew: the first mail went to another address.
    """
    if registration_id is None:
        return ""
    first = (
        select(func.coalesce(func.nullif(Message.in_reply_to, ""), Message.message_id))
        .where(
            Message.registration_id == registration_id,
            Message.recipient_key == email_key(mail.recipient),
        )
        .order_by(Message.id)
        .limit(1)
    )
    return func.coalesce(first.scalar_subquery(), "")


_COUNTERS = "open_aanbod_outbox_counters"


@contextmanager
def counted() -> Iterator[Counter[str]]:
    """How many messages of each kind are put in the outbox meanwhile.

    Do not leave a savepoint inside by an error: what it took back stays counted.
    """
    counters: list[Counter[str]] = db.session.info.setdefault(_COUNTERS, [])
    counters.append(Counter())
    try:
        yield counters[-1]
    finally:
        counters.pop()
