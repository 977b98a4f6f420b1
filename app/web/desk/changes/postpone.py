"""New dates for all meetings: choose them, look at who hears what, and send."""

from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.offering.offer import card
from app.rules.deciding.postponing import (
    Dates,
    check_begun,
    check_postponement,
    moved_along,
    shifted,
)
from app.rules.errors import Code, RuleBroken
from app.rules.registering.withdrawal import last_free_day
from app.rules.workdays import local_date
from app.services.deciding import postponing
from app.services.offering import clash
from app.services.offering.plan_digest import plan_digest
from app.services.telling.change import audience
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.changes.forms import PostponeForm, postpone_form
from app.web.desk.planning.clashes import sentences
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
        if moved or "look" in request.form:
            _check(form, edition)
            return _page(form, edition, looked=True)
        with transaction():
            postponing.postpone(
                edition_id,
                form.dates(edition),
                form.reason.data or "",
                now,
                actor().user_id,
                expected=form.expected.data or "",
            )
    except RuleBroken as error:
        _explain(form, error, edition)
        if error.code is Code.PLAN_CHANGED:
            form.expected.data = plan_digest(edition)
            return _page(form, edition, looked=True), 409
        return _page(form, edition, looked=True), 422
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
        _check(form, edition)
    except RuleBroken as error:
        _explain(form, error, edition)
        return _page(form, edition, looked=True), 422
    return _page(form, edition, looked=True)


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


def _check(form: PostponeForm, edition: "Edition") -> None:
    old = postponing.dates_of(edition)
    check_postponement(edition.state, old, _dates(form, edition), clock.now())


def _explain(form: PostponeForm, error: RuleBroken, edition: "Edition") -> None:
    """An error about the meetings stands at the day of the first."""
    if error.field == "meetings":
        on, *_rest = form.row(edition.first_meeting)
        add_error(on, sentence(error))
    else:
        explain(form, error)


def _page(form: PostponeForm, edition: "Edition", *, looked: bool) -> str:
    now = clock.now()
    told: dict[str, Any] = {}
    if looked and not form.errors:
        new = form.dates(edition)
        first = min(span.starts_at for span in new.meetings.values())
        told = {
            "people": audience(edition),
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
        opens_later=now < edition.opens_at,
        first_on=_first_on(edition),
        **told,
    )


def _first_on(edition: "Edition") -> date:
    return local_date(edition.first_meeting.starts_at)
