"""Every message of a cancellation as it would be sent, without sending one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.extensions import db
from app.models import Message
from app.rules.states import CancelReason
from app.services.deciding import minimum
from app.services.deciding.cancelling import Words
from app.services.registering.link import masked


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A message as it would be sent."""

    kind: str
    name: str
    address: str
    subject: str
    text: str


def rehearse(
    edition_id: int, cause: CancelReason, note: str, words: Words, now: datetime, link: str
) -> list[Rehearsed]:
    """Cancel, read what stands in the outbox, and take all of it back.

    Personal links read as `link`. Raises what `minimum.cancel` raises.
    """
    savepoint = db.session.begin_nested()
    try:
        before = db.session.scalar(select(func.max(Message.id))) or 0
        minimum.cancel(edition_id, cause, note, now, None, words)
        made = db.session.scalars(
            select(Message)
            .where(Message.edition_id == edition_id, Message.id > before)
            .order_by(Message.id)
        )
        return [
            Rehearsed(
                message.kind,
                message.recipient_name,
                message.recipient,
                message.subject,
                masked(message, message.text, link),
            )
            for message in made
        ]
    finally:
        savepoint.rollback()
