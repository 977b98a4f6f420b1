"""The extra questions in the form of an edition: add, change, order, take out, copy.

Each verb locks the edition first, as a registration does: so nobody answers a question while its
words change.
"""

from dataclasses import dataclass
from datetime import datetime

from app.extensions import db
from app.models import Edition, EditionQuestion
from app.queries.offering.question import answer_counts, questions_of
from app.rules.errors import Code, RuleBroken
from app.rules.offering.question import check_choices, check_rewording, check_room
from app.rules.states import EditionState, QuestionKind
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition


@dataclass(frozen=True, slots=True)
class QuestionPlan:
    """A question as a coordinator wants it; `choices` are for the kind `choice` only."""

    kind: QuestionKind
    label: str
    choices: tuple[str, ...] = ()
    required: bool = False


def add(
    edition_id: int, plan: QuestionPlan, now: datetime, actor_id: int | None = None
) -> EditionQuestion:
    """Put one more question at the end of the form.

    The same question twice makes no sense: what is asked already is given back, as after a double
    click. Raises LookupError, RuleBroken(EDITION_ENDED), TOO_MANY_QUESTIONS or
    QUESTION_NEEDS_CHOICES.
    """
    edition = _lock(edition_id)
    check_choices(plan.kind, plan.choices)
    asked = _asked(edition_id)
    same = next((question for question in asked if plan_of(question) == plan), None)
    if same is not None:
        return same
    check_room(len(asked))
    question = _append(edition, plan)
    _record(Action.QUESTION_ADDED, question, now, actor_id)
    return question


def change(
    edition_id: int,
    question_id: int,
    plan: QuestionPlan,
    now: datetime,
    actor_id: int | None = None,
) -> EditionQuestion:
    """Say a question differently, as long as nobody answered it.

    Raises LookupError, RuleBroken(EDITION_ENDED), QUESTION_ANSWERED or QUESTION_NEEDS_CHOICES.
    """
    question = _load(edition_id, question_id)
    if plan_of(question) == plan:
        return question
    check_rewording(answer_counts(edition_id).get(question_id, 0))
    check_choices(plan.kind, plan.choices)
    _write(question, plan)
    _record(Action.QUESTION_CHANGED, question, now, actor_id)
    return question


def move(
    edition_id: int,
    question_id: int,
    *,
    before: int,
    after: int,
    now: datetime,
    actor_id: int | None = None,
) -> None:
    """Move a question of the form from the place `before` (0 is the first) to the place `after`.

    Nothing happens when it stands elsewhere by now, as after a double click, or when there is no
    such place. Raises LookupError or RuleBroken(EDITION_ENDED).
    """
    question = _load(edition_id, question_id)
    asked = _asked(edition_id)
    stands = question in asked and asked.index(question) == before
    if not stands or after == before or not 0 <= after < len(asked):
        return
    asked.remove(question)
    asked.insert(after, question)
    for position, other in enumerate(asked):
        other.position = position
    _record(Action.QUESTION_MOVED, question, now, actor_id)


def take_out(edition_id: int, question_id: int, now: datetime, actor_id: int | None = None) -> None:
    """Ask it no more. Answers stay with their question; one that has none is gone for good.

    Raises LookupError or RuleBroken(EDITION_ENDED).
    """
    question = _load(edition_id, question_id)
    if question.retired:
        return
    _record(Action.QUESTION_TAKEN_OUT, question, now, actor_id)
    if answer_counts(edition_id).get(question_id, 0):
        question.retired = True
    else:
        db.session.delete(question)
    db.session.flush()


def put_back(edition_id: int, question_id: int, now: datetime, actor_id: int | None = None) -> None:
    """Ask a question again that was taken out, at the end of the form.

    Raises LookupError, RuleBroken(EDITION_ENDED) or TOO_MANY_QUESTIONS.
    """
    question = _load(edition_id, question_id)
    if not question.retired:
        return
    check_room(len(_asked(edition_id)))
    question.position = _next_position(edition_id)
    question.retired = False
    _record(Action.QUESTION_PUT_BACK, question, now, actor_id)


def copy(edition_id: int, example_id: int, now: datetime, actor_id: int | None = None) -> int:
    """Add the questions of another edition that this one does not ask yet; how many came.

    Raises LookupError, RuleBroken(EDITION_ENDED), or TOO_MANY_QUESTIONS: all of them or none.
    """
    edition = _lock(edition_id)
    known = [plan_of(question) for question in _asked(edition_id)]
    new = [plan for plan in map(plan_of, _asked(example_id)) if plan not in known]
    for number, plan in enumerate(new, len(known)):
        check_room(number)
        _append(edition, plan)
    if new:
        history.record(
            Action.QUESTIONS_COPIED, now, edition_id=edition_id, actor_id=actor_id, number=len(new)
        )
    return len(new)


def plan_of(question: EditionQuestion) -> QuestionPlan:
    """A question as it stands."""
    return QuestionPlan(question.kind, question.label, tuple(question.choices), question.required)


def _lock(edition_id: int) -> Edition:
    edition = lock_edition(edition_id)
    if edition.state in (EditionState.CANCELLED, EditionState.COMPLETED):
        raise RuleBroken(Code.EDITION_ENDED)
    return edition


def _load(edition_id: int, question_id: int) -> EditionQuestion:
    _lock(edition_id)
    for question in questions_of(edition_id):
        if question.id == question_id:
            return question
    raise LookupError(f"no question {question_id} in edition {edition_id}")


def _asked(edition_id: int) -> list[EditionQuestion]:
    return [question for question in questions_of(edition_id) if not question.retired]


def _next_position(edition_id: int) -> int:
    return max((question.position for question in questions_of(edition_id)), default=-1) + 1


def _append(edition: Edition, plan: QuestionPlan) -> EditionQuestion:
    question = EditionQuestion(edition_id=edition.id, position=_next_position(edition.id))
    _write(question, plan)
    db.session.add(question)
    db.session.flush()
    return question


def _write(question: EditionQuestion, plan: QuestionPlan) -> None:
    question.kind, question.label = plan.kind, plan.label
    question.choices, question.required = list(plan.choices), plan.required


def _record(action: Action, question: EditionQuestion, now: datetime, actor_id: int | None) -> None:
    history.record(
        action, now, edition_id=question.edition_id, actor_id=actor_id, label=question.label
    )
