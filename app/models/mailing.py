"""What a coordinator writes to people of an edition."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.offer import Edition, Meeting
from app.models.staff import User
from app.models.types import UTCDateTime, states
from app.rules.telling.mailing import LONGEST_SUBJECT, Audience, MailingState


class Mailing(Model):
    """One text for many people, who are looked up at the moment of sending.

    `body` is Markdown with the fields of `rules.telling.mailing`. `chosen` are ids of
    registrations, for the audience of that name; `meeting_id` is the meeting that the absent
    missed. `language` is the one that the text is written in. `sent_to` is how many people it
    went to.
    """

    __tablename__ = "mailings"
    __table_args__ = (
        Index("ix_mailings_state_send_at", "state", "send_at"),
        CheckConstraint("state <> 'planned' OR send_at IS NOT NULL", name="planned"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint("(sent_at IS NULL) = (sent_to IS NULL)", name="sent_to"),
        CheckConstraint("(audience = 'absent') = (meeting_id IS NOT NULL)", name="meeting"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    audience: Mapped[Audience] = mapped_column(states(Audience, "audience"))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meetings.id"))
    chosen: Mapped[list[int]] = mapped_column(JSON, default=list)
    language: Mapped[str] = mapped_column(String(5))
    subject: Mapped[str] = mapped_column(String(LONGEST_SUBJECT))
    body: Mapped[str] = mapped_column(Text)
    replies_to_author: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MailingState] = mapped_column(
        states(MailingState, "state"), default=MailingState.DRAFT
    )
    send_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    sent_to: Mapped[int | None] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)

    edition: Mapped[Edition] = relationship()
    author: Mapped[User] = relationship()
    meeting: Mapped[Meeting | None] = relationship()
