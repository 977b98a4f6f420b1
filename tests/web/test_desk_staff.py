"""The pages on which administrators look after staff."""

from datetime import timedelta

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import StaffInvitation
from app.rules.accounts.sign_in_log import AccountEventKind, SignInMethod
from app.rules.calendars.staff_feed import FeedKind
from app.rules.states import Role
from app.services import account
from app.services.accounts import sign_in_log, staff_invitation
from app.services.accounts.sign_in_log import Whence
from app.services.calendars import staff_feed
from tests.factories.accounts import make_passkey
from tests.factories.cast import Cast
from tests.support.office import rows
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

STAFF = "/werk/beheer/medewerkers"
ADDRESS = "tine@voorbeeldpunt.example"


@pytest.fixture
def admin(site: Flask, cast: Cast) -> Visitor:
    return Visitor(site).sign_in(cast.administrator)


@transaction()
def signed_in(user_id: int | None, kind: AccountEventKind = AccountEventKind.SIGNED_IN) -> None:
    whence = Whence("Firefox, Windows", "192.0.2.0/24")
    sign_in_log.record(kind, whence, NOW, user_id=user_id, method=SignInMethod.PASSWORD)


@transaction()
def invite(number: int = 0) -> StaffInvitation:
    return staff_invitation.invite(
        f"Tine {number}", f"{number}{ADDRESS}", [Role.TRAINER], None, NOW
    )


def row_of(page: Shown, name: str) -> str:
    """The words of a row of the table, from the name up to the next row."""
    return page.text.partition(f" {name} ")[2].partition("@voorbeeldpunt.example")[2][:90]


def test_the_list_tells_role_team_second_step_and_last_sign_in(admin: Visitor, cast: Cast) -> None:
    signed_in(cast.coordinator_antwerp.id)
    with transaction():
        make_passkey(cast.coordinator_antwerp)
        make_passkey(cast.trainer, usage="first")
        account.grant(cast.coordinator_antwerp, Role.TRAINER)
        cast.other_trainer.active = False
    page = admin.get(STAFF)
    assert row_of(page, "Anna Peeters").startswith(
        " Coordinator, Trainer Antwerpen Yes wo 3 maart, 10.00 uur"
    )
    assert row_of(page, "Nadia El Amrani").startswith(" Trainer All teams No Never")
    assert "Joris Vermeulen Closed" in page
    assert "6 accounts" in page


def test_inviting_sends_a_mail_and_shows_who_is_invited(admin: Visitor, cast: Cast) -> None:
    page = admin.get(f"{STAFF}/uitnodigen")
    page = admin.submit(page, name="Tine", email="geen adres", roles=[], status=422)
    assert "Choose one role at least." in page
    assert 'value="Tine"' in page.html
    page = admin.submit(page, name="Tine", email=cast.trainer.email, roles=["trainer"], status=422)
    assert "has an account already" in page
    values = {"roles": ["trainer", "coordinator"], "team_id": str(cast.limburg.id)}
    page = admin.submit(page, name="Tine De Backer", email=ADDRESS, **values)
    assert page.path == STAFF
    assert "Tine De Backer gets a mail with a link." in page
    assert "Coordinator, Trainer, Limburg. The link works until wo 10 maart" in page
    assert [(row.kind, row.recipient) for row in rows()] == [("staff_invited", ADDRESS)]


def test_an_invitation_is_sent_again_and_withdrawn(admin: Visitor, cast: Cast) -> None:
    invitation = invite()
    with transaction():
        invitation.sent_at = invitation.expires_at = NOW - timedelta(days=1)
    page = admin.get(STAFF)
    assert "The link no longer works." in page
    page = admin.submit(page, "Send a new link")
    assert "The link works until" in page
    assert len(rows()) == 2
    page = admin.submit(page, "Withdraw the invitation")
    assert "The invitation is withdrawn." in page
    assert db.session.query(StaffInvitation).all() == []
    # The page in another window is behind.
    admin.post(f"{STAFF}/uitnodigingen/{invitation.id}/opnieuw", {}, 400)


def test_an_account_is_changed_and_its_page_tells_the_history(admin: Visitor, cast: Cast) -> None:
    path = f"{STAFF}/{cast.trainer.id}"
    page = admin.get(path)
    page = admin.submit(page, "Save the account", name="Nadia B.", roles=["coordinator"])
    assert "The account is saved." in page
    assert "The account of Nadia B. was changedGreet Willems" in page
    page = admin.submit(page, "Save the account", roles=[], status=422)
    assert "Choose one role at least." in page
    admin.get(f"{STAFF}/999999", 404)


def test_what_the_buttons_do(admin: Visitor, cast: Cast) -> None:
    with transaction():
        make_passkey(cast.trainer)
        cast.trainer.provider_subject = "x" * 64
    page = admin.get(f"{STAFF}/{cast.trainer.id}")
    page = admin.submit(page, "Take the second step away")
    assert "The person gets a mail about it." in page
    page = admin.submit(page, "Undo the link")
    page = admin.submit(page, "Sign out everywhere")
    assert "stop calendar links" not in page
    with transaction():
        staff_feed.make(cast.trainer, FeedKind.OWN, NOW)
    page = admin.submit(admin.get(f"{STAFF}/{cast.trainer.id}"), "Sign out and stop calendar links")
    assert "its calendar links no longer work" in page
    page = admin.submit(page, "Close the account")
    assert "This account is closed." in page
    page = admin.submit(page, "Open the account again")
    assert "The account is open again." in page
    assert "Close the account" in page
    db.session.refresh(cast.trainer)
    assert cast.trainer.active
    assert cast.trainer.provider_subject is None
    assert not cast.trainer.has_second_factor


def test_nobody_closes_their_own_account(admin: Visitor, cast: Cast) -> None:
    page = admin.get(f"{STAFF}/{cast.administrator.id}")
    assert "Close the account" not in page
    page = admin.submit(page, "Save the account", roles=["coordinator"], status=422)
    assert "This is the only administrator." in page


def test_the_log_of_all_can_be_that_of_one(admin: Visitor, cast: Cast) -> None:
    signed_in(cast.trainer.id)
    signed_in(None, AccountEventKind.FAILED)
    page = admin.get("/werk/beheer/aanmeldingen")
    assert "Nadia El Amrani: Signed in, with a password" in page
    assert "Unknown address: Tried to sign in" in page
    page = admin.submit(page, "Show", persoon=str(cast.trainer.id))
    assert "1 entry" in page
    assert "Unknown address" not in page
    admin.get("/werk/beheer/aanmeldingen?pagina=2", 404)
    assert "2 entries" in admin.get("/werk/beheer/aanmeldingen?persoon=999")


def test_the_pages_ask_the_database_as_often_for_many_as_for_few(
    admin: Visitor, cast: Cast
) -> None:
    trainer_id = cast.trainer.id
    paths = (STAFF, f"{STAFF}/{trainer_id}", "/werk/beheer/aanmeldingen")

    def asked() -> list[int]:
        numbers = []
        for path in paths:
            db.session.remove()
            with counted() as statements:
                admin.get(path)
            numbers.append(len(statements))
        return numbers

    invite()
    signed_in(trainer_id)
    few = asked()
    for number in range(1, 20):
        invite(number)
        with transaction():
            user = account.create(f"{number}@voorbeeldpunt.example", Role.TRAINER, "x", NOW)
            make_passkey(user)
        signed_in(user.id)
        signed_in(trainer_id)
    assert asked() == few
    assert max(few) <= 12
