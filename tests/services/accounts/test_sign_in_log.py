"""The log of sign-ins: what is written, told and erased."""

from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import AccountEvent, User
from app.queries.accounts.sign_in_log import latest_of, log_page
from app.rules.accounts.sign_in_log import AccountEventKind, SignInMethod
from app.services.accounts import sign_in_log
from app.services.accounts.sign_in_log import Whence
from tests.factories.cast import Cast
from tests.support.office import rows
from tests.support.time import NOW

DAY = timedelta(days=1)
DESK, PHONE = "Firefox, Windows", "Safari, iOS"


@transaction()
def record(
    user: User | None,
    device: str = DESK,
    now: datetime = NOW,
    kind: AccountEventKind = AccountEventKind.SIGNED_IN,
) -> None:
    sign_in_log.record(
        kind,
        Whence(device, "192.0.2.0/24"),
        now,
        user_id=user.id if user else None,
        method=SignInMethod.PASSWORD,
    )


def test_a_sign_in_is_written_and_marks_the_account(app: Flask, cast: Cast) -> None:
    record(cast.trainer)
    (event,) = latest_of(cast.trainer.id)
    assert (event.kind, event.method) == (AccountEventKind.SIGNED_IN, SignInMethod.PASSWORD)
    assert (event.at, event.device, event.network) == (NOW, DESK, "192.0.2.0/24")
    assert cast.trainer.last_sign_in_at == NOW
    assert cast.coordinator.last_sign_in_at is None


def test_a_try_marks_nothing_and_needs_no_account(app: Flask, cast: Cast) -> None:
    record(cast.trainer, kind=AccountEventKind.FAILED)
    record(None, kind=AccountEventKind.FAILED)
    assert cast.trainer.last_sign_in_at is None
    assert [event.user_id for event in log_page(None, 1).entries] == [None, cast.trainer.id]
    assert rows() == []


def test_another_kind_of_device_is_told_to_the_person_once(app: Flask, cast: Cast) -> None:
    for hours, device in enumerate((DESK, DESK, PHONE, PHONE, DESK)):
        record(cast.trainer, device, NOW + timedelta(hours=hours))
    record(cast.coordinator, PHONE)
    assert [(row.kind, row.recipient) for row in rows()] == [("new_device", cast.trainer.email)]
    assert PHONE in rows()[0].text


@pytest.mark.parametrize(("days", "erased"), [(89, 0), (90, 1)])
def test_entries_are_erased_after_ninety_days(
    app: Flask, cast: Cast, days: int, erased: int
) -> None:
    record(cast.trainer)
    record(cast.trainer, now=NOW + DAY)
    now = NOW + days * DAY
    assert sign_in_log.has_some_to_erase(now) is bool(erased)
    with transaction():
        assert sign_in_log.erase(now) == erased
    assert db.session.query(AccountEvent).count() == 2 - erased


def test_the_log_has_pages(app: Flask, cast: Cast) -> None:
    for minutes in range(51):
        record(cast.trainer, now=NOW + timedelta(minutes=minutes))
    record(cast.coordinator)
    page = log_page(cast.trainer.id, 2)
    assert (page.total, page.pages, len(page.entries)) == (51, 2, 1)
    assert log_page(None, 1).total == 52
    assert log_page(None, 10**18).entries == ()
    assert len(latest_of(cast.trainer.id)) == 10
