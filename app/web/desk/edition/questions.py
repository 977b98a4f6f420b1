"""The extra questions in the form of an edition: what a coordinator asks besides the usual."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    Field,
    Form,
    RadioField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from app.extensions import clock, transaction
from app.queries.offering.question import answer_counts, examples_for, question_by_id, questions_of
from app.rules.errors import Code, RuleBroken
from app.rules.states import EditionState, QuestionKind
from app.services.offering import question as questions
from app.services.offering.question import QuestionPlan, plan_of
from app.web import words
from app.web.access import Who, actor, enter
from app.web.desk import bp
from app.web.desk.edition.page import page_of
from app.web.desk.planning.trainings import lines
from app.web.forms import BaseForm, Required, at_most
from app.web.loading import coordinated_edition
from app.web.sentences import explain

if TYPE_CHECKING:
    from app.models import Edition, EditionQuestion

Page = str | tuple[str, int] | Response

#: Longest answer to choose from, in characters.
LONGEST_CHOICE = 200

_PATH = "/werk/edities/<int:edition_id>/vragen"
_ENDED = (EditionState.CANCELLED, EditionState.COMPLETED)


def _short_lines(_form: Form, field: Field) -> None:
    if any(len(line) > LONGEST_CHOICE for line in lines(field.data)):
        raise ValidationError(_("Use %(max)d characters a line at most.", max=LONGEST_CHOICE))


class QuestionForm(BaseForm):
    """One extra question."""

    label = StringField(_l("Question"), [Required(), at_most(300)])
    kind = RadioField(
        _l("How do people answer?"),
        choices=[
            SelectChoice(QuestionKind.TEXT.value, _l("In their own words")),
            SelectChoice(QuestionKind.CHOICE.value, _l("With one of these answers")),
            SelectChoice(QuestionKind.YES_NO.value, _l("With yes or no")),
        ],
        default=QuestionKind.TEXT.value,
    )
    choices = TextAreaField(_l("Answers to choose from"), [Optional(), at_most(4000), _short_lines])
    required = BooleanField(_l("Everybody must answer"))

    def plan(self) -> QuestionPlan:
        """What was filled in; answers typed twice count once, and only where one is chosen."""
        kind = QuestionKind(self.kind.data)
        offered = lines(self.choices.data) if kind is QuestionKind.CHOICE else []
        return QuestionPlan(
            kind, self.label.data or "", tuple(dict.fromkeys(offered)), self.required.data
        )


@bp.route(_PATH, methods=["GET", "POST"], endpoint="questions")
@enter(Who.COORDINATOR)
def all_questions(edition_id: int) -> Page:
    """The questions of an edition in their order, with the form that adds one."""
    edition = coordinated_edition(edition_id)
    form = QuestionForm()
    if form.validate_on_submit():
        try:
            with transaction():
                questions.add(edition_id, form.plan(), clock.now(), actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("The question stands in the form."), "success")
            return _back(edition_id)
    page = _page(edition, form)
    return (page, 422) if form.errors else page


@bp.route(f"{_PATH}/<int:question_id>", methods=["GET", "POST"])
@enter(Who.COORDINATOR)
def change_question(edition_id: int, question_id: int) -> Page:
    """Say a question differently, as long as nobody answered it."""
    edition, found = _load(edition_id, question_id)
    if edition.state in _ENDED:
        raise RuleBroken(Code.EDITION_ENDED)
    form = QuestionForm(data=_values_of(plan_of(found)))
    if form.validate_on_submit():
        try:
            with transaction():
                now = clock.now()
                questions.change(edition_id, question_id, form.plan(), now, actor().user_id)
        except RuleBroken as error:
            explain(form, error)
        else:
            flash(_("The question is saved."), "success")
            return _back(edition_id)
    page = render_template("desk/edition/question.html", edition=edition, form=form)
    return (page, 422) if form.errors else page


@bp.post(f"{_PATH}/<int:question_id>/plaats")
@enter(Who.COORDINATOR)
def move_question(edition_id: int, question_id: int) -> Response:
    """Put a question one place higher or lower."""
    _load(edition_id, question_id)
    before, after = (request.form.get(name, type=int) for name in ("before", "after"))
    if before is None or after is None:
        abort(400)
    with transaction():
        questions.move(
            edition_id,
            question_id,
            before=before,
            after=after,
            now=clock.now(),
            actor_id=actor().user_id,
        )
    return _back(edition_id, f"v{question_id}")


@bp.post(f"{_PATH}/<int:question_id>/weg")
@enter(Who.COORDINATOR)
def take_out_question(edition_id: int, question_id: int) -> Response:
    """Ask it no more; answers that were given stay."""
    coordinated_edition(edition_id)
    # The second click of a double click asks for what is so already.
    if question_by_id(edition_id, question_id) is not None:
        with transaction():
            questions.take_out(edition_id, question_id, clock.now(), actor().user_id)
    flash(_("The question is out of the form."), "success")
    return _back(edition_id)


@bp.post(f"{_PATH}/<int:question_id>/terug")
@enter(Who.COORDINATOR)
def put_back_question(edition_id: int, question_id: int) -> Page:
    """Ask it again."""
    edition, _found = _load(edition_id, question_id)
    return _do(
        edition,
        lambda: questions.put_back(edition_id, question_id, clock.now(), actor().user_id),
        _("The question stands in the form again."),
    )


@bp.post(f"{_PATH}/overnemen")
@enter(Who.COORDINATOR)
def copy_questions(edition_id: int) -> Page:
    """Take over what another edition of the same training asks."""
    edition = coordinated_edition(edition_id)
    wanted = request.form.get("example", type=int)
    example = next((e for e in examples_for(edition, actor()) if e.id == wanted), None)
    if example is None:
        abort(404)
    example_id = example.id
    return _do(
        edition,
        lambda: questions.copy(edition_id, example_id, clock.now(), actor().user_id),
        _("The questions stand in the form."),
    )


def _do(edition: "Edition", verb: Callable[[], object], done: str) -> Page:
    edition_id = edition.id
    try:
        with transaction():
            verb()
    except RuleBroken as error:
        form = QuestionForm(formdata=None)
        explain(form, error)
        return _page(edition, form), 422
    flash(done, "success")
    return _back(edition_id)


def _page(edition: "Edition", form: QuestionForm) -> str:
    known = questions_of(edition.id)
    return page_of(
        edition,
        "questions",
        form=form,
        asked=[question for question in known if not question.retired],
        retired=[question for question in known if question.retired],
        counts=answer_counts(edition.id),
        examples=examples_for(edition, actor()),
        fixed=edition.state in _ENDED,
        kind_of=words.question_kind,
    )


def _load(edition_id: int, question_id: int) -> "tuple[Edition, EditionQuestion]":
    edition = coordinated_edition(edition_id)
    found = question_by_id(edition_id, question_id)
    if found is None:
        abort(404)
    return edition, found


def _values_of(plan: QuestionPlan) -> dict[str, object]:
    return {
        "label": plan.label,
        "kind": plan.kind.value,
        "choices": "\n".join(plan.choices),
        "required": plan.required,
    }


def _back(edition_id: int, anchor: str | None = None) -> Response:
    return redirect(url_for("desk.questions", edition_id=edition_id, _anchor=anchor), 303)
