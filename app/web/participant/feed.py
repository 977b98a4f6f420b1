"""The personal calendar link: made by a button, shown once, ended by another button."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.services.calendars import personal_feed as service
from app.web.access import Who, enter
from app.web.addresses import absolute
from app.web.answers import private_calendar
from app.web.loading import signed_in
from app.web.participant import bp


@bp.post("/mijn-vormingen/agenda")
@enter(Who.LINK_HOLDER)
def make_feed() -> str | Response:
    """Make a new calendar link and show it, this once; an earlier one stops working."""
    who = signed_in()
    if who is None:
        return redirect(url_for("participant.lost_link"), 303)
    with transaction():
        key = service.make(who, clock.now())
    return render_template(
        "participant/calendar_link.html", address=absolute("participant.feed", key=key)
    )


@bp.post("/mijn-vormingen/agenda/stoppen")
@enter(Who.LINK_HOLDER)
def stop_feed() -> Response:
    """Let the calendar link work no more."""
    who = signed_in()
    if who is None:
        return redirect(url_for("participant.lost_link"), 303)
    with transaction():
        service.revoke(who.email_key, clock.now())
    flash(_("Your calendar link no longer works. What your calendar read before stays there."))
    return redirect(url_for("participant.my_trainings"), 303)


@bp.get("/agenda/<key>.ics")
@enter(Who.LINK_HOLDER)
def feed(key: str) -> Response:
    """The calendar behind such a link, for the programs that read it each hour or so."""
    return private_calendar(service.calendar(key, clock.now()))
