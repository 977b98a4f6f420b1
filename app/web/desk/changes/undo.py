"""Taking back: who was told hears that it does not hold; the page says so before the click."""

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from app.extensions import clock, transaction
from app.queries.deciding.minimum import decisions, minimum_facts
from app.queries.offering.interest import told_of
from app.queries.offering.offer import card
from app.rules.deciding import undo as rules
from app.rules.errors import RuleBroken
from app.rules.states import DecisionOutcome, EditionState, RegistrationState
from app.rules.workdays import local_date
from app.services.deciding import minimum, undo
from app.services.registering import registration as registrations
from app.services.telling.rehearsal import Rehearsal
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.changes.forms import GoOnForm, ReasonForm
from app.web.desk.edition.decision_forms import suggested_date
from app.web.desk.edition.page import people_page
from app.web.desk.rehearsing import agreed, as_agreed
from app.web.loading import coordinated_edition, coordinated_registration
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition

Page = str | tuple[str, int] | Response

_PUT_BACK = "/werk/edities/<int:edition_id>/deelnemers/<hex:public_id>/terugzetten"


@bp.post("/werk/edities/<int:edition_id>/toch-doorgaan")
@enter(Who.COORDINATOR)
def go_on(edition_id: int) -> Page:
    """Go on with an edition that fell below its minimum, and say why."""
    edition = coordinated_edition(edition_id)
    form = GoOnForm()
    if form.validate_on_submit():
        try:
            with transaction():
                minimum.go_on(edition_id, clock.now(), form.why.data or "", actor().user_id)
        except RuleBroken as error:
            error.field = "why" if error.field else None
            explain(form, error)
        else:
            flash(_("Noted: the edition goes on. Nobody gets a message."), "success")
            return redirect(url_for("desk.edition", edition_id=edition_id), 303)
    return people_page(edition, go_on=form), 422


@bp.route("/werk/edities/<int:edition_id>/terugdraaien/doorgaan", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def reopen(edition_id: int) -> Page:
    """Take back that the edition goes ahead; it is decided anew on another date."""
    edition, now = coordinated_edition(edition_id), clock.now()
    today, first_on = local_date(now), local_date(edition.first_meeting.starts_at)
    form = ReasonForm(data={"decision_on": _next_decision(edition)})
    if form.validate_on_submit():
        try:
            day, reason = form.decision_on.data or edition.decision_on, form.reason.data or ""
            found = as_agreed(
                edition_id,
                lambda: undo.reopen(edition_id, day, reason, now, actor().user_id),
                unseen=True,
            )
            if not found.saved:
                return _page(edition, form, "reopen", found)
        except RuleBroken as error:
            if not _taken_back(edition):
                explain(form, error)
        if not form.errors:
            return _back(edition, _("It is open again. Everybody gets a correction."))
    else:
        rules.check_reopening(edition.state, first_on, today)
    return _page(edition, form, "reopen")


def _next_decision(edition: "Edition") -> object:
    today = local_date(clock.now())
    if edition.decision_on > today:
        return edition.decision_on
    return suggested_date(minimum_facts(edition, 0), today)


@bp.route("/werk/edities/<int:edition_id>/terugdraaien/uitstel", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def undo_extension(edition_id: int) -> Page:
    """Decide on the date before the last extension after all."""
    edition, now = coordinated_edition(edition_id), clock.now()
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            found = as_agreed(
                edition_id,
                lambda: undo.take_back_extension(edition_id, now, actor().user_id),
                unseen=True,
            )
            if not found.saved:
                return _page(edition, form, "extension", found)
        except RuleBroken as error:
            if not _taken_back(edition):
                explain(form, error)
        if not form.errors:
            return _back(edition, _("The date before holds again. Everybody gets a correction."))
    else:
        rules.check_extension_undo(
            edition.state,
            undo.last_decision(decisions(edition.id)),
            edition.decision_on,
            local_date(now),
        )
    return _page(edition, form, "extension")


def _taken_back(edition: "Edition") -> bool:
    """Whether that is what was decided last: then it was the second click of a double click."""
    last = undo.last_decision(decisions(edition.id))
    return last is not None and last.outcome is DecisionOutcome.TAKE_BACK


@bp.route("/werk/edities/<int:edition_id>/terugdraaien/publicatie", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def unpublish(edition_id: int) -> Page:
    """Make it a draft again, while nobody registered."""
    edition, now = coordinated_edition(edition_id), clock.now()
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                undo.unpublish(edition_id, now, actor().user_id)
        except RuleBroken as error:
            if edition.state is not EditionState.DRAFT:
                explain(form, error)
        if not form.errors:
            return _back(edition, _("It is a draft again. Nobody sees it."))
    else:
        rules.check_publication_undo(edition.state, undo.ever_registered(edition_id))
    return _page(edition, form, "publication")


def _page(edition: "Edition", form: ReasonForm, what: str, found: Rehearsal | None = None) -> Page:
    latest = next(iter(decisions(edition.id)), None)
    page = render_template(
        "desk/changes/undo.html",
        edition=edition,
        card=card(edition, clock.now()),
        form=form,
        what=what,
        found=found,
        more=agreed() is not None,
        last=latest,
        interested=told_of(edition.id) if what == "publication" else 0,
    )
    return (page, 422) if form.errors else page


def _back(edition: "Edition", text: str) -> Response:
    flash(text, "success")
    return redirect(url_for("desk.edition", edition_id=edition.id), 303)


@bp.route(_PUT_BACK, methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def put_back(edition_id: int, public_id: str) -> Page:
    """Give the seat back to somebody who was taken off the list."""
    person, now = coordinated_registration(edition_id, public_id), clock.now()
    form = ReasonForm()
    if form.validate_on_submit():
        try:
            with transaction():
                registrations.put_back(person, now, actor().user_id)
        except RuleBroken as error:
            # The second click of a double click asks for what is so already.
            if person.state is not RegistrationState.REGISTERED:
                explain(form, error)
        if not form.errors:
            text = _("%(name)s is on the list again and gets a message.", name=person.name)
            return _back(person.edition, text)
    else:
        rules.check_putting_back(
            person.state,
            person.edition.state,
            person.edition.first_meeting.starts_at,
            card(person.edition, now).seats,
            now,
        )
    page = render_template("desk/changes/put_back.html", person=person, form=form)
    return (page, 422) if form.errors else page
