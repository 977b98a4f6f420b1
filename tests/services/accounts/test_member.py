"""What administrators do with accounts; one of them always stays."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import HistoryEntry, Passkey, StaffFeed, User
from app.rules.calendars.staff_feed import FeedKind
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role
from app.services import account
from app.services.accounts import member
from app.services.calendars import staff_feed
from app.services.history import Action
from tests.factories.accounts import make_passkey
from tests.factories.cast import Cast
from tests.support.office import rows
from tests.support.time import NOW


def do(change: Callable[..., Any], user: User, *args: Any) -> None:
    with transaction():
        change(user.id, *args)


def broken(change: Callable[..., Any], user: User, *args: Any) -> Code:
    with pytest.raises(RuleBroken) as error:
        do(change, user, *args)
    return error.value.code


def changed(user: User, **values: Any) -> tuple[Any, ...]:
    """What `member.change` takes, with these values instead of those of now."""
    now: dict[str, Any] = {
        "name": user.name,
        "email": user.email,
        "roles": list(user.actor.roles),
        "team_id": user.team_id,
    }
    return tuple((now | values).values())


def last_action() -> tuple[str, int | None, dict[str, Any]]:
    entry = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert entry is not None
    return entry.action, entry.actor_id, entry.facts


def test_an_account_is_changed_and_the_history_says_who(app: Flask, cast: Cast) -> None:
    admin, user = cast.administrator, cast.trainer
    do(member.change, user, *changed(user, name="Nadia B.", team_id=2), NOW, admin.id)
    assert (user.name, user.team_id) == ("Nadia B.", 2)
    facts = {"user_id": user.id, "name": "Nadia B."}
    assert last_action() == (Action.STAFF_CHANGED, admin.id, facts)
    do(member.change, user, *changed(user), NOW, admin.id)
    assert db.session.query(HistoryEntry).count() == 1


def test_another_address_ends_sessions_and_the_link_to_the_provider(app: Flask, cast: Cast) -> None:
    user = cast.trainer
    with transaction():
        user.provider_subject = "x" * 64
    mark = user.fs_uniquifier
    new = changed(user, email=" Nieuw@voorbeeldpunt.example")
    do(member.change, user, *new, NOW, cast.administrator.id)
    assert user.email == "nieuw@voorbeeldpunt.example"
    assert user.provider_subject is None
    assert user.fs_uniquifier != mark


def test_what_an_account_cannot_become(app: Flask, cast: Cast) -> None:
    user, by = cast.trainer, cast.administrator.id
    taken = changed(user, email=cast.coordinator.email.upper())
    assert broken(member.change, user, *taken, NOW, by) is Code.ACCOUNT_EXISTS
    assert broken(member.change, user, *changed(user, roles=[]), NOW, by) is Code.ROLE_MISSING
    assert broken(member.change, user, *changed(user, team_id=99), NOW, by) is Code.UNKNOWN_TEAM


def test_the_last_active_administrator_stays_one(app: Flask, cast: Cast) -> None:
    admin, trainer = cast.administrator, cast.trainer
    lesser = changed(admin, roles=[Role.COORDINATOR])
    assert broken(member.change, admin, *lesser, NOW, admin.id) is Code.LAST_ADMINISTRATOR
    assert broken(member.deactivate, admin, NOW, trainer.id) is Code.LAST_ADMINISTRATOR
    assert broken(member.deactivate, admin, NOW, admin.id) is Code.NOT_YOURSELF
    with transaction():
        other = account.create("b@voorbeeldpunt.example", Role.ADMINISTRATOR, "x", NOW)
        other.active = False
    # One who cannot sign in does not count.
    assert broken(member.deactivate, admin, NOW, other.id) is Code.LAST_ADMINISTRATOR
    do(member.activate, other, NOW, admin.id)
    do(member.deactivate, admin, NOW, other.id)
    assert (admin.active, other.active) == (False, True)
    assert last_action()[0] == Action.STAFF_DEACTIVATED


def test_two_administrators_who_close_each_other_leave_one(app: Flask, cast: Cast) -> None:
    with transaction():
        other = account.create("b@voorbeeldpunt.example", Role.ADMINISTRATOR, "x", NOW)
    pairs = [(cast.administrator.id, other.id), (other.id, cast.administrator.id)]
    db.session.rollback()
    start = threading.Barrier(2)
    codes: list[Code] = []

    def close(closed: int, by: int) -> None:
        with app.app_context():
            start.wait()
            try:
                with transaction():
                    member.deactivate(closed, NOW, by)
            except RuleBroken as error:
                codes.append(error.code)
            db.session.remove()

    threads = [threading.Thread(target=close, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert codes == [Code.LAST_ADMINISTRATOR]
    active = select(User.id).where(User.active, User.id.in_(pairs[0]))
    assert len(db.session.scalars(active).all()) == 1


def test_a_closed_account_has_no_session_left(app: Flask, cast: Cast) -> None:
    user, by = cast.trainer, cast.administrator.id
    marks = {user.fs_uniquifier}
    do(member.deactivate, user, NOW, by)
    marks.add(user.fs_uniquifier)
    do(member.activate, user, NOW, by)
    do(member.sign_out_everywhere, user, NOW, by)
    marks.add(user.fs_uniquifier)
    assert len(marks) == 3
    assert user.active
    actions = list(db.session.scalars(select(HistoryEntry.action).order_by(HistoryEntry.id)))
    assert actions == [Action.STAFF_DEACTIVATED, Action.STAFF_ACTIVATED, Action.STAFF_SIGNED_OUT]


def test_calendar_links_outlive_a_sign_out_unless_they_are_to_end(app: Flask, cast: Cast) -> None:
    user = cast.trainer
    with transaction():
        staff_feed.make(user, FeedKind.OWN, NOW)
    for calendars, left in ((False, 1), (True, 0), (True, 0)):
        with transaction():
            member.sign_out_everywhere(user.id, NOW, user.id, calendars=calendars)
        assert db.session.query(StaffFeed).count() == left
    actions = list(db.session.scalars(select(HistoryEntry.action).order_by(HistoryEntry.id)))
    out, stopped = Action.STAFF_SIGNED_OUT, Action.CALENDAR_LINK_STOPPED
    assert actions == [Action.CALENDAR_LINK_MADE, out, out, stopped, out]


def test_a_reset_takes_everything_away_and_tells_the_person(app: Flask, cast: Cast) -> None:
    user = cast.trainer
    with transaction():
        user.tf_totp_secret, user.tf_primary_method, user.totp_counter = "s", "authenticator", 5
        user.mf_recovery_codes = ["digest"]
        make_passkey(user)
    mark = user.fs_uniquifier
    do(member.reset_second_factor, user, NOW, cast.administrator.id)
    assert (user.tf_totp_secret, user.mf_recovery_codes, user.webauthn) == (None, [], [])
    assert db.session.query(Passkey).all() == []
    assert not user.has_second_factor
    assert user.fs_uniquifier != mark
    assert [(row.kind, row.recipient) for row in rows()] == [("second_factor_reset", user.email)]
    assert last_action()[0] == Action.SECOND_FACTOR_RESET
    # There is nothing left to reset, and nothing to tell.
    do(member.reset_second_factor, user, NOW, None)
    assert len(rows()) == 1


def test_an_unknown_account_is_not_found(app: Flask, cast: Cast) -> None:
    with pytest.raises(LookupError), transaction():
        member.deactivate(9999, NOW, cast.administrator.id)
