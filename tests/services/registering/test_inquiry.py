"""Questions of participants and their answers."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Inquiry
from app.queries.registering.inquiry import answered_since, unanswered
from app.rules.errors import Code, RuleBroken
from app.rules.registering.inquiry import MOST_OPEN
from app.services.registering import inquiry
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.time import NOW

LATER = NOW + timedelta(hours=2)


def test_a_question_waits_for_the_team_and_is_answered_by_mail_once(app: Flask, cast: Cast) -> None:
    (person,) = register(make_edition(team=cast.antwerp), name="Emine Yıldız")
    with transaction():
        asked = inquiry.ask(person, " Is er <b>parking</b>?\nIk kom met de auto. ", NOW)
        assert inquiry.ask(person, "Is er <b>parking</b>?\nIk kom met de auto.", NOW) is asked
    assert unanswered(cast.antwerp.id) == unanswered(None) == [asked]
    assert unanswered(cast.limburg.id) == []
    for _ in range(2):
        with transaction():
            inquiry.answer(asked.id, "Ja.\n\nTot dan!", LATER, cast.coordinator_antwerp.id)
    (mail,) = mails("inquiry_answered")
    assert (mail.recipient, mail.registration_id) == (person.email, person.id)
    assert "Anna Peeters" in mail.text
    assert "Ja.\n\nTot dan!" in mail.text
    assert "parking&lt;/b&gt;?<br>Ik kom" in mail.html
    assert unanswered(None) == []
    assert answered_since(LATER, cast.antwerp.id) == [asked]
    assert answered_since(LATER, cast.limburg.id) == []
    assert answered_since(LATER + timedelta(seconds=1), None) == []


def test_another_answer_does_not_follow_the_first(app: Flask, cast: Cast) -> None:
    (person,) = register(make_edition())
    with transaction():
        asked = inquiry.ask(person, "Waar?", NOW)
        inquiry.answer(asked.id, "In Berchem.", NOW, cast.coordinator.id)
    with pytest.raises(RuleBroken) as broken, transaction():
        inquiry.answer(asked.id, "In Hasselt.", NOW, cast.coordinator_antwerp.id)
    assert broken.value.code is Code.ANSWERED_ALREADY
    with pytest.raises(LookupError):
        inquiry.answer(asked.id + 1, "Waar dan ook.", NOW, cast.coordinator.id)


def test_who_has_many_open_questions_gets_answers_first(app: Flask, cast: Cast) -> None:
    (person,) = register(make_edition())
    with transaction():
        first, *_others = [inquiry.ask(person, f"Vraag {n}", NOW) for n in range(MOST_OPEN)]
    with pytest.raises(RuleBroken) as broken, transaction():
        inquiry.ask(person, "Nog een", NOW)
    assert broken.value.code is Code.TOO_MANY_OPEN
    with transaction():
        inquiry.answer(first.id, "Ja", NOW, cast.coordinator.id)
        inquiry.ask(person, "Nog een", NOW)
    assert len(db.session.scalars(select(Inquiry)).all()) == MOST_OPEN + 1
