"""Registering for an edition, without an account."""

from datetime import datetime
from hashlib import sha256
from hmac import new as seal
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.queries.offer import EditionCard, alternatives, card
from app.queries.registration import by_public_id
from app.rules.errors import Code, RuleBroken
from app.rules.registration import email_key
from app.services import registration as service
from app.services.sign_in import send_link
from app.web.access import Who, enter
from app.web.forms import checks_its_own_token
from app.web.language import current_language
from app.web.loading import hold, holds, public_edition
from app.web.public import bp
from app.web.public.forms import RegistrationForm, form_for
from app.web.public.rows import row
from app.web.public.terms import terms_of
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Registration

Page = str | tuple[str, int] | Response


@bp.route("/edities/<int:edition_id>/inschrijven", methods=["GET", "POST"])
@enter(Who.EVERYBODY)
@checks_its_own_token
def register(edition_id: int) -> Page:
    """Register: a seat when one is free, else the waiting list, said before and after."""
    now = clock.now()
    shown = card(public_edition(edition_id), now)
    form = form_for(RegistrationForm, shown.edition)()
    form.offer_types()
    if not shown.open:
        page = closed_page(shown, now)
        return (page, 409) if form.is_submitted() else page
    if form.is_submitted() and form.caught:
        # A robot that is told so tries again in another way.
        flash(_("Thank you. Your answer has come in."), "info")
        return redirect(url_for("public.catalogue"), 303)
    if form.validate_on_submit():
        attempt = _attempt(form, edition_id)
        try:
            with transaction():
                registration = service.register(
                    edition_id,
                    form.person(),
                    now,
                    consent=form.consent.data,
                    public_id=None if by_public_id(attempt) else attempt,
                )
        except RuleBroken as error:
            known = service.live_registration(edition_id, form.email.data)
            if known is not None and (known.public_id == attempt or holds(known)):
                return _registered(known)
            if error.code is Code.ALREADY_REGISTERED:
                # Whoever types an address must not learn what its owner registered for.
                with transaction():
                    send_link(form.email.data, now, current_language())
                return redirect(url_for("participant.link_sent"), 303)
            explain(form, error)
        else:
            return _registered(registration)
        shown = card(public_edition(edition_id), now)
        if not shown.open:
            return closed_page(shown, now), 409
    page = render_template(
        "public/register.html",
        form=form,
        row=row(shown, now),
        edition=shown.edition,
        terms=terms_of(shown, now),
        erase_days=settings().needs_erase_days,
        offer_hours=settings().offer_hours,
    )
    return (page, 422) if form.is_submitted() else page


def _attempt(form: RegistrationForm, edition_id: int) -> str:
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


def closed_page(shown: EditionCard, now: datetime) -> str:
    """Why nobody can register here now, with other dates."""
    others = [row(other, now) for other in alternatives(shown.edition, now)]
    return render_template("public/closed.html", row=row(shown, now), others=others)
