"""Inviting staff: a link that opens one account, once, for a while."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.mail.links import Purpose
from app.models import HistoryEntry, StaffInvitation, User
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role
from app.services import account
from app.services.accounts import staff_invitation
from app.services.history import Action
from app.services.registering import link
from tests.factories.cast import Cast
from tests.support.office import rows
from tests.support.time import NOW

DAY = timedelta(days=1)
ADDRESS = "tine@voorbeeldpunt.example"


@transaction()
def invite(cast: Cast, email: str = ADDRESS, *roles: Role, team_id: int | None = None) -> int:
    made = staff_invitation.invite(
        "Tine De Backer", email, roles or [Role.TRAINER], team_id, NOW, cast.administrator.id
    )
    return made.id


def token() -> str:
    """The token of the newest invitation, as its mail holds it."""
    row = [row for row in rows() if row.kind == "staff_invited"][-1]
    address = next(word for word in link.filled(row, row.text).split() if "/u/" in word)
    return address.rpartition("/")[2]


@transaction()
def accept(key: str, now: datetime = NOW) -> User:
    return staff_invitation.accept(key, "a hash", now)


def broken(call: object, *args: object) -> tuple[Code, str | None]:
    with pytest.raises(RuleBroken) as error:
        call(*args)  # type: ignore[operator]
    return error.value.code, error.value.field


def actions() -> list[str]:
    return list(db.session.scalars(select(HistoryEntry.action).order_by(HistoryEntry.id)))


def test_an_invitation_becomes_an_account_once(app: Flask, cast: Cast) -> None:
    invite(cast, " Tine@Voorbeeldpunt.example", Role.COORDINATOR, Role.TRAINER, team_id=1)
    assert [(row.kind, row.recipient) for row in rows()] == [("staff_invited", ADDRESS)]
    key = token()
    user = accept(key)
    assert (user.email, user.name, user.team_id) == (ADDRESS, "Tine De Backer", 1)
    assert user.actor.roles == {Role.COORDINATOR, Role.TRAINER}
    assert user.active
    assert db.session.scalars(select(StaffInvitation)).all() == []
    assert broken(accept, key) == (Code.INVITATION_OVER, None)
    assert actions() == [Action.STAFF_INVITED, Action.STAFF_JOINED]


def test_no_key_lies_in_the_tables(app: Flask, cast: Cast) -> None:
    invite(cast)
    (row,) = rows()
    assert token() not in row.text + row.html + str(row.links)


@pytest.mark.parametrize(("after", "opens"), [(7 * DAY, False), (7 * DAY - DAY / 86400, True)])
def test_a_link_works_for_seven_days(app: Flask, cast: Cast, after: timedelta, opens: bool) -> None:
    invite(cast)
    assert (staff_invitation.of_link(token(), NOW + after) is not None) is opens


def test_a_new_link_replaces_the_older_one(app: Flask, cast: Cast) -> None:
    invitation_id = invite(cast)
    old = token()
    for seconds in (59, 60, 61):
        with transaction():
            staff_invitation.send_again(
                invitation_id, NOW + timedelta(seconds=seconds), cast.administrator.id
            )
    # A double click sends one mail.
    assert len(rows()) == 2
    assert staff_invitation.of_link(old, NOW) is None
    assert accept(token(), NOW + 7 * DAY).email == ADDRESS


def test_a_withdrawn_invitation_opens_nothing(app: Flask, cast: Cast) -> None:
    invitation_id = invite(cast)
    with transaction():
        staff_invitation.withdraw(invitation_id, NOW, cast.administrator.id)
    assert broken(accept, token()) == (Code.INVITATION_OVER, None)
    for verb in (staff_invitation.withdraw, staff_invitation.send_again):
        assert broken(verb, invitation_id, NOW, cast.administrator.id)[0] is Code.INVITATION_OVER
    assert actions()[-1] == Action.STAFF_INVITATION_WITHDRAWN


def test_who_cannot_be_invited(app: Flask, cast: Cast) -> None:
    invite(cast)
    assert broken(invite, cast, ADDRESS.upper()) == (Code.ALREADY_INVITED, "email")
    assert broken(invite, cast, cast.trainer.email) == (Code.ACCOUNT_EXISTS, "email")
    no_role = ("An", "an@voorbeeldpunt.example", [], None, NOW)
    assert broken(staff_invitation.invite, *no_role) == (Code.ROLE_MISSING, "roles")
    no_team = ("An", "an@voorbeeldpunt.example", [Role.TRAINER], 999, NOW)
    assert broken(staff_invitation.invite, *no_team) == (Code.UNKNOWN_TEAM, "team_id")
    assert len(rows()) == 1


def test_an_account_that_was_made_meanwhile_is_not_made_twice(app: Flask, cast: Cast) -> None:
    invite(cast)
    with transaction():
        account.create(ADDRESS, Role.TRAINER, "a hash", NOW)
    assert broken(accept, token()) == (Code.ACCOUNT_EXISTS, "email")


@pytest.mark.parametrize("key", ["", "x", "é", "." * 500])
def test_a_forged_link_opens_nothing(app: Flask, cast: Cast, key: str) -> None:
    invite(cast)
    assert staff_invitation.of_link(key, NOW) is None
    wrong = link.signer().token(Purpose.SIGN_IN, f"{1}.0")
    assert staff_invitation.of_link(wrong, NOW) is None


def test_what_nobody_took_is_erased_a_month_after_its_end(app: Flask, cast: Cast) -> None:
    invite(cast)
    for days, erased in ((36, 0), (37, 1)):
        assert staff_invitation.has_some_to_erase(NOW + days * DAY) is bool(erased)
        with transaction():
            assert staff_invitation.erase(NOW + days * DAY) == erased
