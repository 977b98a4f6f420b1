"""Editions: the list of a year, and the form that plans or changes one."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.formats import datetime_long
from app.queries.offering.offer import between, cards
from app.queries.offering.planning import own_team_id, years
from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import MOST_MEETINGS
from app.rules.states import EditionState
from app.rules.workdays import local_date
from app.services.offering import offer
from app.services.offering.plan_digest import plan_digest
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.edition_form import EditionForm, edition_form
from app.web.language import current_language
from app.web.loading import coordinated_edition
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition

Page = str | tuple[str, int] | Response


@bp.get("/werk/edities", endpoint="editions")
@enter(Who.COORDINATOR)
def all_editions() -> str:
    """The editions of one year (?jaar=), of the coordinator's teams."""
    now = clock.now()
    today = local_date(now)
    offered = years(today)
    year = request.args.get("jaar", default=today.year, type=int)
    if year not in offered:
        year = today.year
    first, until = today.replace(year, 1, 1), today.replace(year + 1, 1, 1)
    shown = cards(between(first, until, own_team_id(actor())), now)
    return render_template("desk/editions.html", cards=shown, year=year, years=offered)


@bp.route("/werk/edities/nieuw", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def new_edition() -> Page:
    """Plan a new edition; it is a draft until it is published."""
    wanted = request.args.get("vorming", type=int)
    form = edition_form(training_id=wanted, capacity=16)
    return _edition_page(form, None)


@bp.route("/werk/edities/<int:edition_id>/wijzigen", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def change_edition(edition_id: int) -> Page:
    """Change an edition; once it is published, people are told what changes in their calendar."""
    edition = coordinated_edition(edition_id)
    return _edition_page(edition_form(edition), edition)


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


def _edition_page(form: EditionForm, edition: "Edition | None") -> Page:
    form.offer_choices(actor(), edition)
    if "add" in request.form:
        form.rows.data = min(len(form.shown_rows) + 1, MOST_MEETINGS)
        form.rows.raw_data = None
        return _show(form, edition)
    if form.validate_on_submit():
        try:
            return _save(form, edition)
        except RuleBroken as error:
            explain(form, error)
            if edition is not None and error.code is Code.PLAN_CHANGED:
                form.expected.data = plan_digest(edition)
                return _show(form, edition), 409
    return (_show(form, edition), 422) if form.errors else _show(form, edition)


def _show(form: EditionForm, edition: "Edition | None") -> str:
    return render_template(
        "desk/edition_form.html",
        form=form,
        edition=edition,
        draft=edition is None or edition.state is EditionState.DRAFT,
        most=MOST_MEETINGS,
        chosen=settings(),
    )


def _save(form: EditionForm, edition: "Edition | None") -> Response:
    now, user_id = clock.now(), actor().user_id
    plan = form.plan(edition)
    with transaction():
        if edition is None:
            saved = offer.plan_edition(plan, now, user_id, (form.form_id.data or "")[:32])
        else:
            expected = form.expected.data or ""
            saved = offer.change_edition(edition.id, plan, now, user_id, expected=expected)
        edition_id, draft = saved.id, saved.state is EditionState.DRAFT
    if draft:
        flash(_("The draft is saved. Nobody sees it until you publish it."), "success")
    else:
        flash(_("The edition is saved. Who must change their calendar gets a message."), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id), 303)
