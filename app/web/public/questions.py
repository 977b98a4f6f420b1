"""The extra questions of an edition as fields of a form: `q` and the number of the question."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask_babel import lazy_gettext as _l
from wtforms import Field, Form, RadioField, SelectField, StringField
from wtforms.fields import SelectChoice
from wtforms.fields.core import UnboundField
from wtforms.validators import Optional

from app.rules.offering.question import LONGEST_ANSWER, NO, YES, field_name
from app.rules.states import QuestionKind
from app.web.forms import Required, at_most

if TYPE_CHECKING:
    from app.models import Edition, Registration

#: More choices than this make a list instead of buttons.
_MOST_BUTTONS = 6


@dataclass(frozen=True, slots=True)
class Question:
    """One extra question, as a form asks it."""

    id: int
    kind: QuestionKind
    label: str
    required: bool
    choices: tuple[str, ...]


def questions_of(edition: "Edition") -> tuple[Question, ...]:
    """The questions of an edition that are still asked, in their order."""
    return tuple(
        Question(one.id, one.kind, one.label, one.required, tuple(one.choices))
        for one in edition.questions
        if not one.retired
    )


def question_fields(
    questions: Iterable[Question], *, all_required: bool
) -> dict[str, UnboundField]:
    """A field for each question by its name.

    Without `all_required`, the questions that demand an answer may be left open.
    """
    return {
        field_name(question.id): _field(question, question.required and all_required)
        for question in questions
    }


def _field(question: Question, required: bool) -> UnboundField:
    demand = Required() if required else Optional()
    match question.kind:
        case QuestionKind.CHOICE:
            choices = [SelectChoice(choice) for choice in question.choices]
            if len(choices) > _MOST_BUTTONS:
                choices.insert(0, SelectChoice("", _l("Choose")))
                return SelectField(question.label, [demand], choices=choices)
            return RadioField(question.label, [demand], choices=choices)
        case QuestionKind.YES_NO:
            choices = [SelectChoice(YES, _l("Yes")), SelectChoice(NO, _l("No"))]
            return RadioField(question.label, [demand], choices=choices)
        case _:
            return StringField(question.label, [demand, at_most(LONGEST_ANSWER)])


def asked(form: Form) -> Iterator[tuple[int, Field]]:
    """The questions of a form: their numbers and their fields."""
    for field in form:
        number = field.short_name.removeprefix("q")
        if field.short_name.startswith("q") and number.isdigit():
            yield int(number), field


def answers_of(registration: "Registration") -> dict[str, str]:
    """What somebody answered before, by the name of the field."""
    return {field_name(answer.question_id): answer.answer for answer in registration.answers}
