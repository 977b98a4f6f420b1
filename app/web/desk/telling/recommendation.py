"""Finding more people for an edition: who can be written to, what can be shared, who can help."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response
from wtforms import SelectMultipleField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.extensions import clock, settings, transaction
from app.queries.offering.offer import card, teams
from app.queries.telling.recommendation import former_participants, interested
from app.rules.errors import Code, RuleBroken
from app.rules.telling.recommendation import PAUSE, check_may_recommend
from app.services.telling import recommendation as service
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.forms import BaseForm, at_most
from app.web.loading import coordinated_edition
from app.web.public.prices import price_span
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition

Page = str | tuple[str, int] | Response
_PATH = "/werk/edities/<int:edition_id>/bekendmaken"


class RecommendForm(BaseForm):
    """What a coordinator adds to the mail."""

    note = TextAreaField(_l("A word of yours in the mail"), [Optional(), at_most(1000)])


class TeamsForm(BaseForm):
    """The teams that help, and a word to their coordinators."""

    teams = SelectMultipleField(
        _l("Also under these teams"),
        [Optional()],
        coerce=int,
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    word = TextAreaField(_l("A word to their coordinators"), [Optional(), at_most(1000)])


@bp.get(_PATH)
@enter(Who.COORDINATOR)
def find_people(edition_id: int) -> str:
    """Everything that can bring more people to an edition."""
    edition = coordinated_edition(edition_id)
    check_may_recommend(edition.state, closes_at=edition.closes_at, now=clock.now())
    return _page(edition, RecommendForm(formdata=None), _teams_form(edition, sent=False))


@bp.post(_PATH)
@enter(Who.COORDINATOR)
def recommend(edition_id: int) -> Page:
    """Write to the interest list and to former participants who agreed to news."""
    edition = coordinated_edition(edition_id)
    form = RecommendForm()
    if form.validate_on_submit():
        try:
            with transaction():
                told = service.recommend(
                    edition_id, form.note.data or "", clock.now(), actor().user_id
                )
        except RuleBroken as error:
            # The second click of a double click finds nobody left to write to.
            if error.code is not Code.NOBODY_TO_TELL:
                raise
            flash(_("Everybody whom we may write to has heard of it already."), "info")
        else:
            number = told.interested + told.former
            flash(
                ngettext("%(num)s person gets a mail.", "%(num)s people get a mail.", number),
                "success",
            )
        return redirect(url_for("desk.find_people", edition_id=edition_id), 303)
    return _page(edition, form, _teams_form(edition, sent=False)), 422


@bp.post(f"{_PATH}/teams")
@enter(Who.COORDINATOR)
def ask_teams(edition_id: int) -> Page:
    """Show the edition under other teams too, and ask their coordinators to help."""
    edition = coordinated_edition(edition_id)
    form = _teams_form(edition, sent=True)
    if form.validate_on_submit():
        try:
            with transaction():
                told = service.ask_teams(
                    edition_id,
                    form.teams.data or [],
                    form.word.data or "",
                    clock.now(),
                    actor().user_id,
                )
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_saved(told), "success")
            return redirect(url_for("desk.find_people", edition_id=edition_id), 303)
    return _page(edition, RecommendForm(formdata=None), form), 422


def _saved(told: Mapping[str, int]) -> str:
    """Which teams were written to; a team without coordinators of its own reads nothing."""
    names = ", ".join(name for name, number in told.items() if number)
    nobody = ", ".join(name for name, number in told.items() if not number)
    said = _("Saved. %(teams)s gets a mail.", teams=names) if names else _("Saved.")
    if nobody:
        said += " " + _("%(teams)s has no coordinator of its own to write to.", teams=nobody)
    elif not names:
        said = _("Saved. Nobody gets a mail.")
    return said


def _teams_form(edition: "Edition", *, sent: bool) -> TeamsForm:
    present = [team.id for team in edition.helping_teams]
    form = TeamsForm() if sent else TeamsForm(formdata=None, data={"teams": present})
    form.teams.choices = [
        SelectChoice(team.id, team.name)
        for team in teams()
        if team.id != edition.team_id and not team.retired
    ]
    return form


def _page(edition: "Edition", form: RecommendForm, teams_form: TeamsForm) -> str:
    now = clock.now()
    return render_template(
        "desk/telling/find_people.html",
        edition=edition,
        card=card(edition, now),
        form=form,
        teams_form=teams_form,
        interested=len(interested(edition, now)),
        former=len(former_participants(edition, now)),
        pause_days=PAUSE.days,
        address=f"{settings().base_url}{url_for('public.edition', edition_id=edition.id)}",
        price=price_span(edition),
    )
