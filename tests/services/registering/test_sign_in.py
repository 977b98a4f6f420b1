"""Links to 'my trainings': for whom, how often, and until when."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.mail.links import Purpose
from app.models import Message, SignIn
from app.services.registering import link, registration, sign_in
from tests.factories.offer import make_edition, make_person, register
from tests.support.tick import tick
from tests.support.time import NOW

ZOE = {"email": "Zoe@Organisatie.example", "name": "Zoë Peeters", "language": "fr"}


def ask(email: str = "zoe@organisatie.example", seconds: float = 0, language: str = "nl") -> None:
    with transaction():
        sign_in.send_link(email, NOW + timedelta(seconds=seconds), language)


def mails() -> list[Message]:
    statement = select(Message).where(Message.kind == "sign_in_link").order_by(Message.id)
    return list(db.session.scalars(statement))


def stored() -> list[SignIn]:
    return list(db.session.scalars(select(SignIn).order_by(SignIn.id)))


def test_the_link_goes_to_the_address_as_it_was_registered_in_that_language(app: Flask) -> None:
    (person,) = register(make_edition(), **ZOE)
    with transaction():
        person.greeting = "Zo"
    ask("ZOE@organisatie.example")
    ((mail,), (made,)) = mails(), stored()
    assert "\nHello Zo,\n" in mail.text
    assert (mail.recipient, mail.recipient_name) == ("Zoe@Organisatie.example", "Zoë Peeters")
    assert (mail.language, made.language) == ("fr", "fr")
    assert list(mail.links.values()) == [f"m:{made.public_id}"]
    assert made.link_expires_at == NOW + timedelta(minutes=60)
    token = link.signer().token(Purpose.SIGN_IN, made.public_id)
    assert token in link.filled(mail, mail.text)
    assert link.sign_in_of(token) == made
    assert link.sign_in_of(token + "x") is None
    assert link.sign_in_of(link.signer().token(Purpose.EVALUATION, made.public_id)) is None


def test_who_gave_up_long_ago_still_gets_a_link(app: Flask) -> None:
    (gone,) = register(make_edition(), **ZOE)
    with transaction():
        registration.withdraw(gone, NOW, frozenset())
    with transaction():
        sign_in.send_link(gone.email, NOW + timedelta(days=700), "nl")
    assert [len(mail.links) for mail in mails()] == [1]


def test_an_address_that_we_do_not_know_hears_so_and_leaves_no_row(app: Flask) -> None:
    ask("niemand@organisatie.example", language="en")
    (mail,) = mails()
    assert (mail.recipient, mail.language, mail.links) == ("niemand@organisatie.example", "en", {})
    assert "We found no registration" in mail.text
    assert stored() == []


def test_a_double_click_sends_one_mail_and_a_minute_later_another(app: Flask) -> None:
    longest = "a" * 64 + "@" + ".".join(["b" * 59] * 3) + ".be"
    register(make_edition(), email=longest)
    for seconds in (0, 1, 59, 60):
        ask(longest, seconds)
    assert (len(mails()), len(stored())) == (2, 2)


def test_the_click_that_lost_the_race_makes_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(make_edition(), **ZOE)
    ask()
    monkeypatch.setattr("app.mail.outbox.holds", lambda key: False)
    ask(seconds=1)
    assert (len(mails()), len(stored())) == (1, 1)


def test_a_browser_stays_signed_in_for_twelve_hours_from_the_button(app: Flask) -> None:
    register(make_edition(), **ZOE)
    ask()
    (made,) = stored()
    pressed = NOW + timedelta(minutes=59)
    with transaction():
        assert sign_in.start(made, pressed)
    assert made.expires_at == pressed + timedelta(hours=12)
    with transaction():
        assert not sign_in.start(made, NOW + timedelta(minutes=60))
    assert made.expires_at == pressed + timedelta(hours=12)


def test_signing_out_ends_the_link_too(app: Flask) -> None:
    register(make_edition(), **ZOE)
    ask()
    (made,) = stored()
    for minutes in (1, 2):
        with transaction():
            sign_in.end(made, NOW + timedelta(minutes=minutes))
    assert made.ended_at == NOW + timedelta(minutes=1)
    with transaction():
        assert not sign_in.start(made, NOW + timedelta(minutes=3))


def test_what_is_over_for_thirty_days_is_erased(app: Flask) -> None:
    edition = make_edition()
    with transaction():
        for number in range(2):
            person = make_person(email=f"zoe{number}@organisatie.example")
            registration.register(edition.id, person, NOW, consent=True)
    ask("zoe0@organisatie.example")
    ask("zoe1@organisatie.example", seconds=1)
    first, _second = stored()
    over = first.expires_at + timedelta(days=30)
    lines = tick(over)
    assert "sign-ins erased 1" in lines
    assert [row.email for row in stored()] == ["zoe1@organisatie.example"]
