"""The extra questions of an edition: which answers they take."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.rules.errors import Code, RuleBroken
from app.rules.states import QuestionKind

#: Answers to a yes/no question, as they are stored.
YES, NO = "yes", "no"

#: Longest answer in words, in characters.
LONGEST_ANSWER = 1000

#: Questions that the form of one edition asks, and answers that one of them offers, at most.
MOST_QUESTIONS = 10
MOST_CHOICES = 20


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question that is still asked; `choices` are the answers to one of the kind `choice`."""

    id: int
    kind: QuestionKind
    required: bool
    choices: tuple[str, ...] = ()

    @property
    def field(self) -> str:
        """The name of its field in a form."""
        return field_name(self.id)


def field_name(question_id: int) -> str:
    """The name of the field of a question in a form."""
    return f"q{question_id}"


def check_answers(
    questions: Iterable[QuestionFacts], answers: Mapping[int, str], *, all_required: bool
) -> None:
    """Whether these answers, by the id of their question, are answers to these questions.

    With `all_required`, the questions that demand an answer must have one; somebody who fills in
    for another cannot give it. Raises RuleBroken with the field of the question: ANSWER_MISSING,
    or ANSWER_UNKNOWN for a choice that is not offered, a text that is too long, and for a question
    that is not asked.
    """
    asked = {question.id: question for question in questions}
    for question_id in answers.keys() - asked.keys():
        raise RuleBroken(Code.ANSWER_UNKNOWN, field_name(question_id))
    for question in asked.values():
        answer = answers.get(question.id, "").strip()
        if not answer:
            if question.required and all_required:
                raise RuleBroken(Code.ANSWER_MISSING, question.field)
        elif not _is_answer(question, answer):
            raise RuleBroken(Code.ANSWER_UNKNOWN, question.field)


def _is_answer(question: QuestionFacts, answer: str) -> bool:
    match question.kind:
        case QuestionKind.CHOICE:
            return answer in question.choices
        case QuestionKind.YES_NO:
            return answer in (YES, NO)
        case _:
            return len(answer) <= LONGEST_ANSWER


def check_choices(kind: QuestionKind, choices: Sequence[str]) -> None:
    """A question of the kind `choice` offers different answers, two or more; others offer none.

    Raises RuleBroken(QUESTION_NEEDS_CHOICES).
    """
    fewest, most = (2, MOST_CHOICES) if kind is QuestionKind.CHOICE else (0, 0)
    if not fewest <= len(choices) <= most or len(set(choices)) != len(choices):
        raise RuleBroken(Code.QUESTION_NEEDS_CHOICES, "choices", most=MOST_CHOICES)


def check_room(number: int) -> None:
    """Whether a form that asks so many questions may ask one more.

    Raises RuleBroken(TOO_MANY_QUESTIONS).
    """
    if number >= MOST_QUESTIONS:
        raise RuleBroken(Code.TOO_MANY_QUESTIONS, most=MOST_QUESTIONS)


def check_rewording(answers: int) -> None:
    """A question that was answered keeps its words: an answer means nothing under other ones.

    Raises RuleBroken(QUESTION_ANSWERED).
    """
    if answers:
        raise RuleBroken(Code.QUESTION_ANSWERED)
