"""Publishing a draft, now or at a moment."""

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import DateTimeLocalField

from app.extensions import clock, transaction
from app.formats import datetime_long
from app.queries.offering.interest import waiting_numbers
from app.rules.errors import Code, RuleBroken
from app.rules.states import EditionState
from app.rules.workdays import LOCAL, local_date, local_moment
from app.services import holidays
from app.services.offering import offer, publication
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.planning.edition_fields import in_our_years
from app.web.forms import BaseForm, Required
from app.web.language import current_language
from app.web.loading import coordinated_edition
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition


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


class PublishForm(BaseForm):
    """When a draft is published by itself, in wall-clock time."""

    publish_at = DateTimeLocalField(
        _l("Publish on"), [Required(), in_our_years], format="%Y-%m-%dT%H:%M"
    )


@bp.route("/werk/edities/<int:edition_id>/publiceren/later", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def publish_later(edition_id: int) -> str | tuple[str, int] | Response:
    """Choose the moment at which a draft is published by itself."""
    edition, now = coordinated_edition(edition_id), clock.now()
    if edition.state is not EditionState.DRAFT:
        raise RuleBroken(Code.ALREADY_PUBLISHED)
    suggested = (edition.publish_at or _next_morning(now)).astimezone(LOCAL).replace(tzinfo=None)
    form = PublishForm(data={"publish_at": suggested})
    if form.validate_on_submit():
        wanted = form.publish_at.data
        at = local_moment(wanted.date(), wanted.time())
        try:
            with transaction():
                publication.publish_later(edition_id, at, now, actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            words = datetime_long(at, current_language())
            flash(_("The edition is published by itself on %(moment)s.", moment=words), "success")
            return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    page = _later_page(form, edition)
    return (page, 422) if form.errors else page


def _later_page(form: PublishForm, edition: "Edition") -> str:
    return render_template(
        "desk/planning/publish_later.html",
        form=form,
        edition=edition,
        opens_later=clock.now() < edition.opens_at,
        waiting=waiting_numbers().get(edition.training_id, 0),
    )


def _next_morning(now: datetime) -> datetime:
    """Nine o'clock on the next working day: people read their mail then."""
    day = local_date(now) + timedelta(days=1)
    while not holidays.is_working(day):
        day += timedelta(days=1)
    return local_moment(day, time(9))


@bp.post("/werk/edities/<int:edition_id>/publiceren/niet")
@enter(Who.COORDINATOR)
def keep_draft(edition_id: int) -> Response:
    """Publish a draft by itself no more."""
    coordinated_edition(edition_id)
    with transaction():
        publication.keep_draft(edition_id, clock.now(), actor().user_id)
    flash(_("The edition stays a draft until you publish it."), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id), 303)
