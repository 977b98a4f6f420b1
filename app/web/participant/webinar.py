"""The personal way into a webinar."""

from flask import abort, flash, make_response, redirect, render_template, url_for
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.rules.errors import RuleBroken
from app.services.attending.arrival import join as note_and_find
from app.web.access import Who, enter
from app.web.loading import held_registration
from app.web.participant import bp
from app.web.sentences import sentence


@bp.post("/inschrijving/<public_id>/webinar/<int:meeting_id>")
@enter(Who.LINK_HOLDER)
def join(public_id: str, meeting_id: int) -> Response:
    """Note that the person comes in, and send the browser on to the webinar.

    Not by a redirect: our policy lets no form lead elsewhere, and browsers hold redirects to it.
    """
    registration = held_registration(public_id)
    try:
        with transaction():
            address = note_and_find(registration, meeting_id, clock.now())
    except LookupError:
        abort(404)
    except RuleBroken as error:
        flash(sentence(error), "error")
        return redirect(url_for("participant.mine", public_id=public_id), 303)
    page = render_template("participant/webinar.html", registration=registration, address=address)
    response = make_response(page)
    response.headers["Refresh"] = f"0; url={iri_to_uri(address)}"
    return response
