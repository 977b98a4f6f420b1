"""The personal calendar link: made by a button, shown once, ended by another button."""

from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.services.telling import personal_feed as service
from app.web.access import Who, enter
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
    # Not url_for: a proxy may know the site by another name than people do.
    address = f"{settings().base_url}{url_for('participant.feed', key=key)}"
    return render_template(
        "participant/calendar_link.html",
        address=address,
        app_address=f"webcal://{address.partition('://')[2]}",
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
    octets = service.calendar(key, clock.now())
    if octets is None:
        # The same for a wrong key, a revoked one and no key at all.
        return Response("There is no such calendar.\n", 404, content_type="text/plain")
    response = Response(octets, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response.headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    response.cache_control.private = True
    response.cache_control.no_cache = True
    response.set_etag(sha256(octets).hexdigest())
    return response.make_conditional(request.environ)
