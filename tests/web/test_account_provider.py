"""Signing in by OpenID Connect, with a real provider on this machine."""

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select

from app.extensions import db
from app.models import AccountEvent
from app.rules.accounts.sign_in_log import SignInMethod
from tests.factories.cast import Cast, make_cast
from tests.support.installation import Databases, make_app
from tests.support.provider import Provider
from tests.support.visitor import Shown, Visitor

ADDRESS = "trainer@voorbeeldpunt.example"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with Provider() as running:
        yield running


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, with an honest person."""
    running.person = {"sub": "s-1", "email": ADDRESS, "email_verified": True}
    running.lies, running.later, running.refuses = {}, {}, ""
    return running


@pytest.fixture
def house(databases: Databases, provider: Provider) -> Iterator[Flask]:
    # A role that must have a second factor has it by the provider.
    app = make_app(databases.new("sqlite"), TWO_FACTOR="all", **provider.settings())
    with app.app_context():
        make_cast()
        db.session.remove()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def dance(visitor: Visitor, status: int = 200) -> Shown:
    """Press the button, go to the provider and come back."""
    page = visitor.get("/aanmelden")
    assert "Sign in with Voorbeeldlogin" in page
    away = visitor.client.get("/aanmelden/extern").headers["Location"]
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    return visitor.get(back, status)


def is_in(visitor: Visitor) -> bool:
    return visitor.client.get("/werk/mijn-sessies").status_code == 200


def events(app: Flask) -> list[SignInMethod | None]:
    with app.app_context():
        return list(db.session.scalars(select(AccountEvent.method)))


def test_somebody_with_an_account_gets_in_and_needs_no_other_factor(house: Flask) -> None:
    visitor = Visitor(house)
    assert dance(visitor).path == "/werk/mijn-sessies"
    assert is_in(visitor)
    assert events(house) == [SignInMethod.PROVIDER]


def test_the_question_has_state_nonce_and_a_challenge(house: Flask, provider: Provider) -> None:
    away = Visitor(house).client.get("/aanmelden/extern").headers["Location"]
    question = parse_qs(urlsplit(away).query)
    assert away.startswith(f"{provider.issuer}/authorize?")
    assert question["redirect_uri"] == ["http://localhost/aanmelden/extern/terug"]
    assert question["code_challenge_method"] == ["S256"]
    assert all(question[name] for name in ("state", "nonce", "code_challenge"))


def test_an_address_that_only_the_second_answer_tells(house: Flask, provider: Provider) -> None:
    provider.person = {"sub": "s-1"}
    provider.later = {"email": ADDRESS, "email_verified": True}
    visitor = Visitor(house)
    dance(visitor)
    assert is_in(visitor)
    other = Visitor(house)
    provider.later |= {"sub": "s-2"}
    dance(other, 503)
    assert not is_in(other)


@pytest.mark.parametrize(
    ("person", "words"),
    [
        ({"email": "niemand@voorbeeldpunt.example"}, "Ask an administrator of this site"),
        ({"email_verified": False}, "was not confirmed there"),
        ({"email_verified": "false"}, "was not confirmed there"),
        ({"email": None}, "Ask an administrator of this site"),
    ],
)
def test_who_has_no_account_reads_whom_to_ask(
    house: Flask, provider: Provider, person: dict[str, Any], words: str
) -> None:
    provider.person |= person
    visitor = Visitor(house)
    assert words in dance(visitor, 403)
    assert not is_in(visitor)
    assert events(house) == []


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"aud": "somebody else"},
        {"iss": "http://localhost:1"},
        {"exp": int(time.time()) - 3600},
        {"key": RSAKey.generate_key(2048, {"kid": "k1"})},
    ],
    ids=lambda lies: next(iter(lies)),
)
def test_a_token_that_is_not_right_signs_nobody_in(
    house: Flask, provider: Provider, lies: dict[str, Any]
) -> None:
    provider.lies = lies
    visitor = Visitor(house)
    assert "did not answer, or not as it should" in dance(visitor, 503)
    assert not is_in(visitor)


def test_an_answer_belongs_to_the_browser_that_asked_and_works_once(house: Flask) -> None:
    visitor, stranger = Visitor(house), Visitor(house)
    away = visitor.client.get("/aanmelden/extern").headers["Location"]
    back = requests.get(away, allow_redirects=False, timeout=5).headers["Location"]
    stranger.get(back, 503)
    assert not is_in(stranger)
    visitor.get(back)
    assert is_in(visitor)
    visitor.client.post("/afmelden")
    again = Visitor(house)
    again.get(back, 503)
    assert not is_in(again)


def test_who_stops_halfway_comes_back_to_a_way_on(house: Flask, provider: Provider) -> None:
    provider.refuses = "access_denied"
    page = dance(Visitor(house), 503)
    assert "your own choice to stop halfway" in page
    assert 'href="/aanmelden"' in page.html


def test_when_the_provider_is_down_a_password_still_works(databases: Databases) -> None:
    with Provider() as gone:
        app = make_app(databases.new("sqlite"), **gone.settings())
        gone.stop()
        visitor = Visitor(app)
        assert "Voorbeeldlogin did not answer" in visitor.get("/aanmelden/extern", 503)
        visitor.get("/aanmelden/extern/terug?code=x&state=x", 503)
        assert 'name="password"' in visitor.get("/aanmelden").html
        with app.app_context():
            db.engine.dispose()


def test_without_a_provider_there_is_no_button_and_no_page(visitor: Visitor, cast: Cast) -> None:
    assert "/aanmelden/extern" not in visitor.get("/aanmelden").html
    visitor.get("/aanmelden/extern", 404)
    visitor.get("/aanmelden/extern/terug", 404)
