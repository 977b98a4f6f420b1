"""Giving up a place in somebody's name, and letting a colleague come instead."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.fields import SelectChoice

from app.extensions import clock, transaction
from app.rules.errors import RuleBroken
from app.rules.registering.registration import check_withdrawal
from app.rules.registering.transfer import check_pass_on
from app.rules.states import RegistrationState
from app.rules.workdays import local_date
from app.services import holidays
from app.services.registering import registration as registrations
from app.services.registering import transfer
from app.services.registering.withdrawal import withdrawal_steps
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.participants.forms import BY_TERMS, FREE, ReplaceForm, WithdrawForm
from app.web.desk.participants.one import PATH
from app.web.loading import coordinated_registration
from app.web.public.prices import price_text
from app.web.public.terms import dated_terms
from app.web.sentences import explain

Page = str | tuple[str, int] | Response


@bp.route(f"{PATH}/annuleren", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def withdraw_participant(edition_id: int, public_id: str) -> Page:
    """Withdraw who asked for it: under the terms of today, or free of charge with a reason."""
    person = coordinated_registration(edition_id, public_id)
    now = clock.now()
    form = WithdrawForm()
    if person.state is RegistrationState.WITHDRAWN and form.is_submitted():
        return _withdrawn(edition_id, person.name)
    first = person.edition.first_meeting
    check_withdrawal(person.state, first.starts_at, now)
    days_off = holidays.around(local_date(first.starts_at))
    steps = withdrawal_steps(person, days_off)
    terms = dated_terms(steps, person.price_cents, local_date(now))
    form.cost.choices = [
        SelectChoice(BY_TERMS, price_text(terms.cost_today_cents)),
        SelectChoice(FREE, _("Nothing")),
    ]
    if not terms.cost_today_cents:
        form.ask_no_cost()
    if form.validate_on_submit():
        try:
            with transaction():
                registrations.withdraw(
                    person, now, days_off, actor_id=actor().user_id, waived=form.waived
                )
        except RuleBroken as error:
            explain(form, error)
        else:
            return _withdrawn(edition_id, person.name)
    page = render_template(
        "desk/participants/withdraw.html",
        form=form,
        person=person,
        cost_today=terms.cost_today_cents,
    )
    return (page, 422) if form.errors else page


def _withdrawn(edition_id: int, name: str) -> Response:
    flash(_("%(name)s is withdrawn and gets a message.", name=name), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id, _anchor="people"), 303)


@bp.route(f"{PATH}/vervangen", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def replace_participant(edition_id: int, public_id: str) -> Page:
    """Let a colleague take the place over, free of charge."""
    person = coordinated_registration(edition_id, public_id)
    form = ReplaceForm()
    if form.is_submitted() and form.is_done(person):
        return _replaced(edition_id, person.name)
    check_pass_on(person.state, person.edition.first_meeting.starts_at, clock.now())
    if form.validate_on_submit():
        try:
            with transaction():
                transfer.substitute(person, form.colleague(), clock.now(), actor_id=actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            return _replaced(edition_id, person.name)
    page = render_template("desk/participants/replace.html", form=form, person=person)
    return (page, 422) if form.errors else page


def _replaced(edition_id: int, name: str) -> Response:
    flash(_("%(name)s has the place now. Both get a message.", name=name), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id, _anchor="people"), 303)
