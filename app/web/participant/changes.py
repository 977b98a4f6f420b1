"""Changing a registration and giving it up, with a page in between that says what it costs."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.extensions import clock, settings, transaction
from app.rules.errors import RuleBroken
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.rules.withdrawal import cost_today
from app.rules.workdays import local_date
from app.services import holidays
from app.services import registration as service
from app.web.access import Who, enter
from app.web.forms import BaseForm, checks_its_own_token
from app.web.loading import held_registration
from app.web.participant import bp
from app.web.public.forms import PersonForm
from app.web.public.terms import dated_terms
from app.web.sentences import explain, sentence

Page = str | tuple[str, int] | Response


class WithdrawalForm(BaseForm):
    """The cost that the person saw when deciding, in eurocents."""

    cost = HiddenField()


_DETAILS = ("name", "email", "function", "organisation", "organisation_type")


@bp.route("/inschrijving/<public_id>/wijzigen", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
@checks_its_own_token
def change(public_id: str) -> Page:
    """Change the details; with the address of a colleague, the place becomes the colleague's."""
    now = clock.now()
    registration = held_registration(public_id)
    if registration.state not in LIVE_REGISTRATIONS:
        return redirect(url_for("participant.mine", public_id=public_id), 303)
    details = {name: getattr(registration, name) for name in _DETAILS}
    details["needs"] = registration.needs.needs if registration.needs else ""
    form = PersonForm(data=details)
    form.offer_types(registration.organisation_type)
    if form.validate_on_submit():
        version = registration.link_version
        try:
            with transaction():
                service.change(registration, form.person(registration.language), now)
        except RuleBroken as error:
            explain(form, error)
        else:
            return _changed(public_id, form.email.data, registration.link_version != version)
    page = render_template(
        "participant/change.html",
        form=form,
        registration=registration,
        erase_days=settings().needs_erase_days,
    )
    return (page, 422) if form.is_submitted() else page


def _changed(public_id: str, email: str, new_address: bool) -> Response:
    if new_address:
        # The place may be a colleague's now: only the new address gets a link that opens it.
        flash(
            _(
                "It is changed. The confirmation with a new link is on its way to %(email)s; "
                "older links no longer work.",
                email=email,
            )
        )
        return redirect(url_for("public.catalogue"), 303)
    flash(_("Your details are changed."))
    return redirect(url_for("participant.mine", public_id=public_id), 303)


@bp.route("/inschrijving/<public_id>/annuleren", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
def withdraw(public_id: str) -> Page:
    """Give up a place, or one's turn on the waiting list, knowing what it costs today."""
    now = clock.now()
    registration = held_registration(public_id)
    if registration.state not in LIVE_REGISTRATIONS:
        return redirect(url_for("participant.mine", public_id=public_id), 303)
    first = registration.edition.first_meeting
    days_off = holidays.around(local_date(first.starts_at))
    steps = service.withdrawal_steps(registration, days_off)
    cost = cost_today(steps, local_date(now))
    form = WithdrawalForm()
    agreed = form.validate_on_submit() and form.cost.data == str(cost)
    if agreed:
        try:
            with transaction():
                service.withdraw(registration, now, days_off)
        except RuleBroken as error:
            flash(sentence(error), "error")
        return redirect(url_for("participant.mine", public_id=public_id), 303)
    asked_again = form.is_submitted()
    form.cost.data = str(cost)
    page = render_template(
        "participant/withdraw.html",
        form=form,
        registration=registration,
        waiting=registration.state is not RegistrationState.REGISTERED,
        started=now >= first.starts_at,
        terms=dated_terms(steps, registration.price_cents, local_date(now)),
        asked_again=asked_again,
    )
    return (page, 409) if asked_again else page
