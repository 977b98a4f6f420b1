"""Signing in and out, and a forgotten password, by form and with real passwords.

Requests here run outside any context of the test: who is signed in is kept in it.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import Message, User
from app.rules.states import Role
from app.services import account
from app.services.registering import link
from tests.support.installation import Databases, make_app
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

ADDRESS = "hilde@voorbeeldpunt.example"
PASSWORD = "een lang wachtwoord voor Hilde"
OTHER = "een heel ander wachtwoord"


def made(databases: Databases, **settings: object) -> Flask:
    app = make_app(databases.new("sqlite"), **settings)
    with app.app_context(), transaction():
        account.create(ADDRESS, Role.COORDINATOR, hash_password(PASSWORD), NOW, name="Hilde Claes")
    return app


@pytest.fixture
def office(databases: Databases) -> Iterator[Flask]:
    """A site with one coordinator."""
    app = made(databases)
    yield app
    with app.app_context():
        db.engine.dispose()


def sign_in(visitor: Visitor, password: str = PASSWORD, email: str = ADDRESS) -> Shown:
    page = visitor.get("/aanmelden")
    return visitor.submit(page, email=email, password=password)


def test_the_right_password_opens_the_desk(office: Flask) -> None:
    visitor = Visitor(office)
    assert not visitor.is_in()
    page = sign_in(visitor)
    assert page.path == "/werk/vandaag"
    assert "Hilde Claes" in page
    assert visitor.is_in()
    assert not Visitor(office).is_in()


def test_capitals_in_the_address_do_not_matter(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor, email=ADDRESS.upper())
    assert visitor.is_in()


def test_a_page_that_was_asked_for_comes_after_signing_in(office: Flask) -> None:
    visitor = Visitor(office)
    page = visitor.get("/werk/edities")
    assert page.path == "/aanmelden"
    shown = visitor.submit(page, email=ADDRESS, password=PASSWORD)
    assert shown.path == "/werk/edities"


def test_signing_in_never_leads_to_another_site(office: Flask) -> None:
    visitor = Visitor(office)
    page = visitor.get("/aanmelden?next=https://evil.example/werk")
    shown = visitor.submit(page, email=ADDRESS, password=PASSWORD)
    assert shown.response.request.host == "localhost"
    assert "evil.example" not in shown.response.headers.get("Location", "")


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(office: Flask) -> None:
    answers = []
    for email, password in ((ADDRESS, OTHER), ("niemand@voorbeeldpunt.example", PASSWORD)):
        visitor = Visitor(office)
        page = sign_in(visitor, password, email)
        assert not visitor.is_in()
        answers.append(page.text.replace(email, ""))
    assert answers[0] == answers[1]


@pytest.mark.parametrize(("email", "password"), [("", ""), (ADDRESS, ""), ("geen adres", "x")])
def test_what_is_left_out_is_asked_for(office: Flask, email: str, password: str) -> None:
    visitor = Visitor(office)
    page = sign_in(visitor, password, email)
    assert page.path == "/aanmelden"
    assert not visitor.is_in()


def test_an_account_that_was_closed_opens_nothing(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    with office.app_context(), transaction():
        user = account.by_email(ADDRESS)
        assert user is not None
        user.active = False
    assert not visitor.is_in()
    again = Visitor(office)
    sign_in(again)
    assert not again.is_in()


def test_signing_out_closes_the_desk_and_is_no_link(office: Flask) -> None:
    visitor = Visitor(office)
    page = sign_in(visitor)
    assert visitor.client.get("/afmelden").status_code == 405
    assert visitor.is_in()
    (form,) = [form for form in page.forms if form.action.endswith("/afmelden")]
    assert form.method == "post"
    visitor.client.post("/afmelden", data=form.values)
    assert not visitor.is_in()


# A forgotten password.


def messages(app: Flask) -> list[tuple[str, str]]:
    with app.app_context():
        rows = db.session.scalars(select(Message).order_by(Message.id)).all()
        return [(row.kind, row.recipient) for row in rows]


def forget(app: Flask, email: str = ADDRESS) -> str:
    """Ask for a link; the words of the page that follows, without the address itself."""
    visitor = Visitor(app)
    page = visitor.get("/wachtwoord-vergeten")
    return visitor.submit(page, email=email).text.replace(email, "")


def link_in_mail(app: Flask) -> str:
    with app.app_context():
        rows = db.session.scalars(
            select(Message).where(Message.kind == "password_reset").order_by(Message.id)
        ).all()
        text = link.filled(rows[-1], rows[-1].text)
    return next(word for word in text.split() if "/w/" in word)


def choose(app: Flask, address: str, password: str = OTHER, again: str | None = None) -> Shown:
    visitor = Visitor(app)
    page = visitor.get(address)
    return visitor.submit(
        page, password=password, password_confirm=password if again is None else again
    )


def test_an_unknown_address_tells_nothing(office: Flask) -> None:
    known, unknown = forget(office), forget(office, "niemand@voorbeeldpunt.example")
    assert known == unknown
    assert messages(office) == [("password_reset", ADDRESS)]


def test_a_new_password_is_chosen_by_the_link_once(office: Flask) -> None:
    forget(office)
    address = link_in_mail(office)
    choose(office, address)

    visitor = Visitor(office)
    sign_in(visitor, OTHER)
    assert visitor.is_in()
    old = Visitor(office)
    sign_in(old, PASSWORD)
    assert not old.is_in()
    assert messages(office)[-1] == ("password_changed", ADDRESS)
    assert Visitor(office).get(address, 410).status == 410


def test_a_new_password_ends_other_sessions(office: Flask) -> None:
    stranger = Visitor(office)
    sign_in(stranger)
    assert stranger.is_in()
    forget(office)
    choose(office, link_in_mail(office))
    assert not stranger.is_in()


def test_a_link_is_dead_after_two_hours(office: Flask) -> None:
    forget(office)
    address = link_in_mail(office)
    clock.travel_to(NOW + timedelta(hours=2, minutes=1))
    Visitor(office).get(address, 410)
    clock.travel_to(NOW + timedelta(hours=1, minutes=58))
    Visitor(office).get(address)


@pytest.mark.parametrize(("password", "again"), [("kort", "kort"), (OTHER, PASSWORD), ("", "")])
def test_a_password_that_does_not_do_changes_nothing(
    office: Flask, password: str, again: str
) -> None:
    forget(office)
    choose(office, link_in_mail(office), password, again)
    visitor = Visitor(office)
    sign_in(visitor)
    assert visitor.is_in()


def test_a_password_is_changed_with_the_old_one_only(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    for old in (OTHER, PASSWORD):
        page = visitor.get("/wachtwoord")
        visitor.submit(page, password=old, new_password=OTHER, new_password_confirm=OTHER)
        changed = Visitor(office)
        sign_in(changed, OTHER)
        assert changed.is_in() == (old == PASSWORD)
    assert messages(office) == [("password_changed", ADDRESS)]


def test_passwords_are_kept_as_argon2_and_stand_in_no_message(office: Flask) -> None:
    forget(office)
    choose(office, link_in_mail(office))
    with office.app_context():
        user = db.session.scalars(select(User)).one()
        assert user.password is not None
        assert user.password.startswith("$argon2id$")
        for row in db.session.scalars(select(Message)):
            assert OTHER not in row.text + row.html


# Guessing.


def test_guessing_passwords_is_slowed_down(databases: Databases) -> None:
    app = made(databases, RATE_LIMITS="yes")
    visitor = Visitor(app)
    page = visitor.get("/aanmelden")
    (form,) = [form for form in page.forms if "password" in form.values]
    data = form.values | {"email": [ADDRESS], "password": [OTHER]}
    statuses = [visitor.client.post("/aanmelden", data=data).status_code for _ in range(12)]
    assert statuses[:10] == [statuses[0]] * 10
    assert statuses[0] != 429
    assert statuses[10:] == [429, 429]
    # The right one does not help now, and the page itself stays open.
    right = data | {"password": [PASSWORD]}
    refused = visitor.post("/aanmelden", right, status=429)
    assert "what you sent last did not come in" in refused
    assert visitor.client.get("/aanmelden").status_code == 200
    with app.app_context():
        db.engine.dispose()
