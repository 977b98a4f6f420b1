"""The confirmation of a registration as a file to keep."""

from flask import abort
from werkzeug.wrappers import Response

from app.rules.errors import RuleBroken
from app.services.registering.confirmation import confirmation_paper as make_paper
from app.web.access import Who, enter
from app.web.loading import held_registration
from app.web.participant import bp


@bp.get("/inschrijving/<public_id>/bevestiging.pdf")
@enter(Who.LINK_HOLDER)
def confirmation_paper(public_id: str) -> Response:
    """The PDF, for who has a seat."""
    registration = held_registration(public_id)
    try:
        octets = make_paper(registration)
    except RuleBroken:
        abort(404)
    response = Response(octets, content_type="application/pdf")
    name = f"{registration.edition.training.slug}.pdf"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
