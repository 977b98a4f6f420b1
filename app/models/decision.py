"""Decisions about editions, and the history of every change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.staff import User
from app.models.types import UTCDateTime, states
from app.rules.states import DecisionOutcome


class Decision(Model):
    """Go ahead, extend or cancel: by whom (None: by the rule), when, why, at which count."""

    __tablename__ = "decisions"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    outcome: Mapped[DecisionOutcome] = mapped_column(states(DecisionOutcome, "outcome"))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    count: Mapped[int] = mapped_column(Integer)
    minimum: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    extended_to: Mapped[date | None] = mapped_column(Date)

    decided_by: Mapped[User | None] = relationship()


class HistoryEntry(Model):
    """One change: what happened to which edition or registration, when and by whom.

    `actor_id` None: a participant, or the rule when `action` says so. `facts` are the values that
    the sentence about it mentions.
    """

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    action: Mapped[str] = mapped_column(String(60))
    edition_id: Mapped[int | None] = mapped_column(ForeignKey("editions.id"), index=True)
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    actor: Mapped[User | None] = relationship()
