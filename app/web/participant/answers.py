"""Answers of one click: take or leave an offered seat, choose another edition.

Of a double click the browser shows the second answer: who asks for what is so already, has it.
"""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.registering.registration import own_move
from app.rules.errors import RuleBroken
from app.rules.states import RegistrationState
from app.services.registering import registration as service
from app.services.registering import waiting_list
from app.web.access import Who, enter
from app.web.loading import held_registration, hold, public_edition
from app.web.participant import bp
from app.web.sentences import sentence


@bp.post("/inschrijving/<public_id>/aanvaarden")
@enter(Who.LINK_HOLDER)
def accept(public_id: str) -> Response:
    """Take the seat that is held."""
    registration, now = held_registration(public_id), clock.now()
    try:
        with transaction():
            waiting_list.accept(registration, now)
    except RuleBroken as error:
        if registration.state is not RegistrationState.REGISTERED:
            flash(sentence(error), "error")
            return redirect(url_for("participant.mine", public_id=public_id), 303)
    return redirect(url_for("participant.confirmation", public_id=public_id), 303)


@bp.post("/inschrijving/<public_id>/weigeren")
@enter(Who.LINK_HOLDER)
def decline(public_id: str) -> Response:
    """Let the seat go to the next in line."""
    registration, now = held_registration(public_id), clock.now()
    held = registration.is_hold
    try:
        with transaction():
            waiting_list.decline(registration, now)
    except RuleBroken as error:
        if registration.state is not RegistrationState.WITHDRAWN:
            flash(sentence(error), "error")
    else:
        thanks = _("Thank you for telling us. The place goes to the next person.")
        flash(_("Thank you for telling us. Somebody else can have the place.") if held else thanks)
    return redirect(url_for("participant.mine", public_id=public_id), 303)


@bp.post("/inschrijving/<public_id>/verplaatsen/<int:edition_id>")
@enter(Who.LINK_HOLDER)
def move(public_id: str, edition_id: int) -> Response:
    """Take a seat in another edition instead of the cancelled one, with the same details."""
    registration, now = held_registration(public_id), clock.now()
    public_edition(edition_id)
    try:
        with transaction():
            new = service.move(registration, edition_id, now)
    except RuleBroken as error:
        made = own_move(registration)
        if made is None or made.edition_id != edition_id:
            flash(sentence(error), "error")
            return redirect(url_for("participant.mine", public_id=public_id), 303)
        new = made
    hold(new)
    return redirect(url_for("participant.confirmation", public_id=new.public_id), 303)
