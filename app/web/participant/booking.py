"""My group: who of those that I registered has a seat, waits or withdrew."""

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings
from app.queries.offering.offer import card, edition_by_id
from app.queries.registering.booking import link_expires_at
from app.rules.registering.withdrawal import schedule
from app.rules.states import RegistrationState
from app.rules.workdays import local_date
from app.services import holidays
from app.services.registering.booking import overview_was_mailed
from app.services.registering.link import booking_of
from app.services.registering.waiting_list import position
from app.web.access import Who, enter
from app.web.language import follow_mail
from app.web.loading import held_booking, hold, holds
from app.web.participant import bp
from app.web.public.rows import row
from app.web.public.terms import dated_terms
from app.web.words import registration_state

if TYPE_CHECKING:
    from app.models import Registration


@bp.get("/g/<token>")
@enter(Who.LINK_HOLDER)
def open_booking(token: str) -> Response:
    """Take the key out of the address: this browser keeps it, the page that follows has none."""
    booking = booking_of(token)
    if booking is None or clock.now() >= link_expires_at(booking, settings().link_valid_days):
        abort(410)
    hold(booking)
    follow_mail(booking.language)
    return redirect(url_for("participant.booking", public_id=booking.public_id), 303)


@bp.get("/groep/<public_id>")
@enter(Who.LINK_HOLDER)
def booking(public_id: str) -> str:
    """The people of a group by name, and what each of their registrations is now; no more."""
    now = clock.now()
    group = held_booking(public_id)
    edition = edition_by_id(group.edition_id)
    if edition is None:
        abort(404)
    shown = card(edition, now)
    price_cents = max((one.price_cents for one in group.registrations), default=0)
    first_on = shown.first_on
    seated = [one for one in group.registrations if one.state is RegistrationState.REGISTERED]
    payers = {one.billing.bill_to for one in seated if one.billing}
    steps = schedule(settings().withdrawal_terms, price_cents, first_on, holidays.around(first_on))
    return render_template(
        "participant/booking.html",
        booking=group,
        people=[(one, _state(one)) for one in group.registrations],
        mine={one.public_id for one in group.registrations if holds(one)},
        mailed=overview_was_mailed(group),
        row=row(shown, now),
        price_cents=price_cents,
        seats=len(seated),
        total_cents=sum(one.price_cents for one in seated),
        # Who changed the invoice of their own seat told us, not the booker: then none is named.
        payer=payers.pop() if len(payers) == 1 else "",
        terms=dated_terms(steps, price_cents, local_date(now)),
        expires_on=local_date(link_expires_at(group, settings().link_valid_days)),
    )


def _state(registration: "Registration") -> str:
    """What somebody's registration is now; who waits, with their number in line."""
    if registration.state is RegistrationState.WAITLISTED:
        return _("On the waiting list, number %(number)s", number=position(registration))
    return registration_state(registration.state)
