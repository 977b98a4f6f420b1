"""Evaluations. Tickets and responses are built so that nothing links one to the other.

They share no key. The keys are random and, on SQLite, the rows lie in the order of those keys
(WITHOUT ROWID), so their place tells no order. Neither table holds a moment. When a response comes
in, the service writes all tickets, responses and quotes of the edition anew, so that what a
database keeps about a row (PostgreSQL's xmin and place in the file) is the same for each.
"""

from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.offer import Edition
from app.models.registration import Registration
from app.models.types import states
from app.rules.states import QuoteConsent, QuoteState

UNORDERED = {"sqlite_with_rowid": False}


class EvaluationTicket(Model):
    """The right of one participant to fill in the form once."""

    __tablename__ = "evaluation_tickets"
    __table_args__ = UNORDERED

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey("registrations.id"), unique=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    asked_on: Mapped[date] = mapped_column(Date)
    used: Mapped[bool] = mapped_column(default=False)

    registration: Mapped[Registration] = relationship()


class EvaluationResponse(Model):
    """What one participant answered: `answers` maps a question to a point from 1 to 5."""

    __tablename__ = "evaluation_responses"
    __table_args__ = UNORDERED

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"), index=True)
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    takeaway: Mapped[str] = mapped_column(Text, default="")
    improvement: Mapped[str] = mapped_column(Text, default="")


class Quote(Model):
    """A sentence that may be published; `published` is the text as the coordinator shortened it."""

    __tablename__ = "quotes"
    __table_args__ = (Index("ix_quotes_edition_id_state", "edition_id", "state"), UNORDERED)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id"))
    text: Mapped[str] = mapped_column(Text)
    published: Mapped[str] = mapped_column(Text)
    consent: Mapped[QuoteConsent] = mapped_column(states(QuoteConsent, "consent"))
    state: Mapped[QuoteState] = mapped_column(
        states(QuoteState, "state"), default=QuoteState.PENDING
    )
    judged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    edition: Mapped[Edition] = relationship()
