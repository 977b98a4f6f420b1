"""Publishing a draft, now or at a moment."""

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.formats import datetime_long
from app.rules.errors import RuleBroken
from app.rules.states import EditionState
from app.services.offering import offer
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.language import current_language
from app.web.loading import coordinated_edition


@bp.post("/werk/edities/<int:edition_id>/publiceren")
@enter(Who.COORDINATOR)
def publish_edition(edition_id: int) -> Response:
    """Open a draft to the public."""
    edition, now = coordinated_edition(edition_id), clock.now()
    try:
        with transaction():
            offer.publish(edition_id, now, actor().user_id)
    except RuleBroken:
        # The second click of a double click asks for what is so already.
        if edition.state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
            raise
    if edition.opens_at <= now:
        flash(_("The edition is published. People can register from now on."), "success")
    else:
        flash(
            _(
                "The edition is published. People can register from %(moment)s.",
                moment=datetime_long(edition.opens_at, current_language()),
            ),
            "success",
        )
    return redirect(url_for("desk.edition", edition_id=edition_id), 303)
