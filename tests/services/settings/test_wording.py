"""Own words of messages: changed, looked at, sent, and back."""

import pytest
from flask import Flask

from app.extensions import db, effective, transaction
from app.models import HistoryEntry, MessageText
from app.rules.errors import RuleBroken
from app.rules.settings.wording import Wording
from app.services.settings import wording
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.time import NOW

OWN = Wording("Welkom, {naam}", "Fijn dat je er {datum} bij bent.", "Groeten van {team}")


def change(cast: Cast, own: Wording, language: str = "nl") -> bool:
    with transaction():
        return wording.change("registration_confirmed", language, own, NOW, cast.administrator.id)


def test_the_next_message_says_them_until_the_standard_comes_back(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    assert change(cast, OWN)
    assert not change(cast, OWN)
    register(edition, 1)
    (mail,) = mails("registration_confirmed")
    assert mail.subject.startswith("Welkom, ")
    assert "Groeten van Antwerpen" in mail.text
    with transaction():
        assert wording.reset("registration_confirmed", "nl", NOW, cast.administrator.id)
    assert effective().wordings == {}
    assert db.session.query(MessageText).count() == 0
    entries = db.session.query(HistoryEntry).order_by(HistoryEntry.id)
    assert [(e.action, e.facts["language"]) for e in entries if "language" in e.facts] == [
        ("wording_changed", "nl"),
        ("wording_reset", "nl"),
    ]


def test_an_unknown_field_is_refused_and_nothing_is_kept(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as broken:
        change(cast, Wording(closing="Dag {wie}"))
    assert broken.value.field == "closing"
    assert db.session.query(MessageText).count() == 0


def test_an_example_is_whole_and_opens_nothing(app: Flask) -> None:
    mail = wording.example_of("registration_confirmed", "nl", OWN, NOW)
    assert mail.subject == "Welkom, Lotte Janssens"
    assert mail.links == {}
    assert "/~" not in mail.text + mail.html
