"""Whether our mail arrives: what was found last, and the trial invitations that were sent."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.staff import User
from app.models.types import UTCDateTime


class DeliverabilityReport(Model):
    """What a check of the sender's domain and of the mail server found; the last one is kept.

    `findings` are (verdict, facts) as `rules.delivering.finding.Finding` has them.
    """

    __tablename__ = "deliverability_reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    domain: Mapped[str] = mapped_column(String(255))
    findings: Mapped[list[list[Any]]] = mapped_column(JSON)
    checked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    checked_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    checked_by: Mapped[User] = relationship()


class TrialInvitation(Model):
    """An invitation for a meeting that does not exist, to see what a calendar makes of it.

    `sequence` tells how far it is: 0 invited, 1 moved, 2 cancelled.
    """

    __tablename__ = "trial_invitations"
    __table_args__ = (CheckConstraint("sequence BETWEEN 0 AND 2", name="sequence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    uid: Mapped[str] = mapped_column(String(255), unique=True)
    sequence: Mapped[int] = mapped_column(Integer, default=0)
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(5))
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)

    sent_by: Mapped[User] = relationship()
