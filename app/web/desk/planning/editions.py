"""The form that plans or changes an edition, and what is said before a change tells people."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from app.extensions import clock, settings, transaction
from app.queries.offering.offer import edition_by_id, is_public
from app.queries.offering.planning import last_edition, teams_of
from app.rules.access import coordinates
from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import MOST_MEETINGS
from app.rules.states import EditionState
from app.services.offering import clash, offer
from app.services.offering.effects import change_as_agreed
from app.services.offering.plan_digest import plan_digest
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.planning.clashes import sentences
from app.web.desk.planning.edition_form import EditionForm, edition_form, next_edition_form
from app.web.desk.planning.seen import seen_row
from app.web.desk.rehearsing import agreed, personal_link
from app.web.loading import as_id, coordinated_edition
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition

Page = str | tuple[str, int] | Response


@bp.route("/werk/edities/nieuw", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def new_edition() -> Page:
    """Plan a new edition, as the last one of its training (?vorming=) was; it is a draft."""
    wanted = as_id(request.args.get("vorming"))
    last = last_edition(wanted, [team.id for team in teams_of(actor())]) if wanted else None
    if last is None:
        form = edition_form(training_id=wanted, capacity=16)
    else:
        form = next_edition_form(last, actor())
    return _edition_page(form, None)


@bp.route("/werk/edities/<int:edition_id>/wijzigen", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def change_edition(edition_id: int) -> Page:
    """Change an edition; when that tells people, who gets what is shown first."""
    edition = coordinated_edition(edition_id)
    return _edition_page(edition_form(edition), edition)


def _edition_page(form: EditionForm, edition: "Edition | None") -> Page:
    form.offer_choices(actor(), edition)
    if "add" in request.form:
        form.rows.data = min(len(form.shown_rows) + 1, MOST_MEETINGS)
        form.rows.raw_data = None
    if _ASIDE & request.form.keys():
        return _show(form, edition)
    if form.validate_on_submit():
        try:
            return _plan(form) if edition is None else _change(form, edition)
        except RuleBroken as error:
            explain(form, error)
            if edition is not None and error.code is Code.PLAN_CHANGED:
                form.expected.data = plan_digest(edition)
                return _show(form, edition), 409
    return (_show(form, edition), 422) if form.errors else _show(form, edition)


#: Buttons that save nothing: one more meeting, look for clashes, back from who is told.
_ASIDE = {"add", "check", "edit"}


def _show(form: EditionForm, edition: "Edition | None") -> str:
    rows, days = form.days_so_far()
    notes = clash.of_plan(days, edition.id if edition else None)
    return render_template(
        "desk/planning/edition_form.html",
        form=form,
        edition=edition,
        example=None if edition else _example(form),
        warnings={row: sentences(notes.get(number, ())) for number, row in enumerate(rows)},
        looked="check" in request.form,
        draft=edition is None or edition.state is EditionState.DRAFT,
        most=MOST_MEETINGS,
        chosen=settings(),
    )


def _example(form: EditionForm) -> "Edition | None":
    """What the form was taken over from; a draft of another team does not exist here."""
    example_id = as_id(form.example.data)
    example = edition_by_id(example_id) if example_id else None
    if example is None or not (is_public(example) or coordinates(actor(), example.team_id)):
        return None
    return example


def _plan(form: EditionForm) -> Response:
    plan = form.plan(None)
    with transaction():
        example = _example(form)
        if example is not None and example.training_id != plan.training_id:
            example = None
        form_id = (form.form_id.data or "")[:32]
        saved = offer.plan_edition(plan, clock.now(), actor().user_id, form_id, example=example)
        edition_id = saved.id
    flash(_("The draft is saved. Nobody sees it until you publish it."), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id), 303)


def _change(form: EditionForm, edition: "Edition") -> Page:
    edition_id, draft = edition.id, edition.state is EditionState.DRAFT
    with transaction():
        effects = change_as_agreed(
            edition_id,
            form.plan(edition),
            clock.now(),
            actor().user_id,
            agreed=agreed(),
            expected=form.expected.data or "",
            link=personal_link(),
        )
    if not effects.saved:
        return render_template(
            "desk/planning/effects.html",
            edition=edition,
            effects=effects,
            seen=[seen_row(change) for change in effects.seen],
            more=agreed() is not None,
            typed=[pair for pair in request.form.items(multi=True) if pair[0] not in _OF_PREVIEW],
        )
    if draft:
        flash(_("The draft is saved. Nobody sees it until you publish it."), "success")
    elif effects.messages:
        text = ngettext(
            "The edition is saved. %(num)s message is on its way.",
            "The edition is saved. %(num)s messages are on their way.",
            effects.messages,
        )
        flash(text, "success")
    else:
        flash(_("The edition is saved. Nobody had to be told."), "success")
    return redirect(url_for("desk.edition", edition_id=edition_id), 303)


#: What the page of who is told sends itself, and not for somebody who typed it.
_OF_PREVIEW = {"csrf_token", "agreed"}
