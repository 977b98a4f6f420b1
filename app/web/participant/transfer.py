"""Passing a place on to a colleague, and moving to another date."""

from typing import TYPE_CHECKING

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.registering.registration import own_move
from app.rules.errors import Code, RuleBroken
from app.rules.registering.withdrawal import cost_today
from app.rules.states import RegistrationState
from app.rules.workdays import local_date
from app.services import holidays
from app.services.registering import transfer as service
from app.services.registering.sign_in import send_link
from app.services.registering.withdrawal import withdrawal_steps
from app.web.access import Who, enter
from app.web.forms import checks_its_own_token
from app.web.language import current_language
from app.web.loading import held_before, held_registration, hold
from app.web.participant import bp
from app.web.participant.handed_over import handed_over_to
from app.web.participant.seat import other_dates
from app.web.participant.transfer_forms import PassOnForm, TransferForm
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Registration

Page = str | tuple[str, int] | Response


@bp.route("/inschrijving/<public_id>/collega", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
@checks_its_own_token
def pass_on(public_id: str) -> Page:
    """Give the place to a colleague, who gets a link of their own."""
    now = clock.now()
    form = PassOnForm()
    if request.method == "POST" and _passed_on_before(public_id, form):
        return handed_over_to(form.email.data, colleague=True)
    registration = held_registration(public_id)
    started = now >= registration.edition.first_meeting.starts_at
    if registration.state is not RegistrationState.REGISTERED or started:
        return redirect(url_for("participant.mine", public_id=public_id), 303)
    if form.validate_on_submit():
        try:
            with transaction():
                service.substitute(registration, form.colleague(), now)
        except RuleBroken as error:
            if error.code is Code.ALREADY_REGISTERED:
                # Whoever types an address must not learn what its owner registered for.
                with transaction():
                    send_link(form.email.data, now, current_language())
                return handed_over_to(form.email.data, colleague=True)
            if _passed_on_before(public_id, form):
                return handed_over_to(form.email.data, colleague=True)
            explain(form, error)
        else:
            return handed_over_to(form.email.data, colleague=True)
    page = render_template("participant/pass_on.html", form=form, registration=registration)
    return (page, 422) if form.is_submitted() else page


def _passed_on_before(public_id: str, form: PassOnForm) -> bool:
    """Whether this very form was sent before: of a double click the browser shows this answer."""
    registration = held_before(public_id)
    if registration is None or not form.validate():
        return False
    known = (registration.name, registration.email, registration.function)
    return known == (form.name.data, form.email.data, form.function.data)


@bp.route("/inschrijving/<public_id>/andere-datum", methods=["GET", "POST"])
@enter(Who.LINK_HOLDER)
@checks_its_own_token
def transfer(public_id: str) -> Page:
    """Take a seat on another date of the same training instead: free, once."""
    now = clock.now()
    registration = held_registration(public_id)
    if registration.state is not RegistrationState.REGISTERED:
        mine = redirect(url_for("participant.mine", public_id=public_id), 303)
        return _moved_before(registration) or mine
    form = TransferForm()
    form.offer(other_dates(registration, now))
    if form.validate_on_submit():
        try:
            with transaction():
                new = service.transfer(registration, int(form.edition.data), now)
        except RuleBroken as error:
            if answer := _moved_before(registration):
                return answer
            explain(form, error)
        else:
            return _moved(new)
    dates = other_dates(registration, now)
    form.offer(dates)
    first = registration.edition.first_meeting
    steps = withdrawal_steps(registration, holidays.around(local_date(first.starts_at)))
    page = render_template(
        "participant/transfer.html",
        form=form,
        registration=registration,
        edition=registration.edition,
        started=now >= first.starts_at,
        cost_today=cost_today(steps, local_date(now)),
        dates={str(date.card.edition.id): date for date in dates},
    )
    return (page, 422) if form.is_submitted() else page


def _moved_before(registration: "Registration") -> Response | None:
    """Of a double click this is the second: who asks for what is so already, has it."""
    new = own_move(registration)
    return None if new is None else _moved(new)


def _moved(new: "Registration") -> Response:
    hold(new)
    return redirect(url_for("participant.confirmation", public_id=new.public_id), 303)
