"""A trial invitation in three steps."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask

from app.extensions import transaction
from app.models import Message, TrialInvitation
from app.queries.delivering.deliverability import latest_trial, mails_of, trial
from app.rules.errors import Code, RuleBroken
from app.services.delivering import trial as trials
from tests.factories.cast import Cast
from tests.support.outbox import entry, mails
from tests.support.time import NOW, moment

UID = str(uuid4())


def start(cast: Cast, uid: str = UID, address: str = "proef@outlook.example") -> bool:
    with transaction():
        made = trials.start(uid, address, "nl", "Test", NOW, cast.administrator.id)
    return made is not None


def steps() -> list[Message]:
    return mails("trial_invitation")


def test_three_mails_about_one_meeting(app: Flask, cast: Cast) -> None:
    assert start(cast)
    found = latest_trial(cast.administrator.id)
    assert found is not None
    for sequence in (1, 2):
        with transaction():
            assert trials.go_on(found, sequence, "Test", NOW)
    entries = [entry(message) for message in steps()]
    assert [(e.uid, e.sequence, e.method) for e in entries] == [
        (UID, 0, "REQUEST"),
        (UID, 1, "REQUEST"),
        (UID, 2, "CANCEL"),
    ]
    assert [e.starts_at for e in entries] == [
        moment(f"2027-03-04 {hour}:00") for hour in (10, 14, 14)
    ]
    assert sorted(mails_of(found)) == [0, 1, 2]
    assert {message.edition_id for message in steps()} == {None}


def test_a_second_click_sends_nothing_more(app: Flask, cast: Cast) -> None:
    assert [start(cast), start(cast)] == [True, False]
    found = latest_trial(cast.administrator.id)
    assert found is not None
    said = []
    # Twice the same step, one that skips another, and one past the end.
    for sequence in (2, 1, 1, 0, 2, 2, 3):
        with transaction():
            said.append(trials.go_on(found, sequence, "Test", NOW))
    assert said == [False, True, False, False, True, False, False]
    assert len(steps()) == 3


def test_our_own_address_and_what_is_no_form_of_ours_start_nothing(app: Flask, cast: Cast) -> None:
    with pytest.raises(RuleBroken) as broken:
        start(cast, address="vormingen@voorbeeldpunt.example")
    assert broken.value.code is Code.ADDRESS_IS_OURS
    with pytest.raises(ValueError, match="badly formed"):
        start(cast, uid="nonsense")
    assert steps() == []


def test_twenty_a_day_are_enough(app: Flask, cast: Cast) -> None:
    uids = [str(uuid4()) for _ in range(trials.MOST_A_DAY)]
    assert all(start(cast, uid) for uid in uids)
    assert not start(cast, uids[-1]), "a second click is known, not refused"
    with pytest.raises(RuleBroken) as broken:
        start(cast)
    assert broken.value.code is Code.TOO_MANY_TRIALS
    with transaction():
        day_later = NOW + timedelta(days=1)
        assert trials.start(UID, "a@b.example", "nl", "Test", day_later, cast.administrator.id)


def test_somebody_elses_trial_is_theirs(app: Flask, cast: Cast) -> None:
    start(cast)
    found = latest_trial(cast.administrator.id)
    assert isinstance(found, TrialInvitation)
    assert trial(found.id, cast.administrator.id) is found
    assert trial(found.id, cast.coordinator.id) is None
    assert latest_trial(cast.coordinator.id) is None
