"""Decisions about editions, what forecasts rest on, and the history of every change."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    Integer,
    String,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.offer import Edition
from app.models.staff import User
from app.models.types import UTCDateTime, states
from app.rules.states import DecisionOutcome


class Decision(Model):
    """What was decided about an edition: by whom (None: by the rule), when, why, at which count.

    `forecast_chance` (0 to 1), `forecast_low` and `forecast_high` (registrations on the decision
    date) are the forecast that the desk showed then, None when it showed none. `extended_to` is the
    new decision date, if there is one, and `postponed_to` the new day of the first meeting;
    `previous_on` is the date that it comes instead of. `sent` counts the messages of each kind that
    left because of it, None for a decision of before this was recorded.

    A record is read back for ever: it is written once, never changed and never deleted.
    """

    __tablename__ = "decisions"
    __table_args__ = (
        CheckConstraint("forecast_chance BETWEEN 0 AND 1", name="forecast_chance"),
        CheckConstraint(
            "(forecast_chance IS NULL) = (forecast_low IS NULL)"
            " AND (forecast_chance IS NULL) = (forecast_high IS NULL)",
            name="forecast",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    outcome: Mapped[DecisionOutcome] = mapped_column(states(DecisionOutcome, "outcome"))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    count: Mapped[int] = mapped_column(Integer)
    minimum: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    extended_to: Mapped[date | None] = mapped_column(Date)
    previous_on: Mapped[date | None] = mapped_column(Date)
    postponed_to: Mapped[date | None] = mapped_column(Date)
    forecast_chance: Mapped[float | None] = mapped_column(Float)
    forecast_low: Mapped[int | None] = mapped_column(Integer)
    forecast_high: Mapped[int | None] = mapped_column(Integer)
    sent: Mapped[dict[str, int] | None] = mapped_column(
        JSON(none_as_null=True), active_history=True
    )

    decided_by: Mapped[User | None] = relationship()
    edition: Mapped[Edition] = relationship()


def _only_what_was_sent(_mapper: object, _connection: object, decision: Decision) -> None:
    changes = {a.key: a.history for a in inspect(decision).attrs if a.history.has_changes()}
    sent = changes.pop("sent", None)
    if changes or (sent and any(old is not None for old in sent.deleted)):
        raise TypeError(f"decision {decision.id} is a record: it never changes")


def _never_deleted(_mapper: object, _connection: object, decision: Decision) -> None:
    raise TypeError(f"decision {decision.id} is a record: it is never deleted")


event.listen(Decision, "before_update", _only_what_was_sent)
event.listen(Decision, "before_delete", _never_deleted)


class BookingCurve(Model):
    """How the registrations of one edition came in: kept when it is decided, for the forecast.

    `counts` are the active registrations on `decision_on`, one day before it, and so on, for `days`
    days; none (0) when nobody could be seen to register before that date. They stand on their own:
    erasing people later changes nothing.
    """

    __tablename__ = "booking_curves"
    __table_args__ = (CheckConstraint("days >= 0", name="days"),)

    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True
    )
    decision_on: Mapped[date] = mapped_column(Date)
    minimum: Mapped[int] = mapped_column(Integer)
    capacity: Mapped[int] = mapped_column(Integer)
    days: Mapped[int] = mapped_column(Integer)
    counts: Mapped[list[int]] = mapped_column(JSON)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)


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
