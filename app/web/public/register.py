"""Registering for an edition, without an account."""

from datetime import datetime
from hashlib import sha256
from hmac import new as seal
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.queries.offering.offer import (
    EditionCard,
    card,
    edition_to_register,
    edition_with_questions,
    is_public,
)
from app.queries.registering.registration import live_registration
from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import email_key
from app.services.registering import registration as service
from app.web.access import Who, enter
from app.web.forms import checks_its_own_token
from app.web.loading import hold, holds, public_edition
from app.web.public import bp
from app.web.public.closed import closed_page
from app.web.public.forms import PersonForm, RegistrationForm, form_for
from app.web.public.known import organisations
from app.web.public.prices import price_facts, price_text
from app.web.public.rows import row
from app.web.public.terms import terms_of
from app.web.rendering import render
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition, Registration

Page = str | tuple[str, int] | Response

#: What the page said that somebody gets.
_SEAT, _WAITING_LIST = "seat", "waiting list"


@bp.route("/edities/<int:edition_id>/inschrijven", methods=["GET", "POST"])
@enter(Who.EVERYBODY)
@checks_its_own_token
def register(edition_id: int) -> Page:
    """Register: a seat when one is free, else the waiting list, said before and after."""
    now = clock.now()
    sent = request.method == "POST"
    edition = edition_to_register(edition_id) if sent else edition_with_questions(edition_id)
    if edition is None or not is_public(edition):
        abort(404)
    form = _form(edition)
    if sent and form.caught:
        # A robot that is told so tries again in another way.
        flash(_("Thank you. Your answer has come in."), "info")
        return redirect(url_for("public.catalogue"), 303)
    if sent and (answer := _answer(form, edition_id, now)) is not None:
        return answer
    # What was sent and is refused was read for little more than the questions, and may be old.
    shown = card(public_edition(edition_id) if sent else edition, now)
    if not shown.open:
        page = closed_page(shown, now)
        return (page, 409) if sent else page
    page = _page(form, shown, now)
    return (page, 422) if sent else page


def _form(edition: "Edition") -> RegistrationForm:
    form = form_for(RegistrationForm, edition)()
    form.offer_types()
    return form


def _page(form: RegistrationForm, shown: EditionCard, now: datetime) -> str:
    form.set_clock(now)
    form.seen.data = _WAITING_LIST if shown.seats.full else _SEAT
    prices = price_facts(shown.edition)
    return render(
        "public/register.html",
        form=form,
        row=row(shown, now),
        edition=shown.edition,
        terms=terms_of(shown, now),
        prices=prices,
        # With more than one price, it is known once somebody chose the kind of organisation.
        price=price_text(form.due_cents) if form.organisation_type.data or not prices else None,
        organisations=organisations(),
        erase_days=settings().needs_erase_days,
        offer_hours=settings().offer_hours,
    )


def _answer(form: RegistrationForm, edition_id: int, now: datetime) -> Response | None:
    """Where to go from here; None when the form must come back, with what is wrong in it."""
    if not form.validate_on_submit():
        return None
    if form.is_too_fast(now):
        form.form_errors.append(
            _("That was very fast. Look once more at what is filled in, then press the button.")
        )
        return None
    attempt = attempt_of(form, edition_id)
    try:
        with transaction():
            registration = service.register(
                edition_id,
                form.person(),
                now,
                consent=form.consent.data,
                waiting_list_too=form.seen.data == _WAITING_LIST,
                public_id=attempt,
            )
            return _registered(registration)
    except RuleBroken as error:
        known = live_registration(edition_id, form.email.data)
        if known is not None and (known.public_id == attempt or holds(known)):
            return _registered(known)
        if error.code is Code.ALREADY_REGISTERED:
            # Whoever types an address must not learn what its owner registered for.
            if known is not None:
                with transaction():
                    service.tell_known(known, now)
            flash(
                _(
                    "If this address was known here already, no second registration was made. Does "
                    "a colleague share this mailbox? Then register with another address."
                ),
                "info",
            )
            return redirect(url_for("participant.link_sent"), 303)
        explain(form, error)
        return None


def attempt_of(form: PersonForm, edition_id: int) -> str:
    """The public id of what this very form makes, sent once or twice; nobody else can guess it.

    Of a double click the browser shows the second answer and never sees the cookie of the first,
    but the token of the form, good for this browser only, is the same in both.
    """
    token = form.csrf_token.data if "csrf_token" in form else ""
    parts = ("registration", str(edition_id), email_key(form.email.data), token)
    key = settings().secret_key.encode()
    return seal(key, "\n".join(parts).encode(), sha256).hexdigest()[:32]


def _registered(registration: "Registration") -> Response:
    hold(registration)
    return redirect(url_for("participant.confirmation", public_id=registration.public_id), 303)
