"""Registering colleagues, with or without oneself, in one go."""

from hashlib import sha256
from hmac import new as seal
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.queries.offering.offer import card
from app.rules.errors import RuleBroken
from app.rules.registering.booking import places_for_group
from app.rules.registering.registration import email_key
from app.services.registering.booking import book
from app.web.access import Who, enter
from app.web.forms import checks_its_own_token
from app.web.loading import hold, public_edition
from app.web.public import bp
from app.web.public.closed import closed_page
from app.web.public.group_form import GroupForm, group_form, is_removable, redrawn
from app.web.public.known import organisations
from app.web.public.prices import price_facts
from app.web.public.rows import row
from app.web.public.terms import terms_of
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Booking, Edition

Page = str | tuple[str, int] | Response

#: The values of `wie` in the address: does the visitor take part too?
_WITH_ME, _WITHOUT_ME = "mee", "niet-mee"


@bp.route("/edities/<int:edition_id>/inschrijven/groep", methods=["GET", "POST"])
@enter(Who.EVERYBODY)
@checks_its_own_token
def register_group(edition_id: int) -> Page:
    """Register a group; who would wait is said before, and asked again when it changed."""
    now = clock.now()
    shown = card(public_edition(edition_id), now)
    form = _sent_form(shown.edition)
    if not shown.open:
        page = closed_page(shown, now)
        return (page, 409) if form.is_submitted() else page
    if form.is_submitted() and form.caught:
        # A robot that is told so tries again in another way.
        flash(_("Thank you. Your answer has come in."), "info")
        return redirect(url_for("public.catalogue"), 303)
    action = request.form.get("redraw")
    sent = form.is_submitted() and action is None
    if action is not None:
        form = redrawn(form, shown.edition, action)
    elif sent and _is_right(form):
        try:
            with transaction():
                booking = book(
                    edition_id,
                    form.booker(),
                    form.people(),
                    now,
                    consent=form.consent.data,
                    told_waiting=form.told_waiting,
                    public_id=_attempt(form, edition_id),
                )
        except RuleBroken as error:
            explain(form, _at_its_row(error, form))
        else:
            return _booked(booking)
        shown = card(public_edition(edition_id), now)
        if not shown.open:
            return closed_page(shown, now), 409
    form.set_clock(now)
    places = places_for_group(shown.seats, form.rows)
    form.waiting.data = str(places.waiting)
    page = render_template(
        "public/group.html",
        form=form,
        who=_WITH_ME if form.with_me else _WITHOUT_ME,
        row=row(shown, now),
        edition=shown.edition,
        places=places,
        free=0 if shown.seats.full else shown.seats.free,
        most=settings().group_most,
        removable=[number for number in range(form.rows) if is_removable(form, number)],
        added=action == "add",
        terms=terms_of(shown, now),
        prices=price_facts(shown.edition),
        organisations=organisations(),
        offer_hours=settings().offer_hours,
    )
    return (page, 422) if sent else page


def _sent_form(edition: "Edition") -> GroupForm:
    """The form that was sent, with as many rows as it had; or a new one."""
    with_me = request.args.get("wie") != _WITHOUT_ME
    asked = request.form.get("size", 2 if with_me else 1, type=int)
    rows = max(1, min(asked, settings().group_most))
    return group_form(edition, rows, with_me=with_me)()


def _is_right(form: GroupForm) -> bool:
    """Say in one round what is wrong and what is asked; a person in a hurry is asked apart."""
    valid = form.validate()
    asks = form.asks_what_is_meant()
    return valid and not asks and _by_a_person(form)


def _by_a_person(form: GroupForm) -> bool:
    if not form.is_too_fast(clock.now()):
        return True
    form.form_errors.append(
        _("That was very fast. Look once more at what is filled in, then press the button.")
    )
    return False


def _at_its_row(error: RuleBroken, form: GroupForm) -> RuleBroken:
    """The same, at the field of the row that it is about; people without a row are not counted."""
    number = error.facts.get("row")
    if isinstance(number, int):
        return RuleBroken(error.code, f"email_{form.filled_rows[number]}", **error.facts)
    if error.field == "email":
        return RuleBroken(error.code, "email_0" if form.with_me else "booker_email")
    return error


def _attempt(form: GroupForm, edition_id: int) -> str:
    """The public id of what this very form makes, sent once or twice; nobody else can guess it."""
    token = form.csrf_token.data if "csrf_token" in form else ""
    people = [email_key(person.email) for person in form.people()]
    parts = ("booking", str(edition_id), token, email_key(form.booker().email), *people)
    key = settings().secret_key.encode()
    return seal(key, "\n".join(parts).encode(), sha256).hexdigest()[:32]


def _booked(booking: "Booking") -> Response:
    hold(booking)
    for registration in booking.registrations:
        if registration.email_key == booking.email_key:
            hold(registration)
    return redirect(url_for("participant.booking", public_id=booking.public_id), 303)
