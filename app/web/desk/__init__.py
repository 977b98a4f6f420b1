"""The desk: what coordinators see, plan and decide. URLs are Dutch, as all addresses here."""

from flask import Blueprint

from app.web import words

bp = Blueprint("desk", __name__)
bp.context_processor(lambda: {"words": words})

from app.web.desk import (  # noqa: E402  # the views need the blueprint
    admin,
    bookkeeping,
    decisions,
    edition,
    editions,
    inquiries,
    mailings,
    messages,
    participants,
    planning,
    questions,
    quotes,
    recommendation,
    report,
    today,
    trainings,
)

__all__ = [
    "admin",
    "bookkeeping",
    "bp",
    "decisions",
    "edition",
    "editions",
    "inquiries",
    "mailings",
    "messages",
    "participants",
    "planning",
    "questions",
    "quotes",
    "recommendation",
    "report",
    "today",
    "trainings",
]
