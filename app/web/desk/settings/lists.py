"""Teams and themes: add, rename, retire, merge, delete."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms import EmailField, StringField
from wtforms.validators import Optional

from app.extensions import clock, transaction
from app.queries.settings.setting import team_lines, theme_lines
from app.rules.errors import Code, RuleBroken
from app.services.settings import team as teams
from app.services.settings import theme as themes
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.forms import BaseForm, Required, at_most, email_address
from app.web.sentences import explain, sentence

Page = str | tuple[str, int] | Response


class NameForm(BaseForm):
    """A name, new or other."""

    name = StringField(_l("Name"), [Required(), at_most(120)])


class TeamForm(NameForm):
    """A team that is there already."""

    email = EmailField(
        _l("E-mail address of the team"), [Optional(), at_most(254), email_address()]
    )


@bp.route("/werk/beheer/teams", methods=["GET", "POST"], endpoint="teams")
@enter(Who.ADMINISTRATOR)
def all_teams() -> Page:
    """The teams, and one more."""
    form = NameForm()
    if form.validate_on_submit() and _done(form, teams.add_team, form.name.data):
        flash(_("The team is added."), "success")
        return redirect(url_for("desk.teams"), 303)
    page = render_template("desk/settings/teams.html", form=form, lines=team_lines())
    return (page, 422) if form.errors else page


@bp.route("/werk/beheer/teams/<int:team_id>", methods=["GET", "POST"])
@enter(Who.ADMINISTRATOR)
def team(team_id: int) -> Page:
    """One team: another name or address, retired or back, gone when nothing names it."""
    line = next((one for one in team_lines() if one.team.id == team_id), None)
    if line is None:
        abort(404)
    form = TeamForm(data={"name": line.team.name, "email": line.team.email})
    if form.validate_on_submit() and _done(
        form, teams.change_team, team_id, form.name.data, form.email.data or ""
    ):
        flash(_("Saved."), "success")
        return redirect(url_for("desk.teams"), 303)
    page = render_template("desk/settings/team.html", form=form, line=line)
    return (page, 422) if form.errors else page


@bp.post("/werk/beheer/teams/<int:team_id>/<step>")
@enter(Who.ADMINISTRATOR)
def change_team(team_id: int, step: str) -> Response:
    """Retire a team (rust), bring it back (terug) or delete it (weg)."""
    if step not in ("rust", "terug", "weg"):
        abort(404)
    if step == "weg":
        ended = _tried(teams.delete_team, team_id)
        flash(*(ended or (_("The team is gone."), "success")))
        return redirect(url_for("desk.teams"), 303)
    ended = _tried(teams.retire_team, team_id, step == "rust")
    said = {"rust": _("The team gets no new editions."), "terug": _("The team is a choice again.")}
    flash(*(ended or (said[step], "success")))
    return redirect(url_for("desk.teams"), 303)


@bp.route("/werk/beheer/themas", methods=["GET", "POST"], endpoint="themes")
@enter(Who.ADMINISTRATOR)
def all_themes() -> Page:
    """The themes, and one more."""
    form = NameForm()
    if form.validate_on_submit() and _done(form, themes.add_theme, form.name.data):
        flash(_("The theme is added."), "success")
        return redirect(url_for("desk.themes"), 303)
    page = render_template("desk/settings/themes.html", form=form, lines=theme_lines())
    return (page, 422) if form.errors else page


@bp.route("/werk/beheer/themas/<int:theme_id>", methods=["GET", "POST"])
@enter(Who.ADMINISTRATOR)
def theme(theme_id: int) -> Page:
    """One theme: another name, merged into another, gone when no training has it."""
    lines = theme_lines()
    found = next(((one, number) for one, number in lines if one.id == theme_id), None)
    if found is None:
        abort(404)
    form = NameForm(data={"name": found[0].name})
    if form.validate_on_submit() and _done(form, themes.rename_theme, theme_id, form.name.data):
        flash(_("Saved."), "success")
        return redirect(url_for("desk.themes"), 303)
    others = [one for one, _number in lines if one.id != theme_id]
    page = render_template(
        "desk/settings/theme.html", form=form, theme=found[0], number=found[1], others=others
    )
    return (page, 422) if form.errors else page


@bp.post("/werk/beheer/themas/<int:theme_id>/<step>")
@enter(Who.ADMINISTRATOR)
def change_theme(theme_id: int, step: str) -> Response:
    """Merge a theme into the one that was chosen (samen), or delete it (weg)."""
    if step not in ("samen", "weg"):
        abort(404)
    if step == "weg":
        ended = _tried(themes.delete_theme, theme_id)
        flash(*(ended or (_("The theme is gone."), "success")))
        return redirect(url_for("desk.themes"), 303)
    into_id = request.form.get("into", type=int)
    if into_id is None:
        abort(400)
    ended = _tried(themes.merge_theme, theme_id, into_id)
    flash(*(ended or (_("The themes are one now."), "success")))
    return redirect(url_for("desk.themes"), 303)


def _tried(change: Callable[..., object], *values: Any) -> tuple[str, str] | None:
    """Do it; what to say when it cannot be. What is gone already was so by the first click."""
    try:
        with transaction():
            change(*values, clock.now(), actor().user_id)
    except RuleBroken as error:
        return sentence(error), "warning"
    except LookupError:
        return None
    return None


def _done(form: BaseForm, change: Callable[..., object], *values: Any) -> bool:
    """Do it; whether it was done, with the sentence at the name when it was not."""
    try:
        with transaction():
            change(*values, clock.now(), actor().user_id)
    except LookupError:
        abort(404)
    except (RuleBroken, IntegrityError) as error:
        known = error if isinstance(error, RuleBroken) else RuleBroken(Code.NAME_TAKEN, "name")
        explain(form, known)
        return False
    return True
