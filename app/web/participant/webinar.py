"""The personal way into a webinar."""

from flask import abort, flash, make_response, redirect, render_template, url_for
from werkzeug.urls import iri_to_uri
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.rules.errors import RuleBroken
from app.rules.states import RegistrationState
from app.services.attending.arrival import join as note_and_find
from app.web.access import Who, enter
from app.web.loading import held_registration
from app.web.participant import bp
from app.web.participant.seat import way_in as way_into
from app.web.sentences import sentence


@bp.get("/inschrijving/<public_id>/webinar/<int:meeting_id>")
@enter(Who.LINK_HOLDER)
def way_in(public_id: str, meeting_id: int) -> str | Response:
    """The page that the mails before a webinar lead to: one button, or from when there is one.

    The button goes in, never the link: programs that look at mails open links too.
    """
    registration, now = held_registration(public_id), clock.now()
    if registration.state is RegistrationState.REGISTERED:
        for meeting in registration.edition.meetings:
            way = way_into(meeting, now) if meeting.id == meeting_id else None
            if way is not None:
                return render_template(
                    "participant/way_in.html", registration=registration, meeting=meeting, way=way
                )
    # The page of the registration says how things stand since the mail was sent.
    return redirect(url_for("participant.mine", public_id=public_id), 303)


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
