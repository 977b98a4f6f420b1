"""The main menu of staff: what this role may enter; and the way back from the language switch."""

from flask import current_app, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from app.rules.access import Actor
from app.rules.states import Role

#: Pages that belong to a section, and have an address beside it.
_ALSO_BELOW = {
    "desk.today": ("/werk/beslissingen",),
    "desk.editions": ("/werk/inlezen",),
    "desk.messages": ("/werk/vragen",),
    "desk.search": ("/werk/mensen", "/werk/organisaties"),
}


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
            ("desk.search", _("Search")),
            ("desk.bookkeeping", _("Bookkeeping")),
            ("desk.latest_report", _("Quality report")),
            *(items if Role.TRAINER in actor.roles else []),
            *([("desk.administration", _("Administration"))] if actor.is_administrator else []),
        ]
    return [
        (
            endpoint,
            label,
            request.path.startswith((url_for(endpoint), *_ALSO_BELOW.get(endpoint, ()))),
        )
        for endpoint, label in items
    ]


def page_to_return_to() -> str:
    """The address, with its question, that shows this page again.

    What answers a POST cannot always be asked for: then it is the nearest page above it that can.
    """
    question = request.query_string.decode("ascii", "replace")
    if request.method in ("GET", "HEAD") and request.url_rule is not None:
        return f"{request.path}?{question}" if question else request.path
    adapter = current_app.create_url_adapter(request)
    path = request.path
    while path and adapter is not None and "GET" not in adapter.allowed_methods(path):
        path = path.rpartition("/")[0]
    return path or url_for("public.catalogue")
