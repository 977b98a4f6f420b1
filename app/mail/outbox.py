"""The outbox: put a rendered mail in a row, once, in the transaction of what it tells about."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db, ring_after_commit, settings
from app.mail.mime import Mail, new_message_id
from app.models import Message
from app.rules.states import MessageState


def enqueue(
    mail: Mail,
    *,
    dedupe_key: str,
    now: datetime,
    edition_id: int | None = None,
    registration_id: int | None = None,
    calendar_uid: str | None = None,
    calendar_sequence: int | None = None,
) -> Message | None:
    """Put `mail` in the outbox; None when the same `dedupe_key` was put there before.

    Writers of one edition wait for each other, so looking first is safe there; elsewhere the
    UNIQUE constraint on the key stops a second row and with it the whole transaction.
    """
    known = db.session.scalar(select(Message.id).where(Message.dedupe_key == dedupe_key))
    if known is not None:
        return None
    calendar = mail.calendar
    message = Message(
        kind=mail.kind,
        dedupe_key=dedupe_key,
        edition_id=edition_id,
        registration_id=registration_id,
        recipient_name=mail.recipient_name,
        recipient=mail.recipient,
        language=mail.language,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        links=dict(mail.links),
        calendar=None if calendar is None else calendar.content.decode(),
        calendar_method=None if calendar is None else calendar.method,
        calendar_uid=calendar_uid,
        calendar_sequence=calendar_sequence,
        message_id=new_message_id(settings().mail_domain),
        state=MessageState.PENDING,
        due_at=now,
        created_at=now,
    )
    db.session.add(message)
    db.session.flush()
    ring_after_commit()
    return message
