"""Registering somebody who phoned."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.queries.offering.offer import card
from app.queries.registering.registration import live_registration
from app.rules.errors import RuleBroken
from app.rules.registering.on_behalf import check_entry
from app.rules.states import RegistrationState
from app.services.registering import on_behalf
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.participants.forms import AddForm
from app.web.loading import coordinated_edition
from app.web.public.forms import form_for
from app.web.public.known import organisations
from app.web.public.prices import price_facts, price_text
from app.web.public.register import attempt_of
from app.web.sentences import explain

Page = str | tuple[str, int] | Response


@bp.route("/werk/edities/<int:edition_id>/deelnemers/toevoegen", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def add_participant(edition_id: int) -> Page:
    """A seat, or the waiting list when all are taken; also when registration is closed."""
    edition = coordinated_edition(edition_id)
    check_entry(edition.state)
    form = form_for(AddForm, edition)(data={"language": edition.language, "tells": True})
    form.offer_types()
    if form.validate_on_submit():
        attempt = attempt_of(form, edition_id)
        try:
            with transaction():
                made = on_behalf.enter(
                    edition_id,
                    form.person(form.language.data),
                    clock.now(),
                    actor().user_id,
                    agreed=form.consent.data,
                    tells=form.tells.data,
                    public_id=attempt,
                )
        except RuleBroken as error:
            known = live_registration(edition_id, form.email.data)
            if known is None or known.public_id != attempt:
                explain(form, error)
            else:
                return _added(edition_id, known.name, known.state)
        else:
            return _added(edition_id, made.name, made.state)
    shown = card(edition, clock.now())
    prices = price_facts(edition)
    page = render_template(
        "desk/participants/add.html",
        form=form,
        edition=edition,
        card=shown,
        closed=not shown.open,
        prices=prices,
        price=None if prices else price_text(edition.price_cents),
        organisations=organisations(),
        erase_days=settings().needs_erase_days,
    )
    return (page, 422) if form.errors else page


def _added(edition_id: int, name: str, state: RegistrationState) -> Response:
    if state is RegistrationState.REGISTERED:
        flash(_("%(name)s is registered.", name=name), "success")
    else:
        flash(_("All places are taken: %(name)s is on the waiting list.", name=name), "info")
    return redirect(url_for("desk.edition", edition_id=edition_id, _anchor="people"), 303)
