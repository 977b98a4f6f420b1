"""flask user and flask team."""

import pytest
from click.testing import Result
from flask import Flask
from flask_security import verify_password
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import StaffInvitation, Team, User
from app.rules.states import Role
from app.services import account
from tests.factories.accounts import make_passkey
from tests.factories.cast import Cast
from tests.support.office import rows

ADDRESS = "an@voorbeeldpunt.example"


def invoke(app: Flask, *args: str) -> Result:
    return app.test_cli_runner().invoke(args=list(args))


def test_an_account_is_made_with_a_first_password_that_fits(site: Flask) -> None:
    result = invoke(site, "user", "create", ADDRESS, "--role", "administrator", "--name", "An")
    assert result.exit_code == 0, result.output
    words, password = result.output.strip().rsplit(" ", 1)
    assert words == f"Account for {ADDRESS} (administrator). First password:"
    user = account.by_email(ADDRESS)
    assert user is not None
    assert (user.name, user.actor.roles) == ("An", {Role.ADMINISTRATOR})
    assert len(password) >= 20
    assert user.password is not None
    assert user.password.startswith("$argon2id$")
    with site.test_request_context():
        assert verify_password(password, user.password)
        assert not verify_password(password + "x", user.password)


def test_a_coordinator_works_for_one_team_or_for_all(site: Flask) -> None:
    assert invoke(site, "team", "create", " Limburg ").output == "Team Limburg.\n"
    assert invoke(site, "team", "create", "Limburg").exit_code == 0
    assert db.session.scalars(select(Team.name)).all() == ["Limburg"]
    create = ("user", "create", "--role", "coordinator")
    assert invoke(site, *create, ADDRESS, "--team", "Limburg").exit_code == 0
    assert invoke(site, *create, "bo@voorbeeldpunt.example").exit_code == 0
    teams = {user.email: user.team_id for user in db.session.scalars(select(User))}
    limburg = db.session.scalars(select(Team.id)).one()
    assert teams == {ADDRESS: limburg, "bo@voorbeeldpunt.example": None}


@pytest.mark.parametrize("bad", ["an", "an@", "@voorbeeldpunt.example", "an@b@c", "an bo@x.be", ""])
def test_what_is_no_address_is_named(site: Flask, bad: str) -> None:
    result = invoke(site, "user", "create", bad, "--role", "trainer")
    assert result.exit_code == 2
    assert f"{bad!r} is no e-mail address" in result.output
    assert db.session.scalars(select(User)).all() == []


def test_a_second_account_for_an_address_is_refused(site: Flask) -> None:
    create = ("user", "create", "--role", "trainer")
    assert invoke(site, *create, ADDRESS).exit_code == 0
    result = invoke(site, *create, ADDRESS.upper())
    assert result.exit_code == 1
    assert "has an account already" in result.output
    assert "password" not in result.output
    assert len(db.session.scalars(select(User)).all()) == 1


def test_an_unknown_team_names_the_known_ones(site: Flask) -> None:
    create = ("user", "create", ADDRESS, "--role", "coordinator", "--team", "Luik")
    result = invoke(site, *create)
    assert result.exit_code == 1
    assert "flask team create NAME" in result.output
    invoke(site, "team", "create", "Limburg")
    result = invoke(site, *create)
    assert "There is no team 'Luik'. Teams: Limburg." in result.output
    assert db.session.scalars(select(User)).all() == []


def test_an_unknown_role_names_the_known_ones(site: Flask) -> None:
    result = invoke(site, "user", "create", ADDRESS, "--role", "boss")
    assert result.exit_code == 2
    assert "'trainer', 'coordinator', 'administrator'" in result.output


def test_one_more_role_is_granted_to_an_account_that_there_is(site: Flask) -> None:
    invoke(site, "user", "create", ADDRESS, "--role", "coordinator")
    for _ in range(2):
        result = invoke(site, "user", "grant", ADDRESS, "--role", "trainer")
        assert result.output == f"{ADDRESS} is also trainer.\n"
    user = account.by_email(ADDRESS)
    assert user is not None
    assert user.actor.roles == {Role.COORDINATOR, Role.TRAINER}
    missing = invoke(site, "user", "grant", "bo@voorbeeldpunt.example", "--role", "trainer")
    assert missing.exit_code == 1
    assert "There is no account bo@voorbeeldpunt.example." in missing.output


def test_a_colleague_is_invited_by_mail(site: Flask) -> None:
    invoke(site, "team", "create", "Limburg")
    invite = (
        "user",
        "invite",
        ADDRESS,
        "--name",
        "An",
        "--role",
        "coordinator",
        "--role",
        "trainer",
    )
    result = invoke(site, *invite, "--team", "Limburg")
    assert result.output == f"{ADDRESS} gets a mail with a link.\n"
    (invitation,) = db.session.scalars(select(StaffInvitation)).all()
    assert (invitation.name, invitation.roles) == ("An", ["coordinator", "trainer"])
    assert [(row.kind, row.recipient) for row in rows()] == [("staff_invited", ADDRESS)]
    again = invoke(site, *invite)
    assert again.exit_code == 1
    assert "is invited already" in again.output
    unknown = invoke(site, *invite, "--team", "Luik")
    assert "There is no team 'Luik'. Teams: Limburg." in unknown.output
    assert invoke(site, "user", "invite", "an", "--name", "An", "--role", "trainer").exit_code == 2


def test_a_second_factor_is_reset_for_who_lost_it(site: Flask, cast: Cast) -> None:
    with transaction():
        make_passkey(cast.trainer)
    for _ in range(2):
        result = invoke(site, "user", "reset-second-factor", cast.trainer.email.upper())
        assert result.exit_code == 0, result.output
    db.session.refresh(cast.trainer)
    assert not cast.trainer.has_second_factor
    assert [row.kind for row in rows()] == ["second_factor_reset"]
    missing = invoke(site, "user", "reset-second-factor", ADDRESS)
    assert missing.exit_code == 1
    assert f"There is no account {ADDRESS}." in missing.output
