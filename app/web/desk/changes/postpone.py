"""New dates for all meetings: choose them, look at who hears what, and send."""

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock
from app.queries.offering.offer import card
from app.rules.deciding.postponing import (
    Dates,
    check_begun,
    moved_along,
    shifted,
)
from app.rules.errors import Code, RuleBroken
from app.rules.registering.withdrawal import last_free_day
from app.rules.workdays import local_date
from app.services.deciding import postponing
from app.services.offering import clash
from app.services.offering.plan_digest import plan_digest
from app.services.telling.rehearsal import Rehearsal
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.changes.forms import PostponeForm, postpone_form
from app.web.desk.planning.clashes import sentences
from app.web.desk.rehearsing import agreed, as_agreed
from app.web.forms import add_error
from app.web.loading import coordinated_edition
from app.web.sentences import explain, sentence

if TYPE_CHECKING:
    from app.models import Edition

Page = str | tuple[str, int] | Response


@bp.route("/werk/edities/<int:edition_id>/nieuwe-data", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def postpone(edition_id: int) -> Page:
    """Choose new dates; ?terug= fills in the ones before the last move."""
    edition, now = coordinated_edition(edition_id), clock.now()
    check_begun(edition.state, edition.first_meeting.starts_at, now)
    form = postpone_form(edition)
    if request.method == "GET":
        _fill(form, edition, back="terug" in request.args)
        return _page(form, edition, looked="terug" in request.args)
    if "shift" in request.form:
        return _shift(form, edition)
    if not form.validate():
        return _page(form, edition, looked=True), 422
    try:
        moved = _move_along(form, edition)
        found = _attempt(form, edition, look=moved)
    except RuleBroken as error:
        _explain(form, error, edition)
        if error.code is Code.PLAN_CHANGED:
            form.expected.data = plan_digest(edition)
            return _page(form, edition, looked=True), 409
        return _page(form, edition, looked=True), 422
    if not found.saved:
        return _page(form, edition, looked=True, found=found)
    flash(_("The new dates stand. Everybody gets a message."), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id), 303)


def _fill(form: PostponeForm, edition: "Edition", *, back: bool) -> None:
    """The dates of today, or those before the last move."""
    dates = postponing.dates_of(edition)
    spans = {m.id: s for m, s in zip(edition.meetings, dates.meetings, strict=True)}
    if back:
        spans = dict(postponing.previous_dates(edition))
    form.show(spans)
    form.show_along(dates, dates.first_on)
    form.expected.data = plan_digest(edition)
    if back:
        _move_along(form, edition)


def _shift(form: PostponeForm, edition: "Edition") -> Page:
    """The button that moves everything, counted from the dates that stand now."""
    if not form.number.validate(form):
        return _page(form, edition, looked=False), 422
    dates = postponing.dates_of(edition)
    try:
        spans = shifted(dates.meetings, form.days)
        form.show({m.id: s for m, s in zip(edition.meetings, spans, strict=True)})
        form.show_along(dates, dates.first_on)
        _move_along(form, edition)
        found = _attempt(form, edition, look=True)
    except RuleBroken as error:
        _explain(form, error, edition)
        return _page(form, edition, looked=True), 422
    return _page(form, edition, looked=True, found=found)


def _dates(form: PostponeForm, edition: "Edition") -> Dates:
    new = form.dates(edition)
    return Dates(list(new.meetings.values()), new.decision_on, new.opens_at, new.closes_at)


def _move_along(form: PostponeForm, edition: "Edition") -> bool:
    """Let decision and registration follow the first meeting; whether it moved."""
    dates = _dates(form, edition)
    days = form.moved_by(dates.first_on)
    if days:
        form.show_along(moved_along(dates, days, clock.now()), dates.first_on)
    return bool(days)


def _attempt(form: PostponeForm, edition: "Edition", *, look: bool) -> Rehearsal:
    """Move it as agreed; or only look, with a word for the reason that is still to be given."""
    new, reason = form.dates(edition), form.reason.data or ""
    if look or agreed() is None:
        reason = reason or _("(your reason stands here)")
    edition_id, now, expected = edition.id, clock.now(), form.expected.data or ""
    return as_agreed(
        edition_id,
        lambda: postponing.postpone(
            edition_id, new, reason, now, actor().user_id, expected=expected
        ),
        look=look,
    )


def _explain(form: PostponeForm, error: RuleBroken, edition: "Edition") -> None:
    """An error about the meetings stands at the day of the first."""
    if error.field == "meetings":
        on, *_rest = form.row(edition.first_meeting)
        add_error(on, sentence(error))
    else:
        explain(form, error)


def _page(
    form: PostponeForm, edition: "Edition", *, looked: bool, found: Rehearsal | None = None
) -> str:
    now = clock.now()
    told: dict[str, Any] = {}
    if found is not None:
        new = form.dates(edition)
        first = min(span.starts_at for span in new.meetings.values())
        told = {
            "more": agreed() is not None,
            "new": new.meetings,
            "free_until": last_free_day(new.closes_at, first, now),
            "warnings": sentences(chain(*clash.of_dates(edition, new.meetings).values())),
        }
    return render_template(
        "desk/changes/postpone.html",
        edition=edition,
        card=card(edition, now),
        form=form,
        looked=looked,
        found=found,
        opens_later=now < edition.opens_at,
        first_on=_first_on(edition),
        **told,
    )


def _first_on(edition: "Edition") -> date:
    return local_date(edition.first_meeting.starts_at)
