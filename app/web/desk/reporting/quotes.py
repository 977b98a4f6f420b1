"""Quotes: approve, shorten, set aside, take back."""

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import TextAreaField

from app.extensions import clock, transaction
from app.queries.attending.quote import quote_by_id, quotes, signature
from app.queries.offering.planning import own_team_id
from app.rules.access import coordinates
from app.rules.errors import RuleBroken
from app.rules.states import QuoteState
from app.services.attending.quote import judge
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.forms import BaseForm, Required, at_most
from app.web.sentences import explain, sentence

if TYPE_CHECKING:
    from app.models import Quote


class ShortenForm(BaseForm):
    """The shortened text of a quote: words may be left out, none may be added."""

    text = TextAreaField(_l("What stands in the report"), [Required(), at_most(2000)])


@bp.get("/werk/citaten", endpoint="quotes")
@enter(Who.COORDINATOR)
def all_quotes() -> str:
    """The quotes of the own teams, those to read first."""
    return render_template(
        "desk/reporting/quotes.html", quotes=quotes(own_team_id(actor())), signature=signature
    )


def _load(quote_id: str) -> "Quote":
    found = quote_by_id(quote_id)
    if found is None or not coordinates(actor(), found.edition.team_id):
        abort(404)
    return found


def _back(quote: "Quote") -> Response:
    """To where the coordinator came from: the evaluation of the edition, or all quotes."""
    if request.args.get("terug") == "evaluatie":
        return redirect(url_for("trainer.evaluation", edition_id=quote.edition_id), 303)
    return redirect(url_for("desk.quotes"), 303)


@bp.post("/werk/citaten/<hex:quote_id>")
@enter(Who.COORDINATOR)
def judge_quote(quote_id: str) -> Response:
    """Approve, set aside or take back, by the button that was pressed."""
    quote = _load(quote_id)
    wanted = request.form.get("state", "")
    if wanted not in list(QuoteState):
        abort(400)
    state = QuoteState(wanted)
    try:
        with transaction():
            judge(quote_id, state, clock.now(), actor().user_id)
    except RuleBroken as error:
        flash(sentence(error), "warning")
    else:
        flash(_done(state), "success")
    return _back(quote)


@bp.route("/werk/citaten/<hex:quote_id>/inkorten", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def shorten_quote(quote_id: str) -> str | tuple[str, int] | Response:
    """Leave words out of a quote, and approve it."""
    quote = _load(quote_id)
    form = ShortenForm(data={"text": quote.published})
    if form.validate_on_submit():
        try:
            with transaction():
                judge(
                    quote_id,
                    QuoteState.APPROVED,
                    clock.now(),
                    actor().user_id,
                    published=form.text.data,
                )
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_done(QuoteState.APPROVED), "success")
            return _back(quote)
    page = render_template(
        "desk/reporting/quote_shorten.html", form=form, quote=quote, signature=signature(quote)
    )
    return (page, 422) if form.errors else page


def _done(state: QuoteState) -> str:
    return {
        QuoteState.APPROVED: _("The quote stands in the report."),
        QuoteState.REJECTED: _("The quote is not used."),
        QuoteState.PENDING: _("The quote is taken out of the report."),
    }[state]
