"""Changing a registration and giving it up, with a page in between that says what it costs."""

from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms import HiddenField

from app.extensions import clock, settings, transaction
from app.rules.errors import Code, RuleBroken
from app.rules.registering.billing import sees_invoice
from app.rules.registering.withdrawal import cost_today
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.rules.workdays import local_date
from app.services import holidays
from app.services.registering import registration as service
from app.services.registering.sign_in import send_link
from app.services.registering.withdrawal import kept_cost, leaves_free, withdrawal_steps
from app.web.access import Who, enter
from app.web.forms import BaseForm, checks_its_own_token
from app.web.language import current_language
from app.web.loading import held_before, held_registration
from app.web.participant import bp
from app.web.participant.handed_over import handed_over_to
from app.web.public.forms import DETAILS, ParticipantForm, details_of, form_for
from app.web.public.meant import AsksAddress
from app.web.public.terms import dated_terms
from app.web.sentences import explain, sentence

if TYPE_CHECKING:
    from app.models import Registration

Page = str | tuple[str, int] | Response


class ChangeForm(AsksAddress, ParticipantForm):
    """What somebody told about themselves, changed by that person."""


class WithdrawalForm(BaseForm):
    """The cost that the person saw when deciding, in eurocents."""

    cost = HiddenField()


@bp.route("/inschrijving/<public_id>/wijzigen", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
@checks_its_own_token
def change(public_id: str) -> Page:
    """Change the details; with the address of a colleague, the place becomes the colleague's."""
    now = clock.now()
    if request.method == "POST" and (email := _changed_before(public_id)):
        return handed_over_to(email, colleague=False)
    registration = held_registration(public_id)
    if registration.state not in LIVE_REGISTRATIONS:
        return redirect(url_for("participant.mine", public_id=public_id), 303)
    form = _form_of(registration, data=details_of(registration))
    if form.validate_on_submit():
        version = registration.link_version
        try:
            with transaction():
                service.change(
                    registration, form.person(registration.language, kept=registration), now
                )
        except RuleBroken as error:
            if error.code is Code.ALREADY_REGISTERED:
                # Whoever types an address must not learn what its owner registered for.
                with transaction():
                    send_link(form.email.data, now, current_language())
                return handed_over_to(form.email.data, colleague=False)
            explain(form, error)
        else:
            if registration.link_version != version:
                return handed_over_to(form.email.data, colleague=False)
            flash(_("Your details are changed."))
            return redirect(url_for("participant.mine", public_id=public_id), 303)
    page = render_template(
        "participant/change.html",
        form=form,
        registration=registration,
        erase_days=settings().needs_erase_days,
    )
    return (page, 422) if form.is_submitted() else page


def _form_of(registration: "Registration", **values: Any) -> ChangeForm:
    known = registration.billing
    hidden = known is not None and not sees_invoice(
        registration.name, known.bill_to, known.vat_number
    )
    # Without a price the form asks for no invoice, and what is known of one stays.
    price_cents = 0 if hidden else registration.price_cents
    fitted = form_for(ChangeForm, registration.edition, price_cents=price_cents)
    form = fitted(**values)
    form.own_address = registration.email
    form.offer_types(registration.organisation_type, registration.region)
    # What was never asked, of somebody a colleague registered, is not demanded for a small change.
    form.demands_billing = registration.billing is not None
    return form


def _changed_before(public_id: str) -> str | None:
    """The new address when this very form was sent before: of a double click this answer shows."""
    registration = held_before(public_id)
    if registration is None:
        return None
    form = _form_of(registration)
    same = form.validate() and all(
        getattr(registration, name) == (form[name].data or "") for name in DETAILS
    )
    return registration.email if same else None


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
    steps = withdrawal_steps(registration, days_off)
    cost = cost_today(steps, local_date(now))
    form = WithdrawalForm()
    agreed = form.validate_on_submit() and form.cost.data == str(cost)
    if agreed:
        try:
            with transaction():
                service.withdraw(registration, now, days_off)
        except RuleBroken as error:
            if registration.state is not RegistrationState.WITHDRAWN:
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
        kept_cost=kept_cost(registration),
        free_today=leaves_free(registration, now),
        terms=dated_terms(steps, registration.price_cents, local_date(now)),
        asked_again=asked_again,
    )
    return (page, 409) if asked_again else page
