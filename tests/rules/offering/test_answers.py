"""Answers to the extra questions of an edition: which are taken, which come back."""

import pytest

from app.rules.errors import Code, RuleBroken
from app.rules.offering.question import LONGEST_ANSWER, QuestionFacts, check_answers
from app.rules.states import QuestionKind

TEXT = QuestionFacts(1, QuestionKind.TEXT, required=False)
CHOICE = QuestionFacts(2, QuestionKind.CHOICE, required=True, choices=("Trein", "Auto"))
YES_NO = QuestionFacts(3, QuestionKind.YES_NO, required=False)
ALL = (TEXT, CHOICE, YES_NO)


@pytest.mark.parametrize(
    "answers",
    [
        {2: "Trein"},
        {1: "", 2: " Auto ", 3: ""},
        {1: "x" * LONGEST_ANSWER, 2: "Trein", 3: "yes"},
        {2: "Trein", 3: "no"},
    ],
)
def test_answers_that_are_taken(answers: dict[int, str]) -> None:
    check_answers(ALL, answers, all_required=True)


@pytest.mark.parametrize(
    ("answers", "code", "field"),
    [
        ({}, Code.ANSWER_MISSING, "q2"),
        ({2: "  "}, Code.ANSWER_MISSING, "q2"),
        ({2: "trein"}, Code.ANSWER_UNKNOWN, "q2"),
        ({2: "Trein", 3: "maybe"}, Code.ANSWER_UNKNOWN, "q3"),
        ({1: "x" * (LONGEST_ANSWER + 1), 2: "Trein"}, Code.ANSWER_UNKNOWN, "q1"),
        ({2: "Trein", 4: "of another edition"}, Code.ANSWER_UNKNOWN, "q4"),
    ],
)
def test_answers_that_come_back(answers: dict[int, str], code: Code, field: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        check_answers(ALL, answers, all_required=True)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_who_fills_in_for_another_may_leave_open_but_not_invent() -> None:
    check_answers(ALL, {}, all_required=False)
    with pytest.raises(RuleBroken):
        check_answers(ALL, {2: "Fiets"}, all_required=False)
