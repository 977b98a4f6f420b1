"""Asking the organisers something about a registration."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from app.extensions import clock, transaction
from app.queries.registering.inquiry import of_registration
from app.rules.errors import RuleBroken
from app.services.registering import inquiry as service
from app.web.access import Who, enter
from app.web.forms import BaseForm, Required, at_most, checks_its_own_token
from app.web.loading import held_registration
from app.web.participant import bp
from app.web.sentences import explain


class InquiryForm(BaseForm):
    """A question in somebody's own words."""

    text = TextAreaField(_l("Your question"), [Required(), at_most(2000)])


@bp.route("/inschrijving/<public_id>/vraag", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
@checks_its_own_token
def inquire(public_id: str) -> str | tuple[str, int] | Response:
    """Ask the team something; the answer comes by mail."""
    registration = held_registration(public_id)
    form = InquiryForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.ask(registration, form.text.data or "", clock.now())
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("Your question is on its way. The answer comes by mail."))
            return redirect(url_for("participant.mine", public_id=public_id), 303)
    page = render_template(
        "participant/inquiry.html",
        form=form,
        registration=registration,
        asked=of_registration(registration.id),
    )
    return (page, 422) if form.errors else page
