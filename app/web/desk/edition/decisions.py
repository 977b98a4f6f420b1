"""Decisions about an edition: go ahead, put off, cancel."""

from datetime import date
from functools import partial

from flask import flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock
from app.queries.deciding.minimum import decisions
from app.rules.errors import RuleBroken
from app.rules.states import EditionState
from app.services.deciding import minimum
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.edition.decision_forms import ExtendForm, GoAheadForm
from app.web.desk.edition.page import people_page
from app.web.desk.rehearsing import as_agreed
from app.web.loading import coordinated_edition
from app.web.sentences import explain

Page = str | tuple[str, int] | Response


@bp.post("/werk/edities/<int:edition_id>/doorgaan")
@enter(Who.COORDINATOR)
def go_ahead(edition_id: int) -> Page:
    """Confirm the edition; below its minimum with a reason."""
    edition = coordinated_edition(edition_id)
    form = GoAheadForm()
    if form.validate_on_submit():
        try:
            reason, now, by = form.reason.data or "", clock.now(), actor().user_id
            found = as_agreed(
                edition_id,
                lambda: minimum.go_ahead(edition_id, now, reason, by, seen=form.seen_id),
                unseen=True,
            )
            if not found.saved:
                return people_page(edition, go_ahead=form, found=found)
        except RuleBroken as error:
            # The second click of a double click asks for what is so already.
            if edition.state is not EditionState.CONFIRMED:
                explain(form, error)
        if not form.errors:
            flash(_("The edition goes ahead. Everybody gets a message."), "success")
            return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    return people_page(edition, go_ahead=form), 422


@bp.post("/werk/edities/<int:edition_id>/uitstellen")
@enter(Who.COORDINATOR)
def extend(edition_id: int) -> Page:
    """Put the decision off to a later date."""
    edition = coordinated_edition(edition_id)
    form = ExtendForm()
    if form.validate_on_submit():
        assert form.decision_on.data is not None
        try:
            found = as_agreed(
                edition_id,
                partial(
                    minimum.extend,
                    edition_id,
                    form.decision_on.data,
                    clock.now(),
                    form.because.data or "",
                    actor().user_id,
                    seen=form.seen_id,
                ),
                unseen=True,
            )
            if not found.saved:
                return people_page(edition, extend=form, found=found)
        except RuleBroken as error:
            if not _put_off_until(edition_id, form.decision_on.data):
                explain(form, error)
        if not form.errors:
            flash(_("The decision is put off. Everybody gets a message."), "success")
            return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    return people_page(edition, extend=form), 422


def _put_off_until(edition_id: int, day: date) -> bool:
    """Whether that is the latest decision: then it was the second click of a double click."""
    latest = next(iter(decisions(edition_id)), None)
    return latest is not None and latest.extended_to == day
