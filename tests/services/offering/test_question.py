"""The extra questions of an edition: their words, their order, and what answers keep."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, EditionQuestion, HistoryEntry, RegistrationAnswer
from app.queries.offering.question import answer_counts, questions_of
from app.rules.errors import Code, RuleBroken
from app.rules.offering.question import MOST_CHOICES, MOST_QUESTIONS
from app.rules.states import CancelReason, QuestionKind
from app.services.deciding import minimum
from app.services.history import Action
from app.services.offering import question
from app.services.offering.question import QuestionPlan
from app.services.registering import registration
from tests.factories.offer import make_edition, make_person
from tests.support.time import NOW

WHY = QuestionPlan(QuestionKind.TEXT, "Waarom kom je?", required=True)
GROUP = QuestionPlan(QuestionKind.CHOICE, "Welke groep?", ("Starter", "Gevorderd"))
LUNCH = QuestionPlan(QuestionKind.YES_NO, "Kom je met de trein?")


def add(edition: Edition, *plans: QuestionPlan) -> list[int]:
    ids = []
    for plan in plans:
        with transaction():
            ids.append(question.add(edition.id, plan, NOW).id)
    return ids


def answered(edition: Edition, question_id: int) -> None:
    person = make_person(answers={question_id: "Zomaar"})
    with transaction():
        registration.register(edition.id, person, NOW, consent=True)


def labels(edition: Edition) -> list[str]:
    return [q.label for q in questions_of(edition.id) if not q.retired]


def actions(edition: Edition) -> list[str]:
    entries = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.edition_id == edition.id, HistoryEntry.action.like("question%"))
        .order_by(HistoryEntry.id)
    )
    return [entry.action for entry in entries]


def broken(code: Code) -> "pytest.RaisesExc[RuleBroken]":
    return pytest.raises(RuleBroken, check=lambda error: error.code is code)


def test_questions_stand_in_the_order_in_which_they_came(app: Flask) -> None:
    edition = make_edition()
    first, second, third = add(edition, WHY, GROUP, LUNCH)
    assert labels(edition) == [WHY.label, GROUP.label, LUNCH.label]
    for _click in range(2):
        with transaction():
            question.move(edition.id, third, before=2, after=0, now=NOW)
    assert labels(edition) == [LUNCH.label, WHY.label, GROUP.label]
    with transaction():
        question.move(edition.id, third, before=0, after=-1, now=NOW)
        question.move(edition.id, second, before=2, after=3, now=NOW)
        question.move(edition.id, first, before=1, after=2, now=NOW)
    assert labels(edition) == [LUNCH.label, GROUP.label, WHY.label]
    assert actions(edition).count(Action.QUESTION_MOVED) == 2


def test_the_same_question_is_asked_once(app: Flask) -> None:
    edition = make_edition()
    first, again = add(edition, WHY, WHY)
    assert first == again
    assert actions(edition) == [Action.QUESTION_ADDED]


def test_words_change_until_somebody_answers(app: Flask) -> None:
    edition = make_edition()
    (why,) = add(edition, WHY)
    better = replace(WHY, label="Wat wil je leren?", required=False)
    with transaction():
        question.change(edition.id, why, better, NOW)
    assert labels(edition) == [better.label]
    answered(edition, why)
    assert answer_counts(edition.id) == {why: 1}
    with transaction():
        question.change(edition.id, why, better, NOW)
    with broken(Code.QUESTION_ANSWERED), transaction():
        question.change(edition.id, why, WHY, NOW)
    assert labels(edition) == [better.label]


def test_taken_out_it_keeps_its_answers_and_can_come_back(app: Flask) -> None:
    edition = make_edition()
    why, group = add(edition, WHY, GROUP)
    answered(edition, why)
    with transaction():
        question.take_out(edition.id, why, NOW)
        question.take_out(edition.id, group, NOW)
    assert [(q.label, q.retired) for q in questions_of(edition.id)] == [(WHY.label, True)]
    assert db.session.scalars(select(RegistrationAnswer.answer)).all() == ["Zomaar"]
    add(edition, LUNCH)
    for _click in range(2):
        with transaction():
            question.put_back(edition.id, why, NOW)
    assert labels(edition) == [LUNCH.label, WHY.label]
    assert actions(edition).count(Action.QUESTION_PUT_BACK) == 1


@pytest.mark.parametrize(
    "plan",
    [
        replace(GROUP, choices=("Starter",)),
        replace(GROUP, choices=()),
        replace(GROUP, choices=("Starter", "Starter")),
        replace(GROUP, choices=tuple(map(str, range(MOST_CHOICES + 1)))),
        replace(WHY, choices=("Starter", "Gevorderd")),
    ],
)
def test_a_choice_is_a_choice(app: Flask, plan: QuestionPlan) -> None:
    edition = make_edition()
    (why,) = add(edition, LUNCH)
    with broken(Code.QUESTION_NEEDS_CHOICES), transaction():
        question.add(edition.id, plan, NOW)
    with broken(Code.QUESTION_NEEDS_CHOICES), transaction():
        question.change(edition.id, why, plan, NOW)
    assert labels(edition) == [LUNCH.label]


def test_questions_are_taken_over_once_and_all_of_them_or_none(app: Flask) -> None:
    example, edition = make_edition(), make_edition(starts="2027-05-10 09:30")
    why, _group, _lunch = add(example, WHY, GROUP, LUNCH)
    answered(example, why)
    add(edition, GROUP)
    for number in (2, 0):
        with transaction():
            assert question.copy(edition.id, example.id, NOW) == number
    assert labels(edition) == [GROUP.label, WHY.label, LUNCH.label]
    assert answer_counts(edition.id) == {}
    assert len(labels(example)) == 3
    more = [replace(WHY, label=f"Vraag {n}") for n in range(MOST_QUESTIONS - 1)]
    full = make_edition(starts="2027-06-07 09:30")
    add(full, *more)
    with broken(Code.TOO_MANY_QUESTIONS), transaction():
        question.copy(full.id, example.id, NOW)
    assert len(labels(full)) == MOST_QUESTIONS - 1
    add(full, WHY)
    with broken(Code.TOO_MANY_QUESTIONS), transaction():
        question.add(full.id, LUNCH, NOW)


def test_what_is_over_asks_nothing_new(app: Flask) -> None:
    edition = make_edition()
    (why,) = add(edition, WHY)
    with transaction():
        minimum.cancel(edition.id, CancelReason.OTHER, "Verbouwing.", NOW, None)
    for verb in (
        lambda: question.add(edition.id, LUNCH, NOW),
        lambda: question.change(edition.id, why, LUNCH, NOW),
        lambda: question.take_out(edition.id, why, NOW),
        lambda: question.put_back(edition.id, why, NOW),
        lambda: question.copy(edition.id, edition.id, NOW),
        lambda: question.move(edition.id, why, before=0, after=1, now=NOW),
    ):
        with broken(Code.EDITION_ENDED), transaction():
            verb()
    assert db.session.scalars(select(EditionQuestion.label)).all() == [WHY.label]


def test_a_question_of_another_edition_is_unknown_here(app: Flask) -> None:
    mine, theirs = make_edition(), make_edition(starts="2027-05-10 09:30")
    (why,) = add(theirs, WHY)
    with pytest.raises(LookupError), transaction():
        question.take_out(mine.id, why, NOW)
    assert labels(theirs) == [WHY.label]
