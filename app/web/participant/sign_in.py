"""Signing in to 'my trainings' by the link in a mail, and signing out."""

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.queries.registering.sign_in import by_public_id
from app.rules.registering.sign_in import link_opens
from app.services.registering import sign_in as service
from app.services.registering.link import sign_in_of
from app.web.access import Who, enter
from app.web.language import follow_mail
from app.web.loading import sign_in_browser, sign_out_browser, signed_in
from app.web.participant import bp
from app.web.participant.evaluation import hold_ticket
from app.web.participant.handed_over import forget_hand_over

_OPENED = "sign_in_link"


@bp.get("/m/<token>")
@enter(Who.LINK_HOLDER)
def open_sign_in(token: str) -> Response:
    """Take the key out of the address. Mail scanners open links too: a button does the rest."""
    opened = sign_in_of(token)
    if opened is None:
        abort(410)
    session[_OPENED] = opened.public_id
    follow_mail(opened.language)
    return redirect(url_for("participant.sign_in"), 303)


@bp.route("/mijn-vormingen/aanmelden", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
def sign_in() -> str | Response:
    """The button that signs this browser in with the link that it opened."""
    opened = by_public_id(session.get(_OPENED, ""))
    now = clock.now()
    if opened is not None and request.method == "POST":
        with transaction():
            good = service.start(opened, now)
        if good:
            session.pop(_OPENED)
            sign_in_browser(opened.public_id)
            return redirect(url_for("participant.my_trainings"), 303)
    if opened is None or not link_opens(opened.link_expires_at, opened.ended_at, now):
        # A double click or the Back button comes here after it worked.
        if signed_in() is not None:
            return redirect(url_for("participant.my_trainings"), 303)
        abort(410)
    return render_template(
        "participant/sign_in.html", email=opened.email, hours=settings().sign_in_hours
    )


@bp.post("/mijn-vormingen/afmelden")
@enter(Who.LINK_HOLDER)
def sign_out() -> Response:
    """End the sign-in, so that a copy of the cookie opens nothing any more.

    Nor does the next person at this computer find a link or a form that was opened and not used.
    """
    who = signed_in()
    if who is not None:
        with transaction():
            service.end(who, clock.now())
    sign_out_browser()
    session.pop(_OPENED, None)
    hold_ticket(None)
    forget_hand_over()
    flash(_("You are signed out. This browser shows your trainings no more."))
    return redirect(url_for("public.catalogue"), 303)
