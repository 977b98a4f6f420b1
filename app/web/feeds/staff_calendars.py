"""Calendars of staff, at addresses that only their owners know."""

from flask import Response
from flask_babel import gettext as _

from app.extensions import clock
from app.services.calendars import staff_feed
from app.services.calendars.staff_feed import Words
from app.web.access import Who, enter
from app.web.answers import private_calendar
from app.web.feeds import bp


@bp.get("/agenda/medewerker/<key>.ics")
@enter(Who.LINK_HOLDER)
def staff_calendar(key: str) -> Response:
    """A trainer's own meetings, or the editions of a team."""
    words = Words(
        draft=_("Draft"),
        cancelled=_("Cancelled"),
        decision=_("Decision date"),
        own=_("My meetings"),
        all_teams=_("All teams"),
    )
    return private_calendar(staff_feed.calendar(key, clock.now(), words))
