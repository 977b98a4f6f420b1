"""Do you come? The question after a 'no' in somebody's calendar, with its two answers."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.rules.hearing.reply import asks_about_seat
from app.rules.registering.withdrawal import cost_today
from app.rules.workdays import local_date
from app.services import holidays
from app.services.hearing import reply
from app.services.registering.withdrawal import withdrawal_steps
from app.web.access import Who, enter
from app.web.forms import BaseForm
from app.web.loading import held_registration
from app.web.participant import bp
from app.web.participant.changes import WithdrawalForm
from app.web.public.terms import dated_terms

Page = str | Response


@bp.get("/inschrijving/<public_id>/kom-je")
@enter(Who.LINK_HOLDER)
def coming(public_id: str) -> Page:
    """Give up the seat on the terms of today, or come after all; nothing happens by itself."""
    now = clock.now()
    registration = held_registration(public_id)
    edition = registration.edition
    first_at = edition.first_meeting.starts_at
    said_no = reply.declined(registration)
    if not said_no or not asks_about_seat(registration.state, edition.state, first_at, now):
        return redirect(url_for("participant.mine", public_id=public_id), 303)
    today = local_date(now)
    steps = withdrawal_steps(registration, holidays.around(local_date(first_at)))
    form = WithdrawalForm(data={"cost": str(cost_today(steps, today))})
    return render_template(
        "participant/coming.html",
        form=form,
        registration=registration,
        meetings=[row.meeting for row in said_no],
        terms=dated_terms(steps, registration.price_cents, today),
    )


@bp.post("/inschrijving/<public_id>/kom-wel")
@enter(Who.LINK_HOLDER)
def come_after_all(public_id: str) -> Response:
    """Yes, I come: the 'no' of the calendar counts no more. A second click changes nothing."""
    registration = held_registration(public_id)
    form = BaseForm()
    if form.validate_on_submit():
        with transaction():
            said = reply.come_after_all(registration, clock.now())
        if said:
            flash(
                _(
                    "Good that you come. You still have your place. Did your calendar take the "
                    "training out? Add it again below."
                )
            )
    return redirect(url_for("participant.mine", public_id=public_id), 303)
