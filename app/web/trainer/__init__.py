"""The pages of trainers: own meetings, attendance, evaluations. Coordinators use them as well."""

from flask import Blueprint

from app.web import words

bp = Blueprint("trainer", __name__)
bp.context_processor(lambda: {"words": words})

from app.web.trainer import attendance, evaluation, meetings  # noqa: E402  # they need bp

__all__ = ["attendance", "bp", "evaluation", "meetings"]
