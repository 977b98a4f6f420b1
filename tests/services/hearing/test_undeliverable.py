"""What the coordinators of a team hear of mails that did not arrive: what matters, once a day."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.extensions import transaction
from app.models import Message, Registration
from app.queries.deciding.today import Kind, today
from app.queries.registering.participant_list import briefs
from app.rules.states import CancelReason, MessageState
from app.services.deciding import minimum
from app.services.hearing import undeliverable
from app.services.registering import registration
from app.services.registering.person import person_of
from app.services.telling.message import send_again
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.tick import tick
from tests.support.time import NOW

WAITED = NOW + undeliverable.WAIT
TOMORROW = NOW + timedelta(days=1)


def fail(*messages: Message, at: datetime = NOW) -> None:
    with transaction():
        for message in messages:
            message.state, message.sent_at, message.due_at = MessageState.FAILED, None, at
            message.last_error = "550 5.1.1 User unknown"


def confirmation(person: Registration) -> Message:
    return mails("registration_confirmed", to=person.email)[0]


def test_a_team_hears_once_what_failed_together(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    an, bo, _ = register(edition, 3)
    fail(confirmation(an))
    fail(confirmation(bo), at=NOW + timedelta(minutes=10))
    tick(WAITED - timedelta(seconds=1))
    assert mails("undeliverable") == []
    for now in (WAITED, WAITED + timedelta(hours=1), TOMORROW + timedelta(hours=1)):
        tick(now)
    told = mails("undeliverable")
    # The coordinators of the team and of all teams, and nobody of Limburg.
    assert sorted(mail.recipient for mail in told) == sorted(
        [cast.coordinator.email, cast.coordinator_antwerp.email]
    )
    for mail in told:
        assert "2 mails did not arrive" in mail.subject
        assert all(one in mail.text for one in (an.name, bo.name, "550 5.1.1 User unknown"))
        assert f"/werk/edities/{edition.id}/deelnemers/{an.public_id}" in mail.text
        assert mail.links == {}


def test_of_an_address_that_was_corrected_meanwhile_nothing_is_told(app: Flask, cast: Cast) -> None:
    (an,) = register(make_edition(team=cast.antwerp))
    fail(confirmation(an))
    with transaction():
        person = replace(person_of(an), email="an.goed@school.example")
        registration.change(an, person, NOW, actor_id=cast.coordinator.id)
    # Nor of the mail that tells the wrong address that it is no longer theirs.
    fail(*mails("address_changed"))
    asked = {item.kind for item in today(cast.coordinator.actor, WAITED).todo}
    assert Kind.FAILED_MAIL not in asked
    assert [brief.undelivered for brief in briefs(an.edition_id)] == [False]
    tick(WAITED)
    assert mails("undeliverable") == []
    fail(*mails("registration_confirmed", to="an.goed@school.example"))
    tick(WAITED)
    assert len(mails("undeliverable")) == 2
    assert [brief.undelivered for brief in briefs(an.edition_id)] == [True]


def test_with_nobody_to_tell_it_stays_untold(app: Flask, cast: Cast) -> None:
    (an,) = register(make_edition(team=cast.antwerp))
    staff = (cast.coordinator, cast.coordinator_antwerp, cast.administrator)
    fail(confirmation(an))
    with transaction():
        for user in staff:
            user.active = False
        assert undeliverable.report(cast.antwerp.id, WAITED) == 0
    with transaction():
        cast.administrator.active = True
    tick(WAITED)
    assert [mail.recipient for mail in mails("undeliverable")] == [cast.administrator.email]


def test_what_fails_later_that_day_waits_for_the_next(app: Flask, cast: Cast) -> None:
    an, bo = register(make_edition(team=cast.antwerp), 2)
    fail(confirmation(an))
    tick(WAITED)
    fail(confirmation(bo), at=WAITED)
    tick(WAITED + timedelta(hours=2))
    assert len(mails("undeliverable")) == 2
    tick(TOMORROW)
    *_, last = mails("undeliverable")
    assert "1 mail did not arrive" in last.subject
    assert bo.name in last.text
    assert an.name not in last.text


def test_what_was_sent_again_and_failed_again_is_told_again(app: Flask, cast: Cast) -> None:
    (an,) = register(make_edition(team=cast.antwerp))
    fail(confirmation(an))
    tick(WAITED)
    with transaction():
        send_again(confirmation(an).id, WAITED, cast.coordinator.id)
    fail(confirmation(an), at=WAITED)
    tick(TOMORROW)
    assert len(mails("undeliverable")) == 4


@pytest.mark.parametrize("kind", ["team_message", "evaluation_request", "evaluation_reminder"])
def test_what_nobody_misses_or_nobody_may_know_is_not_told(
    app: Flask, cast: Cast, kind: str
) -> None:
    (an,) = register(make_edition(team=cast.antwerp))
    with transaction():
        confirmation(an).kind = kind
    (message,) = mails(kind)
    fail(message)
    assert undeliverable.teams_to_tell(TOMORROW) == []


def test_of_who_left_nothing_is_told_but_of_a_cancellation_it_is(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    gone, stays = register(edition, 2)
    with transaction():
        registration.withdraw(gone, NOW, frozenset())
    fail(confirmation(gone))
    assert undeliverable.teams_to_tell(WAITED) == []
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    fail(mails("edition_cancelled", to=stays.email)[0])
    assert undeliverable.teams_to_tell(WAITED) == [cast.antwerp.id]


def test_many_are_counted_and_the_first_named(app: Flask, cast: Cast) -> None:
    people = register(make_edition(team=cast.antwerp, capacity=40), undeliverable.NAMED + 2)
    fail(*(confirmation(person) for person in people))
    tick(WAITED)
    mail = mails("undeliverable")[0]
    assert "27 mails did not arrive" in mail.subject
    assert "And 2 more, on your desk." in mail.text
    assert people[-1].name not in mail.text
