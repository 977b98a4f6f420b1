"""The desk: what coordinators see, plan and decide. URLs are Dutch, as all addresses here."""

from flask import Blueprint

from app.web import words

bp = Blueprint("desk", __name__)
bp.context_processor(lambda: {"words": words})

from app.web.desk import (  # noqa: E402  # the views need the blueprint
    admin,
    cancelling,
    edition,
    importing,
    mailings,
    participants,
    people,
    planning,
    reporting,
    settings,
    telling,
    today,
)
from app.web.desk.changes import place, postpone, trainer, undo  # noqa: E402  # the same

__all__ = [
    "admin",
    "bp",
    "cancelling",
    "edition",
    "importing",
    "mailings",
    "participants",
    "people",
    "place",
    "planning",
    "postpone",
    "reporting",
    "settings",
    "telling",
    "today",
    "trainer",
    "undo",
]
