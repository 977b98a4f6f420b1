"""One's own second factor, and what the house demands."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, settings, transaction
from app.models import HistoryEntry
from app.rules.accounts.second_factor import TwoFactor
from app.rules.errors import Code, RuleBroken
from app.services.accounts import second_factor
from app.services.history import Action
from tests.factories.accounts import make_passkey
from tests.factories.cast import Cast
from tests.support.time import NOW


def test_an_app_is_set_up_and_taken_away(app: Flask, cast: Cast) -> None:
    user = cast.trainer
    with transaction():
        second_factor.set_authenticator(user, "secret", 7, NOW)
        second_factor.set_recovery_codes(user, ["a", "b"], NOW)
    assert user.has_second_factor
    assert (user.tf_primary_method, user.totp_counter) == ("authenticator", 7)
    for _ in range(2):
        with transaction():
            second_factor.stop_authenticator(user, NOW)
    assert not user.has_second_factor
    # Codes for a second factor that is no longer there would open nothing but doubt.
    assert user.mf_recovery_codes == []
    entries = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id)).all()
    assert [entry.action for entry in entries] == [
        Action.SECOND_FACTOR_ADDED,
        Action.RECOVERY_CODES_MADE,
        Action.SECOND_FACTOR_TAKEN_AWAY,
    ]
    assert "secret" not in str([entry.facts for entry in entries])


def test_a_passkey_instead_of_a_password_is_no_second_factor(app: Flask, cast: Cast) -> None:
    user = cast.trainer
    with transaction():
        alone = make_passkey(user, usage="first")
    assert not user.has_second_factor
    with transaction():
        after = make_passkey(user, "key")
    assert user.has_second_factor
    for passkey in (alone, after):
        with transaction():
            second_factor.remove_passkey(user, passkey.id, NOW)
    assert user.webauthn == []


def test_a_passkey_of_somebody_else_is_not_taken_away(app: Flask, cast: Cast) -> None:
    with transaction():
        passkey = make_passkey(cast.trainer)
    with transaction():
        second_factor.remove_passkey(cast.other_trainer, passkey.id, NOW)
    db.session.refresh(cast.trainer)
    assert [kept.id for kept in cast.trainer.webauthn] == [passkey.id]


def test_who_must_have_a_second_factor_keeps_one(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    strict = replace(settings(), two_factor=TwoFactor.ADMINISTRATORS)
    monkeypatch.setitem(app.config, "OPEN_AANBOD", strict)
    user = cast.administrator
    with transaction():
        second_factor.set_authenticator(user, "secret", 7, NOW)
    with pytest.raises(RuleBroken) as broken, transaction():
        second_factor.stop_authenticator(user, NOW)
    assert broken.value.code is Code.SECOND_FACTOR_NEEDED
    assert user.has_second_factor
    with transaction():
        make_passkey(user)
        second_factor.stop_authenticator(user, NOW)
    assert user.has_second_factor
