"""What people told, on the desk: the list, the file, the form that changes it, the way out."""

import csv
from datetime import datetime
from io import StringIO

import pytest

from app.extensions import clock, db, transaction
from app.models import Edition, Registration
from app.rules.states import QuestionKind, RegistrationState
from app.services.offering import question
from app.services.offering.question import QuestionPlan
from app.services.registering import registration
from app.services.registering.person import Billing, billing_of
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_person, register
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Shown, Visitor

BILL = Billing("Stad Gent", "Botermarkt 1, Gent", "BE0999999922", "PO 7")
TOLD = {
    "greeting": "mevrouw De Smet",
    "phone": "+32 470 12 34 56",
    "region": "Limburg",
    "experience": "Twee keer gevolgd",
    "needs": "Ringleiding",
    "diet": "Halal",
}


def make_asked(cast: Cast) -> tuple[Edition, list[int]]:
    """An edition with everything that can be asked, with one question that is asked no more."""
    edition = make_edition(team=cast.antwerp, trainers=(cast.trainer,), meal=True, price_cents=9500)
    plans = (
        QuestionPlan(QuestionKind.YES_NO, "Kom je met de trein?"),
        QuestionPlan(QuestionKind.TEXT, "=Waarom?", required=True),
        QuestionPlan(QuestionKind.CHOICE, "Welke groep?", ("Starter", "Gevorderd")),
    )
    with transaction():
        ids = [question.add(edition.id, plan, NOW).id for plan in plans]
    return edition, ids


def enter(edition: Edition, answers: dict[int, str], name: str = "An") -> Registration:
    with transaction():
        person = make_person(name, answers=answers, billing=BILL, **TOLD)
        return registration.register(edition.id, person, NOW, consent=True)


def stored(person: Registration) -> dict[str, object]:
    db.session.rollback()
    assert person.needs is not None
    assert person.billing is not None
    names = ("name", "greeting", "phone", "region", "experience", "function", "organisation")
    return {
        **{name: getattr(person, name) for name in names},
        "needs": (person.needs.needs, person.needs.diet),
        "billing": billing_of(person),
        "answers": {answer.question_id: answer.answer for answer in person.answers},
    }


def desk(visitor: Visitor, edition: Edition, part: str = "") -> Shown:
    return visitor.get(f"/werk/edities/{edition.id}{part}")


def test_all_that_was_told_stands_on_the_list(visitor: Visitor, cast: Cast) -> None:
    edition, (train, why, group) = make_asked(cast)
    enter(edition, {train: "yes", why: "Zomaar", group: "Starter"})
    page = desk(visitor.sign_in(cast.coordinator_antwerp), edition)
    told = (*TOLD.values(), "Stad Gent", "Botermarkt 1, Gent, BE0999999922, PO 7", "€ 95")
    for words in (*told, "Kom je met de trein? Yes", "=Waarom? Zomaar", "Welke groep? Starter"):
        assert words in page, words
    assert "Ringleiding" in page


def test_the_file_has_all_of_it_and_a_column_for_each_question(
    visitor: Visitor, cast: Cast
) -> None:
    edition, (train, why, group) = make_asked(cast)
    enter(edition, {train: "no", why: "+1", group: "Starter"})
    with transaction():
        question.take_out(edition.id, group, NOW)
    enter(edition, {why: "Om te leren"}, "Bert")
    response = desk(visitor.sign_in(cast.coordinator), edition, "/deelnemers.csv").response
    text = response.get_data().decode("utf-8-sig")
    heading, *rows = csv.reader(StringIO(text), delimiter=";")
    assert heading[-3:] == ["Kom je met de trein?", "'=Waarom?", "Welke groep?"]
    an, bert = (dict(zip(heading, row, strict=True)) for row in rows)
    assert an["Mobile number"] == "00 32 470 12 34 56"
    told = {name: an[name] for name in ("Wants to be called", "Region", "Experience")}
    assert list(told.values()) == [TOLD["greeting"], TOLD["region"], TOLD["experience"]]
    assert (an["Needs"], an["Diet"]) == ("Ringleiding", "Halal")
    assert (an["Price in euros"], an["Bill to"]) == ("95,00", "Stad Gent")
    assert (an["Enterprise number"], an["Reference"]) == ("BE0999999922", "PO 7")
    assert (an["Kom je met de trein?"], an["'=Waarom?"], an["Welke groep?"]) == (
        "No",
        "'+1",
        "Starter",
    )
    assert (bert["Kom je met de trein?"], bert["Welke groep?"]) == ("", "")


def test_a_change_of_one_thing_keeps_all_others(visitor: Visitor, cast: Cast) -> None:
    edition, (train, why, group) = make_asked(cast)
    person = enter(edition, {train: "yes", why: "Zomaar", group: "Starter"})
    with transaction():
        question.take_out(edition.id, group, NOW)
    before = stored(person)
    visitor.sign_in(cast.coordinator)
    page = desk(visitor, edition, f"/deelnemers/{person.public_id}/wijzigen")
    visitor.submit(page, "Save the details")
    assert stored(person) == before
    page = desk(visitor, edition, f"/deelnemers/{person.public_id}/wijzigen")
    page = visitor.submit(page, "Save", function="Psycholoog", reference="PO 8")
    assert "The details of An are saved." in page
    billing = Billing(BILL.bill_to, BILL.address, BILL.vat_number, "PO 8")
    assert stored(person) == before | {"function": "Psycholoog", "billing": billing}


@pytest.mark.parametrize(
    ("now", "cost"),
    [
        (NOW, "It costs nothing, whatever the withdrawal terms say today."),
        (moment("2027-03-16 10:00"), "gives up the place today without you pays € 47,50."),
        (moment("2027-03-27 10:00"), "gives up the place today without you pays € 95."),
    ],
)
def test_who_is_taken_off_the_list_sees_the_terms_waived(
    visitor: Visitor, cast: Cast, now: datetime, cost: str
) -> None:
    edition = make_edition(price_cents=9500, starts="2027-03-30 09:30")
    person = register(edition, name="An")[0]
    clock.travel_to(now)
    address = f"/deelnemers/{person.public_id}/verwijderen"
    page = desk(visitor.sign_in(cast.coordinator), edition, address)
    assert cost in page
    assert "maandag 15 maart 2027" in page
    assert "You pay" not in page
    visitor.submit(page, "Take off the list and send the message")
    db.session.rollback()
    assert (person.state, person.withdrawal_cost_cents) == (RegistrationState.REMOVED, None)


def test_there_are_no_terms_for_who_waits(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(price_cents=9500, capacity=8)
    register(edition, 8)
    person = register(edition)[0]
    clock.travel_to(moment("2027-03-28 10:00"))
    address = f"/deelnemers/{person.public_id}/verwijderen"
    page = desk(visitor.sign_in(cast.coordinator), edition, address)
    assert "It costs nothing, whatever" in page
    assert "The withdrawal terms of this person" not in page


def test_a_trainer_reads_what_people_eat_and_how_they_are_called(
    visitor: Visitor, cast: Cast
) -> None:
    edition, (_train, why, _group) = make_asked(cast)
    enter(edition, {why: "Zomaar"})
    register(edition, name="Bert", diet="Geen noten", answers={why: "x"})  # type: ignore[arg-type]
    path = f"/werk/sessies/{edition.first_meeting.id}/aanwezigheid"
    page = visitor.sign_in(cast.trainer).get(path)
    assert "An: Ringleiding. Eats: Halal" in page
    assert "Bert: Eats: Geen noten" in page
    assert "Wants to be called “mevrouw De Smet”." in page
    assert "An: Twee keer gevolgd" in page
    assert "Stad Gent" not in page
    visitor.sign_in(cast.other_trainer).get(path, 404)


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    edition, (train, why, group) = make_asked(cast)
    edition.capacity = 40
    db.session.commit()
    visitor.sign_in(cast.coordinator)
    answers = {train: "yes", why: "Zomaar", group: "Starter"}
    enter(edition, answers)
    pages = [f"/werk/edities/{edition.id}{part}" for part in ("", "/deelnemers.csv")]
    numbers = []
    for more in (29, 0):
        for page in pages:
            with counted() as seen:
                visitor.get(page)
            numbers.append(len([statement for statement in seen if statement.startswith("SELECT")]))
        for _ in range(more):
            enter(edition, answers)
    assert numbers[:2] == numbers[2:]
    assert numbers[0] <= 12
