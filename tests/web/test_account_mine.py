"""One's own account, an invitation that opens one, and the log of sign-ins as pages."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask_security import hash_password
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import AccountEvent, User
from app.rules.accounts.sign_in_log import AccountEventKind
from app.rules.states import Role
from app.services import account
from app.services.accounts import staff_invitation
from app.services.registering import link
from tests.factories.cast import Cast
from tests.support.installation import Databases, make_app
from tests.support.office import rows
from tests.support.time import NOW
from tests.support.visitor import Visitor

ADDRESS = "hilde@voorbeeldpunt.example"
PASSWORD = "een lang wachtwoord voor Hilde"
INVITED = "tine@voorbeeldpunt.example"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0"


@pytest.fixture
def office(databases: Databases) -> Iterator[Flask]:
    app = make_app(databases.new("sqlite"))
    with app.app_context(), transaction():
        account.create(ADDRESS, Role.COORDINATOR, hash_password(PASSWORD), NOW, name="Hilde Claes")
        staff_invitation.invite("Tine De Backer", INVITED, [Role.COORDINATOR], None, NOW)
    yield app
    with app.app_context():
        db.engine.dispose()


def invitation_link(app: Flask) -> str:
    with app.app_context():
        (row,) = [row for row in rows() if row.kind == "staff_invited"]
        return next(word for word in link.filled(row, row.text).split() if "/u/" in word)


def sign_in(visitor: Visitor, email: str = ADDRESS, password: str = PASSWORD) -> None:
    visitor.submit(visitor.get("/aanmelden"), email=email, password=password)


def events(app: Flask) -> list[tuple[AccountEventKind, str | None]]:
    with app.app_context():
        found = db.session.scalars(select(AccountEvent).order_by(AccountEvent.id))
        return [(event.kind, event.user.email if event.user else None) for event in found]


# An invitation.


def test_who_is_invited_chooses_a_password_and_is_led_to_a_second_step(office: Flask) -> None:
    visitor = Visitor(office)
    page = visitor.get(invitation_link(office))
    assert page.path == "/uitnodiging"
    assert "Welcome, Tine De Backer" in page
    for password, again in (("kort", "kort"), (PASSWORD, "anders"), ("", "")):
        page = visitor.submit(page, password=password, password_confirm=again, status=422)
    page = visitor.submit(page, password=PASSWORD, password_confirm=PASSWORD)
    assert page.path == "/werk/mijn-account"
    assert "set up a second step" in page
    assert visitor.is_in()
    assert events(office) == [(AccountEventKind.INVITATION_ACCEPTED, INVITED)]
    # The link worked once; the password works from now on.
    Visitor(office).get(invitation_link(office), 410)
    again = Visitor(office)
    sign_in(again, INVITED)
    assert again.is_in()


def test_an_invitation_is_over_after_a_week(office: Flask) -> None:
    visitor = Visitor(office)
    page = visitor.get(invitation_link(office))
    clock.travel_to(NOW + timedelta(days=7, minutes=1))
    Visitor(office).get(invitation_link(office), 410)
    over = visitor.submit(page, password=PASSWORD, password_confirm=PASSWORD, status=410)
    assert "Ask the colleague who invited you" in over
    visitor.get("/uitnodiging", 404)
    with office.app_context():
        assert account.by_email(INVITED) is None


# One's own account.


def test_a_name_is_changed_by_its_owner(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    page = visitor.get("/werk/mijn-account")
    visitor.submit(page, "Save the name", name="  ", status=422)
    visitor.submit(page, "Save the name", name="zie www.elders.example", status=422)
    page = visitor.submit(page, "Save the name", name="Hilde Claes-Peeters")
    assert "Your name is saved." in page
    assert "Hilde Claes-Peeters" in visitor.get("/werk/vandaag")


def test_signing_out_everywhere_ends_each_session(office: Flask) -> None:
    visitor, other = Visitor(office), Visitor(office)
    for one in (visitor, other):
        sign_in(one)
        assert one.is_in()
    page = visitor.submit(visitor.get("/werk/mijn-account"), "Sign me out everywhere")
    assert page.path == "/aanmelden"
    assert not visitor.is_in()
    assert not other.is_in()


def test_signing_out_says_what_becomes_of_calendar_links(visitor: Visitor, cast: Cast) -> None:
    page = visitor.sign_in(cast.trainer).get("/werk/mijn-account")
    button = "Sign me out and stop my calendar links"
    assert button not in page
    visitor.submit(page, "Make my calendar link")
    page = visitor.submit(visitor.get("/werk/mijn-account"), button)
    assert "your calendar links no longer work" in page
    assert "Make my calendar link" in visitor.sign_in(cast.trainer).get("/werk/mijn-account")


# The log.


def test_the_log_says_how_and_on_what_and_where_about(office: Flask) -> None:
    visitor = Visitor(office)
    visitor.client.environ_base |= {"REMOTE_ADDR": "192.0.2.55", "HTTP_USER_AGENT": FIREFOX}
    sign_in(visitor, password="een verkeerd wachtwoord")
    sign_in(visitor)
    page = visitor.get("/werk/mijn-account")
    assert "Signed in, with a password" in page
    assert "Tried to sign in, with a password" in page
    assert "Firefox, Windows, 192.0.2.0/24" in page
    assert "192.0.2.55" not in page.html
    with office.app_context():
        moment = db.session.scalars(select(User.last_sign_in_at)).first()
    assert moment is not None
    assert timedelta() <= moment - NOW < timedelta(minutes=5)


def test_a_try_is_written_whoever_the_address_belongs_to(office: Flask) -> None:
    for email in (ADDRESS, "niemand@voorbeeldpunt.example"):
        sign_in(Visitor(office), email, "een verkeerd wachtwoord")
    sign_in(Visitor(office), "", "")
    assert events(office) == [(AccountEventKind.FAILED, ADDRESS), (AccountEventKind.FAILED, None)]


def test_a_changed_password_and_a_forgotten_one_are_written(office: Flask) -> None:
    visitor = Visitor(office)
    sign_in(visitor)
    new = "een heel ander wachtwoord"
    visitor.submit(
        visitor.get("/wachtwoord"), password=PASSWORD, new_password=new, new_password_confirm=new
    )
    other = Visitor(office)
    other.submit(other.get("/wachtwoord-vergeten"), email=ADDRESS)
    with office.app_context():
        row = [row for row in rows() if row.kind == "password_reset"][-1]
        address = next(word for word in link.filled(row, row.text).split() if "/w/" in word)
    other.submit(other.get(address), password=PASSWORD, password_confirm=PASSWORD)
    assert [kind for kind, _ in events(office)] == [
        AccountEventKind.SIGNED_IN,
        AccountEventKind.PASSWORD_CHANGED,
        AccountEventKind.PASSWORD_RESET,
    ]


# The morning mail.


@pytest.mark.parametrize(
    ("role", "has_it"), [(Role.COORDINATOR, True), (Role.ADMINISTRATOR, False)]
)
def test_the_morning_mail_is_stopped_and_asked_for(
    visitor: Visitor, cast: Cast, role: Role, has_it: bool
) -> None:
    user = cast.coordinator if role is Role.COORDINATOR else cast.administrator
    page = visitor.sign_in(user).get("/werk/mijn-account")
    for wanted in (not has_it, has_it):
        button = "Send me the morning mail" if wanted else "Stop the morning mail"
        page = visitor.submit(page, button)
        assert ("You get the morning mail." in page) is wanted
        db.session.rollback()
        assert user.digest is wanted


def test_a_trainer_is_offered_no_morning_mail(visitor: Visitor, cast: Cast) -> None:
    page = visitor.sign_in(cast.trainer).get("/werk/mijn-account")
    assert "ochtendmail" not in page.html
