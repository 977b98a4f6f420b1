"""What participants asked, and the answer to it."""

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from app.extensions import clock, transaction
from app.queries.offering.planning import own_team_id
from app.queries.registering.inquiry import answered_since, inquiry_by_id, unanswered
from app.rules.access import coordinates
from app.rules.errors import RuleBroken
from app.services.registering import inquiry as service
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.forms import BaseForm, Required, at_most
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Inquiry

#: What was answered stays in sight so long.
_LOOK_BACK = timedelta(days=30)


class AnswerForm(BaseForm):
    """The answer, in plain words."""

    answer = TextAreaField(_l("Your answer"), [Required(), at_most(4000)])


@bp.get("/werk/vragen", endpoint="inquiries")
@enter(Who.COORDINATOR)
def all_inquiries() -> str:
    """What waits for an answer of the own teams, and what was answered lately."""
    team_id = own_team_id(actor())
    return render_template(
        "desk/telling/inquiries.html",
        waiting=unanswered(team_id),
        answered=answered_since(clock.now() - _LOOK_BACK, team_id),
    )


@bp.route("/werk/vragen/<int:inquiry_id>", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def inquiry(inquiry_id: int) -> str | tuple[str, int] | Response:
    """One question with the person who asked it; the answer leaves by mail."""
    found = _load(inquiry_id)
    form = AnswerForm()
    if form.validate_on_submit():
        try:
            with transaction():
                service.answer(inquiry_id, form.answer.data or "", clock.now(), actor().user_id)
                name = found.registration.name
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("Your answer to %(name)s is on its way.", name=name), "success")
            return redirect(url_for("desk.inquiries"), 303)
    page = render_template("desk/telling/inquiry.html", form=form, inquiry=found)
    return (page, 422) if form.errors else page


def _load(inquiry_id: int) -> "Inquiry":
    found = inquiry_by_id(inquiry_id)
    if found is None or not coordinates(actor(), found.registration.edition.team_id):
        abort(404)
    return found
