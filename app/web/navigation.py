"""The main menu of staff: what this role may enter."""

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.rules.access import Actor
from app.rules.states import Role


def work_navigation() -> list[tuple[str, str, bool]]:
    """(endpoint, label, whether we are there) of each section; its pages lie below it."""
    if not current_user.is_authenticated:
        return []
    actor: Actor = current_user.actor
    items = [("trainer.meetings", _("My meetings"))]
    if actor.is_coordinator:
        items = [
            ("desk.today", _("Today")),
            ("desk.editions", _("Editions")),
            ("desk.trainings", _("Trainings")),
            ("desk.quotes", _("Quotes")),
            ("desk.messages", _("Messages")),
            ("desk.latest_report", _("Quality report")),
            *(items if Role.TRAINER in actor.roles else []),
        ]
    return [
        (endpoint, label, request.path.startswith(url_for(endpoint))) for endpoint, label in items
    ]
