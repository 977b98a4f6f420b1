"""The desk: what coordinators see, plan and decide. URLs are Dutch, as all addresses here."""

from flask import Blueprint

from app.web import words

bp = Blueprint("desk", __name__)
bp.context_processor(lambda: {"words": words})

from app.web.desk import (  # noqa: E402  # the views need the blueprint
    admin,
    ahead,
    bookkeeping,
    cancelling,
    decisions,
    edition,
    editions,
    importing,
    inquiries,
    mailings,
    messages,
    participants,
    people,
    planning,
    questions,
    quotes,
    recommendation,
    report,
    settings,
    today,
    trainings,
)
from app.web.desk.changes import place, postpone, trainer, undo  # noqa: E402  # the same

__all__ = [
    "admin",
    "ahead",
    "bookkeeping",
    "bp",
    "cancelling",
    "decisions",
    "edition",
    "editions",
    "importing",
    "inquiries",
    "mailings",
    "messages",
    "participants",
    "people",
    "place",
    "planning",
    "postpone",
    "questions",
    "quotes",
    "recommendation",
    "report",
    "settings",
    "today",
    "trainer",
    "trainings",
    "undo",
]
