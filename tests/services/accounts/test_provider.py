"""Which account belongs to what the OpenID Connect provider says."""

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import HistoryEntry, User
from app.rules.errors import Code, RuleBroken
from app.services.accounts import member, provider
from app.services.history import Action
from tests.factories.cast import Cast
from tests.support.time import NOW

ISSUER = "https://login.example.org"


@transaction()
def sign_in(subject: str, email: str, verified: bool = True, issuer: str = ISSUER) -> User:
    return provider.sign_in(issuer, subject, email, verified, NOW)


def refusal(*args: object) -> Code:
    with pytest.raises(RuleBroken) as broken:
        sign_in(*args)  # type: ignore[arg-type]
    return broken.value.code


def test_the_first_time_the_address_counts_and_then_the_subject(app: Flask, cast: Cast) -> None:
    user = cast.trainer
    assert sign_in("s-1", user.email.upper()).id == user.id
    # The person has another address there now, and a colleague got the old one.
    assert sign_in("s-1", "anders@voorbeeldpunt.example").id == user.id
    assert refusal("s-2", user.email) is Code.PROVIDER_NO_ACCOUNT
    entries = db.session.scalars(select(HistoryEntry)).all()
    assert [(entry.action, entry.actor_id) for entry in entries] == [
        (Action.PROVIDER_LINKED, user.id)
    ]
    assert "s-1" not in str(user.provider_subject)


def test_the_same_subject_elsewhere_is_somebody_else(app: Flask, cast: Cast) -> None:
    sign_in("s-1", cast.trainer.email)
    other = sign_in("s-1", cast.coordinator.email, True, "https://login.example.net")
    assert other.id == cast.coordinator.id


def test_who_is_unknown_closed_or_unsure_does_not_get_in(app: Flask, cast: Cast) -> None:
    assert refusal("s-1", "niemand@voorbeeldpunt.example") is Code.PROVIDER_NO_ACCOUNT
    assert refusal("s-1", "") is Code.PROVIDER_NO_ACCOUNT
    assert refusal("s-1", cast.trainer.email, False) is Code.PROVIDER_ADDRESS_UNSURE
    sign_in("s-1", cast.trainer.email)
    with transaction():
        member.deactivate(cast.trainer.id, NOW, cast.administrator.id)
    assert refusal("s-1", cast.trainer.email) is Code.PROVIDER_NO_ACCOUNT
    assert refusal("s-3", cast.trainer.email) is Code.PROVIDER_NO_ACCOUNT


def test_an_undone_link_is_made_anew(app: Flask, cast: Cast) -> None:
    sign_in("s-1", cast.trainer.email)
    with transaction():
        member.forget_provider(cast.trainer.id, NOW, cast.administrator.id)
    assert sign_in("s-2", cast.trainer.email).id == cast.trainer.id
    assert refusal("s-1", "weg@voorbeeldpunt.example") is Code.PROVIDER_NO_ACCOUNT
