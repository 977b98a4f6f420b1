"""Opening a signed link, and asking for a lost one."""

from flask import abort, redirect, render_template, request, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import EmailField

from app.extensions import clock, settings, transaction
from app.queries.registering.registration import link_expires_at
from app.services.registering.link import registration_of
from app.services.registering.sign_in import send_link
from app.web.access import Who, enter
from app.web.forms import BaseForm, Required, at_most, email_address
from app.web.language import current_language, follow_mail
from app.web.loading import hold
from app.web.participant import bp


class LostLinkForm(BaseForm):
    """The address that somebody registered with."""

    email = EmailField(_l("E-mail address"), [Required(), at_most(254), email_address()])


@bp.get("/i/<token>")
@enter(Who.LINK_HOLDER)
def open_link(token: str) -> Response:
    """Take the key out of the address: this browser keeps it, the page that follows has none."""
    registration = registration_of(token)
    if registration is None:
        abort(410)
    if clock.now() >= link_expires_at(registration, settings().link_valid_days):
        abort(410)
    hold(registration)
    follow_mail(registration.language)
    if "kan-niet" in request.args:
        # From a mail about new dates: the page with the one button, and what it costs.
        leave = url_for("participant.withdraw", public_id=registration.public_id)
        return redirect(leave, 303)
    if "agenda" in request.args:
        # From a mail about many dates: the file with all of them.
        file = url_for("participant.calendar", public_id=registration.public_id)
        return redirect(file, 303)
    if "kom-je" in request.args:
        # From the mail after a 'no' in a calendar: the page with its two answers.
        return redirect(url_for("participant.coming", public_id=registration.public_id), 303)
    webinar = request.args.get("webinar", type=int)
    if webinar is not None:
        # From a reminder: the page with the one button that takes somebody in.
        page = url_for("participant.way_in", public_id=registration.public_id, meeting_id=webinar)
        return redirect(page, 303)
    chosen = request.args.get("editie", type=int)
    part = "attest" if "attest" in request.args else None
    mine = url_for(
        "participant.mine", public_id=registration.public_id, editie=chosen, _anchor=part
    )
    return redirect(mine, 303)


@bp.route("/mijn-inschrijving", methods=["GET", "POST"])
@enter(Who.EVERYBODY)
def lost_link() -> str | tuple[str, int] | Response:
    """Ask for the links to everything that an address is registered for."""
    form = LostLinkForm()
    if form.validate_on_submit():
        with transaction():
            send_link(form.email.data, clock.now(), current_language())
        return redirect(url_for("participant.link_sent"), 303)
    page = render_template("participant/lost_link.html", form=form)
    return (page, 422) if form.is_submitted() else page


@bp.get("/mijn-inschrijving/verstuurd")
@enter(Who.EVERYBODY)
def link_sent() -> str:
    """The same answer for every address, so that it tells nothing about anybody."""
    return render_template("participant/link_sent.html")
