"""Staff accounts: opened once, and their password renewed by a link that soon dies."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from flask import Flask

from app.extensions import transaction
from app.mail.links import Purpose
from app.models import User
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role
from app.services import account
from app.services.offering import offer
from app.services.registering import link
from tests.support.office import rows
from tests.support.time import NOW

SECOND = timedelta(seconds=1)
ADDRESS = "an@voorbeeldpunt.example"


@transaction()
def open_account(email: str = ADDRESS, role: Role = Role.TRAINER, **details: str) -> User:
    return account.create(email, role, "a hash", NOW, **details)


def test_an_account_has_its_address_in_small_letters_and_a_name(app: Flask) -> None:
    user = open_account(" An.De-Smet@Voorbeeldpunt.Example ")
    assert (user.email, user.name) == ("an.de-smet@voorbeeldpunt.example", "An De Smet")
    assert (user.active, user.password, user.created_at) == (True, "a hash", NOW)
    assert user.actor.roles == {Role.TRAINER}
    assert account.by_email("AN.DE-SMET@voorbeeldpunt.example ") == user
    assert account.by_email("iemand@voorbeeldpunt.example") is None


@pytest.mark.parametrize("again", [ADDRESS, "AN@voorbeeldpunt.example", f" {ADDRESS}"])
def test_an_address_has_one_account(app: Flask, again: str) -> None:
    open_account()
    with pytest.raises(RuleBroken) as broken:
        open_account(again)
    assert (broken.value.code, broken.value.field) == (Code.ACCOUNT_EXISTS, "email")


def test_an_unknown_team_names_those_that_there_are(app: Flask) -> None:
    with transaction():
        limburg = offer.save_team("Limburg").id
        offer.save_team("Antwerpen")
    assert open_account(role=Role.COORDINATOR, team="Limburg").actor.team_id == limburg
    with pytest.raises(RuleBroken) as broken:
        open_account("bo@voorbeeldpunt.example", team="Luik")
    assert broken.value.code is Code.UNKNOWN_TEAM
    assert broken.value.facts == {"known": "Antwerpen, Limburg"}
    assert account.by_email("bo@voorbeeldpunt.example") is None


def test_a_role_is_added_once(app: Flask) -> None:
    user = open_account()
    for _ in range(2):
        with transaction():
            account.grant(user, Role.COORDINATOR)
    assert sorted(role.name for role in user.roles) == ["coordinator", "trainer"]


def ask_for_a_link(user: User, now: datetime = NOW) -> str:
    """The token in the mail."""
    with transaction():
        account.tell_reset(user, now)
    (row,) = [row for row in rows() if row.kind == "password_reset"][-1:]
    address = next(word for word in link.filled(row, row.text).split() if "/w/" in word)
    return address.rpartition("/")[2]


@pytest.mark.parametrize(
    ("after", "works"),
    [(timedelta(0), True), (timedelta(hours=2) - SECOND, True), (timedelta(hours=2), False)],
)
def test_a_reset_link_works_for_two_hours(app: Flask, after: timedelta, works: bool) -> None:
    user = open_account()
    token = ask_for_a_link(user)
    assert account.user_of_link(token, NOW + after) == (user if works else None)


def test_a_reset_link_dies_with_the_next_password(app: Flask) -> None:
    user = open_account()
    token = ask_for_a_link(user)
    with transaction():
        user.fs_uniquifier = uuid4().hex
    assert account.user_of_link(token, NOW) is None


def test_a_reset_link_opens_no_account_that_was_closed(app: Flask) -> None:
    user = open_account()
    token = ask_for_a_link(user)
    with transaction():
        user.active = False
    assert account.user_of_link(token, NOW) is None


@pytest.mark.parametrize("purpose", [Purpose.REGISTRATION, Purpose.EVALUATION])
def test_a_link_for_something_else_renews_no_password(app: Flask, purpose: Purpose) -> None:
    user = open_account()
    reference = f"{user.fs_uniquifier}.{int(NOW.timestamp())}"
    assert account.user_of_link(link.signer().token(purpose, reference), NOW) is None
    right = link.signer().token(Purpose.PASSWORD, reference)
    assert account.user_of_link(right, NOW) == user


@pytest.mark.parametrize("token", ["", "x", "é", "." * 2000])
def test_a_forged_link_renews_nothing(app: Flask, token: str) -> None:
    open_account()
    assert account.user_of_link(token, NOW) is None


def test_asking_twice_in_a_minute_sends_one_mail(app: Flask) -> None:
    user = open_account()
    tokens = {ask_for_a_link(user, NOW + timedelta(seconds=s)) for s in (0, 30, 59)}
    assert len(tokens) == 1
    assert len(rows()) == 1
    ask_for_a_link(user, NOW + timedelta(seconds=60))
    assert len(rows()) == 2


def test_a_changed_password_is_told_to_its_owner_each_time(app: Flask) -> None:
    user = open_account()
    for minutes in (0, 1):
        with transaction():
            account.tell_changed(user, NOW + timedelta(minutes=minutes))
    assert [(row.kind, row.recipient) for row in rows()] == [("password_changed", ADDRESS)] * 2
