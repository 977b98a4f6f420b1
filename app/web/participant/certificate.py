"""The certificate of a training that took place: made by a button, then a file."""

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.attending.certificate import of_registration
from app.rules.errors import RuleBroken
from app.services.attending import certificate as service
from app.web.access import Who, enter
from app.web.loading import held_registration
from app.web.participant import bp
from app.web.sentences import sentence


@bp.post("/inschrijving/<public_id>/attest")
@enter(Who.LINK_HOLDER)
def make_certificate(public_id: str) -> Response:
    """Make the certificate, with the code that proves it; a second click gets the same one."""
    registration = held_registration(public_id)
    try:
        with transaction():
            service.issue(registration, clock.now())
    except RuleBroken as error:
        return _none(public_id, error)
    return redirect(url_for("participant.certificate", public_id=public_id), 303)


@bp.get("/inschrijving/<public_id>/attest.pdf")
@enter(Who.LINK_HOLDER)
def certificate(public_id: str) -> Response:
    """The certificate as a file to keep."""
    registration = held_registration(public_id)
    made = of_registration(registration.id)
    if made is None:
        abort(404)
    try:
        octets = service.paper(made)
    except RuleBroken as error:
        return _none(public_id, error)
    response = Response(octets, content_type="application/pdf")
    name = f"attest-{registration.edition.training.slug}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _none(public_id: str, error: RuleBroken) -> Response:
    flash(sentence(error), "error")
    return redirect(url_for("participant.mine", public_id=public_id), 303)
