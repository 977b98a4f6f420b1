"""A second factor, from setting it up to signing in with it, by form and with real codes.

Requests here run outside any context of the test: who is signed in is kept in it.
"""

import base64
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import AccountEvent, HistoryEntry, User
from app.rules.accounts.sign_in_log import AccountEventKind, SignInMethod
from app.rules.states import Role
from app.services import account
from tests.factories.accounts import make_passkey
from tests.support.installation import Databases, make_app
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

ADDRESS = "hilde@voorbeeldpunt.example"
PASSWORD = "een lang wachtwoord voor Hilde"
OTHER = "een heel ander wachtwoord"
PERIOD = timedelta(seconds=30)


def made(databases: Databases, role: Role = Role.COORDINATOR, **settings: str) -> Flask:
    app = make_app(databases.new("sqlite"), **settings)
    with app.app_context(), transaction():
        account.create(ADDRESS, role, hash_password(PASSWORD), NOW, name="Hilde Claes")
    return app


@pytest.fixture
def office(databases: Databases) -> Iterator[Flask]:
    app = made(databases)
    yield app
    with app.app_context():
        db.engine.dispose()


def sign_in(visitor: Visitor, password: str = PASSWORD, next_: str = "") -> Shown:
    page = visitor.get(f"/aanmelden{next_}")
    return visitor.submit(page, email=ADDRESS, password=password)


def now_code(key: str, later: int = 0) -> str:
    """The code that an app with this key shows so many periods from now."""
    moment = int(clock.now().timestamp()) + later * 30
    return str(TOTP(key=key).generate(moment).token)


def set_up(visitor: Visitor) -> str:
    """Set up an app; its key."""
    page = visitor.get("/werk/mijn-account/app")
    key = key_on(page)
    done = visitor.submit(page, code=now_code(key))
    assert done.path == "/werk/mijn-account"
    return key


def key_on(page: Shown) -> str:
    found = re.search(r'<b class="num">([A-Z2-7-]+)</b>', page.html)
    assert found is not None
    return found[1].replace("-", "")


def with_app(office: Flask) -> str:
    """The key of an app that was set up two minutes ago."""
    visitor = Visitor(office)
    sign_in(visitor)
    key = set_up(visitor)
    clock.travel_to(clock.now() + 4 * PERIOD)
    return key


def user(app: Flask) -> User:
    with app.app_context():
        found = db.session.scalars(select(User)).one()
        db.session.expunge(found)
        return found


def events(app: Flask) -> list[tuple[AccountEventKind, SignInMethod | None]]:
    with app.app_context():
        found = db.session.scalars(select(AccountEvent).order_by(AccountEvent.id))
        return [(event.kind, event.method) for event in found]


def test_the_key_is_a_picture_and_a_text_and_is_kept_encrypted(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    page = visitor.get("/werk/mijn-account/app")
    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page.html)
    assert picture is not None
    assert base64.b64decode(picture[1]).lstrip().startswith(b"<?xml")
    key = key_on(page)
    wrong = visitor.submit(page, code="000000", status=422)
    assert "This code is not right" in wrong
    assert user(office).tf_totp_secret is None
    # The same key: whoever scanned the picture need not scan another one.
    assert key_on(wrong) == key
    visitor.submit(wrong, code=now_code(key))
    secret = user(office).tf_totp_secret
    assert secret is not None
    assert key not in secret


def test_a_password_alone_no_longer_signs_in(office: Flask) -> None:
    key = with_app(office)
    visitor = Visitor(office)
    page = sign_in(visitor, next_="?next=/werk/edities")
    assert page.path == "/aanmelden/code"
    assert not visitor.is_in()
    page = visitor.submit(page, code="123456")
    assert "not right" in page or "Invalid" in page
    assert not visitor.is_in()
    page = visitor.submit(page, code=now_code(key))
    assert page.path == "/werk/edities"
    assert visitor.is_in()
    assert events(office) == [
        (AccountEventKind.SIGNED_IN, SignInMethod.PASSWORD),
        (AccountEventKind.SECOND_FACTOR_FAILED, SignInMethod.CODE),
        (AccountEventKind.SIGNED_IN, SignInMethod.CODE),
    ]
    log = visitor.get("/werk/mijn-account")
    assert "Signed in, with a password and a code" in log
    assert "The second step was wrong" in log
    assert "The second step was wrong, with" not in log


def test_a_wrong_password_never_comes_to_the_second_step(office: Flask) -> None:
    with_app(office)
    visitor = Visitor(office)
    assert sign_in(visitor, OTHER).path == "/aanmelden"
    for path in ("code", "keuze", "herstelcode"):
        assert visitor.get(f"/aanmelden/{path}").path == "/aanmelden"


def test_a_code_works_once(office: Flask) -> None:
    key = with_app(office)
    code = now_code(key)
    for expected in (True, False):
        visitor = Visitor(office)
        visitor.submit(sign_in(visitor), code=code)
        assert visitor.is_in() is expected
    clock.travel_to(clock.now() + PERIOD)
    visitor.submit(visitor.get("/aanmelden/code"), code=now_code(key))
    assert visitor.is_in()


def test_the_code_that_set_the_app_up_does_not_sign_in(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    key = set_up(visitor)
    other = Visitor(office)
    page = other.submit(sign_in(other), code=now_code(key))
    assert not other.is_in()
    assert "This code was used already. Wait until your app shows the next one" in page
    # A code that was never right is told no such thing.
    page = other.submit(page, code="000000")
    assert "used already" not in page
    other.submit(page, code=now_code(key, 1))
    assert other.is_in()


@pytest.mark.parametrize(
    ("later", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_the_clock_of_a_phone_may_be_half_a_minute_off(
    office: Flask, later: int, right: bool
) -> None:
    key = with_app(office)
    visitor = Visitor(office)
    visitor.submit(sign_in(visitor), code=now_code(key, later))
    assert visitor.is_in() is right


def codes_of(visitor: Visitor) -> list[str]:
    page = visitor.submit(visitor.get("/werk/mijn-account"), "Make new recovery codes")
    return re.findall(r'<li class="big num">([^<]+)</li>', page.html)


def test_a_recovery_code_works_once_and_is_never_shown_again(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    set_up(visitor)
    codes = codes_of(visitor)
    assert len(set(codes)) == 8
    kept = user(office).mf_recovery_codes
    assert len(kept) == 8
    assert not set(codes) & set(kept)
    assert not any(code in visitor.get("/werk/mijn-account").html for code in codes)
    for typed, expected in ((f" {codes[0].upper()} ", True), (codes[0], False), ("x", False)):
        other = Visitor(office)
        sign_in(other)
        other.submit(other.get("/aanmelden/herstelcode"), code=typed)
        assert other.is_in() is expected, typed
    assert len(user(office).mf_recovery_codes) == 7
    assert events(office)[1:] == [
        (AccountEventKind.SIGNED_IN, SignInMethod.RECOVERY_CODE),
        (AccountEventKind.SECOND_FACTOR_FAILED, SignInMethod.RECOVERY_CODE),
        (AccountEventKind.SECOND_FACTOR_FAILED, SignInMethod.RECOVERY_CODE),
    ]
    # New codes end the old ones.
    codes_of(visitor)
    other = Visitor(office)
    sign_in(other)
    other.submit(other.get("/aanmelden/herstelcode"), code=codes[1])
    assert not other.is_in()


def test_the_app_is_taken_away_and_the_password_is_enough_again(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    set_up(visitor)
    visitor.submit(visitor.get("/werk/mijn-account"), "Stop using the app")
    other = Visitor(office)
    sign_in(other)
    assert other.is_in()
    with office.app_context():
        written = [entry.action for entry in db.session.scalars(select(HistoryEntry))]
    assert written == ["second_factor_added", "second_factor_taken_away"]


def test_who_has_an_app_and_a_passkey_chooses(office: Flask) -> None:
    key = with_app(office)
    with office.app_context(), transaction():
        make_passkey(db.session.scalars(select(User)).one())
    visitor = Visitor(office)
    page = sign_in(visitor, next_="?next=/werk/edities")
    assert page.path == "/aanmelden/keuze"
    assert visitor.submit(page, "With a passkey").path == "/aanmelden/passkey"
    page = visitor.submit(visitor.get("/aanmelden/keuze?next=/werk/edities"), "code of my app")
    assert visitor.submit(page, code=now_code(key)).path == "/werk/edities"


def test_the_questions_to_the_browser_stand_on_the_page(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    page = visitor.submit(visitor.get("/werk/mijn-account/passkeys/nieuw"), name="laptop")
    assert 'data-passkey="create"' in page.html
    assert "js/passkey.js" in page.html
    assert "This needs JavaScript" in page
    # What no device made is refused, and leads back to the start.
    page = visitor.submit(page, credential="{}")
    assert page.path == "/werk/mijn-account/passkeys/nieuw"
    assert user(office).fs_webauthn_user_handle is not None
    stranger = Visitor(office)
    page = stranger.submit(stranger.get("/aanmelden/passkey"))
    assert 'data-passkey="get"' in page.html
    assert "allowCredentials&#34;: []" in page.html
    assert stranger.submit(page, credential="{}").path == "/aanmelden/passkey"
    assert not stranger.is_in()


def test_a_desk_that_was_left_open_does_not_give_the_second_factor_away(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    with visitor.client.session_transaction() as session:
        session["fs_paa"] -= 25 * 3600
        session.pop("fs_gexp", None)
    page = visitor.get("/werk/mijn-account/app")
    assert page.path == "/bevestig-wachtwoord"
    visitor.submit(page, password=OTHER)
    assert visitor.get("/werk/mijn-account/app").path == "/bevestig-wachtwoord"
    assert visitor.submit(page, password=PASSWORD).path == "/werk/mijn-account"
    assert visitor.get("/werk/mijn-account/app").path == "/werk/mijn-account/app"


@pytest.mark.parametrize(
    ("policy", "role", "led"),
    [
        ("administrators", Role.COORDINATOR, False),
        ("administrators", Role.ADMINISTRATOR, True),
        ("all", Role.COORDINATOR, True),
    ],
)
def test_who_must_have_a_second_factor_gets_no_further_without(
    databases: Databases, policy: str, role: Role, led: bool
) -> None:
    app = made(databases, role, TWO_FACTOR=policy)
    visitor = Visitor(app)
    page = sign_in(visitor)
    assert (page.path == "/werk/mijn-account") is led
    assert ("Set up a second step first" in page) is led
    assert visitor.is_in() is not led
    set_up(visitor)
    assert visitor.is_in()
    kept = visitor.submit(visitor.get("/werk/mijn-account"), "Stop using the app")
    assert ("needs a second step" in kept) is led
    with app.app_context():
        db.engine.dispose()


def test_where_the_house_wants_none_there_is_none(databases: Databases) -> None:
    app = made(databases, TWO_FACTOR="off")
    visitor = Visitor(app)
    sign_in(visitor)
    assert "Second step" not in visitor.get("/werk/mijn-account")
    for path in ("/werk/mijn-account/app", "/werk/mijn-account/passkeys/nieuw"):
        visitor.get(path, 404)
    assert "passkey" not in Visitor(app).get("/aanmelden").html
    with app.app_context():
        db.engine.dispose()


def test_guessing_codes_is_slowed_down_for_the_account(databases: Databases) -> None:
    app = made(databases, RATE_LIMITS="yes")
    key = with_app(app)
    statuses = []
    for number in range(21):
        visitor = Visitor(app)
        # Each guess from elsewhere, as who has many machines would do it.
        visitor.client.environ_base["REMOTE_ADDR"] = f"198.51.100.{number}"
        page = sign_in(visitor)
        (form,) = [form for form in page.forms if "code" in form.values]
        data = form.values | {"code": ["000000"]}
        statuses.append(visitor.client.post("/aanmelden/code", data=data).status_code)
    assert statuses == [200] * 20 + [429]
    assert key
    with app.app_context():
        db.engine.dispose()
