"""The outbox: a mail is a row, written in the transaction of the change that it tells about."""

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.offer import Edition
from app.models.registration import Registration
from app.models.types import UTCDateTime, states
from app.rules.states import MessageState
from app.rules.telling.outbox import Priority

_WAITING = text("state = 'pending'")


class Message(Model):
    """One mail to one person, rendered, with its way through the mail server.

    `dedupe_key` is unique: the same thing is never told twice. `links` maps each placeholder in
    the texts to what it opens; the signed address is only made when the mail leaves, so that no
    key to anything lies in the table. `message_id` stays the same over retries. Messages of one
    calendar entry leave in the order of their ids, and (uid, SEQUENCE, method) is unique. `due_at`
    is the moment of the next attempt. What is due leaves by `priority` (a number of
    `rules.telling.outbox.Priority`, the lowest first), then by id. `domain` is that of the
    recipient, in lower case. Answers go to `reply_to`, empty: to the sender.
    `in_reply_to` is the Message-ID of the first mail to this person about this registration, empty
    in that mail itself. `unsubscribe` is the placeholder, one of `links`, of the address that ends
    such mails; empty where nothing can be ended.
    `not_after`: what it says is over then, and it does not leave any more; None: it always makes
    sense. `recipient_key` is the normalised `recipient`, by which people are told apart.
    `bounced_at`: when it came back, after a mail server had taken it. `reported_at`: when the team
    was told that it did not arrive.
    """

    __tablename__ = "messages"
    __table_args__ = (
        Index("ix_messages_state_due_at", "state", "due_at"),
        # What waits, in the order in which it leaves: old rows cost nothing.
        Index(
            "ix_messages_waiting",
            "priority",
            "id",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
        Index(
            "uq_messages_calendar",
            "calendar_uid",
            "calendar_sequence",
            "calendar_method",
            unique=True,
        ),
        CheckConstraint("attempts >= 0", name="attempts"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint("(state = 'sending') = (claimed_at IS NOT NULL)", name="claimed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), index=True)
    dedupe_key: Mapped[str] = mapped_column(String(200), unique=True)
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    recipient_name: Mapped[str] = mapped_column(String(200))
    recipient: Mapped[str] = mapped_column(String(254))
    recipient_key: Mapped[str] = mapped_column(
        String(254), default="", server_default="", index=True
    )
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    reply_to: Mapped[str] = mapped_column(String(254), default="", server_default="")
    in_reply_to: Mapped[str] = mapped_column(String(255), default="", server_default="")
    unsubscribe: Mapped[str] = mapped_column(String(255), default="", server_default="")
    links: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    calendar: Mapped[str | None] = mapped_column(Text)
    calendar_method: Mapped[str | None] = mapped_column(String(10))
    calendar_uid: Mapped[str | None] = mapped_column(String(255))
    calendar_sequence: Mapped[int | None] = mapped_column(Integer)
    message_id: Mapped[str] = mapped_column(String(255), unique=True)
    state: Mapped[MessageState] = mapped_column(
        states(MessageState, "state"), default=MessageState.PENDING
    )
    priority: Mapped[int] = mapped_column(
        SmallInteger, default=Priority.SOON, server_default=str(Priority.SOON)
    )
    domain: Mapped[str] = mapped_column(String(255), default="", server_default="")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    not_after: Mapped[datetime | None] = mapped_column(UTCDateTime)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(String(500), default="")
    bounced_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    edition: Mapped[Edition | None] = relationship()
    registration: Mapped[Registration | None] = relationship()


class DomainPause(Model):
    """A mail domain that said "not now": it is left alone `until` then, the longer the more
    `failures` there were in a row, the first of them at `since`. One message that it takes ends
    the row.
    """

    __tablename__ = "domain_pauses"

    domain: Mapped[str] = mapped_column(String(255), primary_key=True)
    failures: Mapped[int]
    since: Mapped[datetime] = mapped_column(UTCDateTime)
    until: Mapped[datetime] = mapped_column(UTCDateTime)


class MailPace(Model):
    """The one row at which all workers keep the pace: none claims a message before `free_at`."""

    __tablename__ = "mail_pace"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    free_at: Mapped[datetime] = mapped_column(UTCDateTime)


class Heartbeat(Model):
    """When a background process last said that it lives."""

    __tablename__ = "heartbeats"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    beat_at: Mapped[datetime] = mapped_column(UTCDateTime)
