"""Trainings: the list, and the form that adds or changes one."""

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy.exc import IntegrityError
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.extensions import clock, transaction
from app.queries.offering.interest import waiting_numbers
from app.queries.offering.offer import themes, trainings
from app.queries.offering.planning import edition_numbers, has_public_edition, training_by_id
from app.rules.errors import Code, RuleBroken
from app.services.offering.offer import TrainingFacts, is_so, save_training
from app.web.access import Who, enter
from app.web.desk import bp
from app.web.forms import BaseForm, Required, at_most
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Training


class TrainingForm(BaseForm):
    """A training as a coordinator describes it."""

    title = StringField(_l("Title"), [Required(), at_most(200)])
    short_name = StringField(_l("Short name"), [Required(), at_most(80)])
    summary = TextAreaField(_l("In one or two sentences"), [Required(), at_most(500)])
    description = TextAreaField(_l("Description"), [Required(), at_most(20000)])
    goals = TextAreaField(_l("What people learn"), [Optional(), at_most(5000)])
    audience = TextAreaField(_l("For whom"), [Optional(), at_most(2000)])
    themes = SelectMultipleField(
        _l("Themes"), [Optional()], widget=ListWidget(), option_widget=CheckboxInput()
    )
    new_themes = TextAreaField(_l("New themes"), [Optional(), at_most(1000)])
    published = BooleanField(_l("On the site from now on"), default=True)

    def facts(self) -> TrainingFacts:
        """What was filled in; a theme that is ticked and typed counts once."""
        names = [*(self.themes.data or []), *lines(self.new_themes.data)]
        return TrainingFacts(
            title=self.title.data or "",
            short_name=self.short_name.data or "",
            summary=self.summary.data or "",
            description=self.description.data or "",
            goals="\n".join(lines(self.goals.data)),
            audience=self.audience.data or "",
            themes=tuple(dict.fromkeys(name[:120] for name in names)),
            published=self.published.data,
        )


def lines(text: str | None) -> list[str]:
    """The lines of a text that say something."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


@bp.get("/werk/vormingen", endpoint="trainings")
@enter(Who.COORDINATOR)
def all_trainings() -> str:
    """All trainings by title."""
    return render_template(
        "desk/planning/trainings.html",
        trainings=trainings(),
        numbers=edition_numbers(),
        waiting=waiting_numbers(),
    )


@bp.route("/werk/vormingen/nieuw", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def new_training() -> str | tuple[str, int] | Response:
    """Describe a new training."""
    return _training_page(None)


@bp.route("/werk/vormingen/<int:training_id>", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def training(training_id: int) -> str | tuple[str, int] | Response:
    """Change a training; trainings belong to all teams."""
    found = training_by_id(training_id)
    if found is None:
        abort(404)
    return _training_page(found)


def _training_page(training: "Training | None") -> str | tuple[str, int] | Response:
    form = TrainingForm(obj=training)
    known = [theme.name for theme in themes()]
    form.themes.choices = [SelectChoice(name) for name in known]
    if not form.is_submitted() and training is not None:
        form.themes.data = [theme.name for theme in training.themes]
    training_id = training.id if training else None
    status = 200
    if form.validate_on_submit():
        facts = form.facts()
        try:
            with transaction():
                save_training(facts, clock.now(), training_id)
        except (RuleBroken, IntegrityError):
            # The second click of a double click asks for what is so already.
            if training is not None or not any(is_so(known, facts) for known in trainings()):
                explain(form, RuleBroken(Code.TITLE_TAKEN, "title"))
        if not form.errors:
            flash(_("“%(title)s” is saved.", title=facts.title), "success")
            return redirect(url_for("desk.trainings"), 303)
    if form.errors:
        status = 422
    waiting = waiting_numbers().get(training.id, 0) if training else 0
    return render_template(
        "desk/planning/training.html",
        form=form,
        training=training,
        waiting=waiting,
        always_public=has_public_edition(training_id),
    ), status
