"""Asking a question from the page of a registration, and answering it on the desk."""

from flask import Flask

from app.extensions import transaction
from app.queries.registering.inquiry import of_registration
from app.services.registering import inquiry
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.links import open_link
from tests.support.outbox import mails
from tests.support.time import NOW
from tests.support.visitor import Visitor


def test_from_the_question_to_the_answer(site: Flask, visitor: Visitor, cast: Cast) -> None:
    (person,) = register(make_edition(team=cast.antwerp), name="Emine Yıldız")
    page = open_link(visitor, person)
    assert "Ask a question" in page
    page = visitor.get(f"/inschrijving/{person.public_id}/vraag")
    assert "Fill this in, please." in visitor.submit(page, "Send my question", status=422)
    page = visitor.submit(page, "Send my question", text="Is er <i>parking</i>?")
    assert "Your question is on its way" in page
    assert "No answer yet." in visitor.get(f"/inschrijving/{person.public_id}/vraag")

    desk = Visitor(site).sign_in(cast.coordinator_antwerp)
    messages = desk.get("/werk/berichten")
    assert "Questions of participants (1)" in messages
    assert 'href="/werk/vragen"' in messages.html
    page = desk.get("/werk/vragen")
    assert '<a href="/werk/berichten" aria-current="true">Messages</a>' in page.html
    limburg = Visitor(site).sign_in(cast.coordinator_limburg)
    assert "Questions of participants (0)" in limburg.get("/werk/berichten")
    assert "Is er <i>parking</i>?" in page
    page = desk.get(f"/werk/vragen/{_only(person.id)}")
    page = desk.submit(page, "Send the answer", answer="Ja, achteraan.")
    assert "Your answer to Emine Yıldız is on its way." in page
    assert "Nobody waits for an answer" in page
    assert [mail.recipient for mail in mails("inquiry_answered")] == [person.email]
    assert "Ja, achteraan." in visitor.get(f"/inschrijving/{person.public_id}/vraag")


def test_somebody_else_answered_meanwhile(visitor: Visitor, cast: Cast) -> None:
    (person,) = register(make_edition())
    with transaction():
        asked = inquiry.ask(person, "Waar?", NOW).id
    page = visitor.sign_in(cast.coordinator).get(f"/werk/vragen/{asked}")
    with transaction():
        inquiry.answer(asked, "In Berchem.", NOW, cast.coordinator_antwerp.id)
    page = visitor.submit(page, "Send the answer", answer="In Hasselt.", status=422)
    assert "Somebody has answered this meanwhile" in page
    assert "In Hasselt." in page.html


def _only(registration_id: int) -> int:
    (one,) = of_registration(registration_id)
    return one.id
