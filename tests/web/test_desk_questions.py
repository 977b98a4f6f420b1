"""The page on which a coordinator asks more."""

import pytest
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, EditionQuestion
from app.queries.offering.question import questions_of
from app.rules.states import QuestionKind
from app.services.offering import question
from app.services.offering.question import QuestionPlan
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.held import hold_edition
from tests.factories.offer import make_edition, make_person
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

WHY = QuestionPlan(QuestionKind.TEXT, "Waarom kom je?", required=True)
GROUP = QuestionPlan(QuestionKind.CHOICE, "Welke groep?", ("Starter", "Gevorderd"))


def desk(visitor: Visitor, edition: Edition, part: str = "") -> Shown:
    return visitor.get(f"/werk/edities/{edition.id}/vragen{part}")


def add(edition: Edition, plan: QuestionPlan) -> int:
    with transaction():
        return question.add(edition.id, plan, NOW).id


def labels(edition: Edition) -> list[str]:
    db.session.rollback()
    return [q.label for q in questions_of(edition.id) if not q.retired]


def test_questions_are_added_changed_ordered_and_taken_out(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    page = desk(visitor.sign_in(cast.coordinator), edition)
    assert "The form asks nothing but the usual" in page
    page = visitor.submit(page, "Add the question", label=WHY.label, required="y")
    assert "1 extra question in the form" in page
    page = visitor.submit(
        page,
        "Add the question",
        label=GROUP.label,
        kind="choice",
        choices="Starter\n\n Gevorderd \nStarter",
    )
    assert "One of these: Starter; Gevorderd" in page
    page = visitor.submit(page, f"Up: {GROUP.label}")
    assert labels(edition) == [GROUP.label, WHY.label]
    form = desk(visitor, edition, f"/{questions_of(edition.id)[0].id}")
    assert form.forms[-1].values["choices"] == ["Starter\nGevorderd"]
    visitor.submit(form, "Save the question", status=422, choices="Starter")
    page = visitor.submit(form, "Save the question", label="Welke van de twee?")
    assert labels(edition) == ["Welke van de twee?", WHY.label]
    for _click in range(2):
        done = visitor.submit(page, "Take out: Welke van de twee?")
        assert "The question is out of the form." in done
    assert labels(edition) == [WHY.label]
    history = visitor.get(f"/werk/edities/{edition.id}/geschiedenis")
    assert "Extra question taken out of the form: “Welke van de twee?”" in history


def test_what_is_wrong_comes_back_as_it_was_typed(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    page = desk(visitor.sign_in(cast.coordinator), edition)
    page = visitor.submit(page, "Add the question", status=422, kind="choice", choices="x" * 201)
    assert "2 things to check" in page
    page = visitor.submit(page, "Add the question", status=422, label="Wat?", choices="Een")
    assert "Give two different answers to choose from" in page
    assert page.forms[-1].values["label"] == ["Wat?"]
    visitor.submit(page, "Add the question", status=422, kind="number")
    assert labels(edition) == []


def test_an_answered_question_keeps_its_words_and_can_come_back(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    why = add(edition, WHY)
    visitor.sign_in(cast.coordinator)
    stale = desk(visitor, edition, f"/{why}")
    with transaction():
        person = make_person(answers={why: "Zomaar"})
        registration.register(edition.id, person, NOW, consent=True)
    assert "its words stay" in visitor.submit(stale, "Save the question", status=422, label="Wat?")
    page = desk(visitor, edition)
    assert "1 time" in page
    assert "Change: Waarom" not in page
    page = visitor.submit(page, "Take out")
    assert "Taken out" in page
    assert labels(edition) == []
    page = visitor.submit(page, "Ask it again")
    assert labels(edition) == [WHY.label]


def test_questions_of_another_edition_of_the_same_training(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.limburg)
    shown = make_edition(team=cast.antwerp, starts="2027-05-10 09:30")
    draft = make_edition(team=cast.antwerp, starts="2027-06-07 09:30", publish=False)
    add(shown, WHY)
    add(draft, GROUP)
    page = desk(visitor.sign_in(cast.coordinator_limburg), edition)
    assert "10 mei 2027, Antwerpen (Waarom kom je?)" in page
    assert GROUP.label not in page, "a draft of another team shows nothing"
    visitor.submit(page, "Take over", status=404, example=str(draft.id))
    visitor.submit(page, "Take over", status=404, example="x")
    page = visitor.submit(page, "Take over")
    assert labels(edition) == [WHY.label]


def test_other_teams_and_what_is_over(visitor: Visitor, cast: Cast) -> None:
    edition = hold_edition(2, team=cast.antwerp)
    other = make_edition(team=cast.antwerp, starts="2027-05-10 09:30")
    why = add(other, WHY)
    page = desk(visitor.sign_in(cast.coordinator_antwerp), edition)
    assert "Add the question" not in page
    visitor.get(f"/werk/edities/{edition.id}/vragen/{why}", 404)
    token = desk(visitor, other).token
    path = f"/werk/edities/{other.id}/vragen/{why}/plaats"
    for before, after in (("x", "0"), ("0", ""), ("9" * 30, "1"), ("\x00", "1")):
        status = 200 if before.startswith("9") else 400
        values = {"csrf_token": token, "before": before, "after": after}
        visitor.post(path, dict(values), status)
    visitor.sign_in(cast.coordinator_limburg)
    visitor.get(f"/werk/edities/{other.id}/vragen", 404)
    assert db.session.scalars(select(EditionQuestion.label)).all() == [WHY.label]


@pytest.mark.parametrize("part", ["", "/plaats", "/weg", "/terug"])
def test_another_team_changes_nothing(visitor: Visitor, cast: Cast, part: str) -> None:
    edition = make_edition(team=cast.antwerp)
    why = add(edition, WHY)
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/vandaag")
    token = page.token
    values = {"csrf_token": token, "label": "Anders", "kind": "text", "before": "0", "after": "1"}
    visitor.post(f"/werk/edities/{edition.id}/vragen/{why}{part}", dict(values), 404)
    assert labels(edition) == [WHY.label]
