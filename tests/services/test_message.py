"""Telling people: who belongs to a team, what is told once, and trying a failed mail again."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import bell, db, transaction
from app.mail.messages import edition_confirmed, edition_confirmed_staff
from app.models import HistoryEntry, Message
from app.rules.errors import Code, RuleBroken
from app.rules.states import MessageState, Role
from app.services import account
from app.services.message import (
    coordinators,
    edition_facts,
    link_reference,
    send_again,
    team_and_trainers,
    tell,
    tell_staff,
)
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.time import NOW


def test_the_coordinators_of_a_team_are_its_own_and_those_of_all_teams(
    app: Flask, cast: Cast
) -> None:
    assert coordinators(cast.antwerp.id) == [cast.coordinator, cast.coordinator_antwerp]
    assert coordinators(cast.limburg.id) == [cast.coordinator, cast.coordinator_limburg]
    with transaction():
        account.grant(cast.trainer, Role.COORDINATOR)
    assert coordinators(cast.limburg.id) == [
        cast.coordinator,
        cast.coordinator_limburg,
        cast.trainer,
    ]


def test_an_account_that_was_closed_gets_no_mail(app: Flask, cast: Cast) -> None:
    edition = make_edition(trainers=(cast.trainer, cast.other_trainer))
    with transaction():
        cast.trainer.active = cast.coordinator.active = False
    assert team_and_trainers(edition) == [cast.coordinator_antwerp, cast.other_trainer]


def test_the_same_thing_is_told_once_a_key(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    (made,) = register(edition)
    with transaction():
        facts = edition_facts(edition, NOW)
        reference = link_reference(made)
        told = [
            tell(edition_confirmed, made, facts, NOW, key=key, registration=reference)
            for key in ("", "", "again")
        ]
        for key in ("", "", "again"):
            tell_staff(
                edition_confirmed_staff, [cast.trainer], edition, facts, NOW, key=key, by_rule=True
            )
    assert [message is not None for message in told] == [True, False, True]
    assert len(mails("edition_confirmed")) == 2
    assert len(mails("edition_confirmed_staff", to=cast.trainer.email)) == 2


def test_a_message_holds_no_signed_link(app: Flask) -> None:
    (made,) = register(make_edition())
    (mail,) = mails()
    assert list(mail.links.values()) == [f"i:{link_reference(made)}"]
    (placeholder,) = mail.links
    assert placeholder in mail.text
    assert placeholder in mail.html
    assert made.public_id not in mail.text + mail.html


def test_the_bell_rings_after_the_commit_and_never_without_one(app: Flask) -> None:
    rings: list[int | None] = []

    def listen() -> None:
        # As a worker would look: over a connection of its own.
        with db.engine.connect() as connection:
            rings.append(connection.scalar(select(func.count(Message.id))))

    bell.connect(listen)
    edition = make_edition()
    assert rings == []
    register(edition)
    assert rings == [1]

    def register_and_fail() -> None:
        made = mails()[0].registration
        assert made is not None
        facts = edition_facts(edition, NOW)
        tell(edition_confirmed, made, facts, NOW, registration=link_reference(made))
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        register_and_fail()
    with transaction():
        edition.place = "Zaal De Poort"
    assert rings == [1]


def test_a_message_that_failed_for_good_is_tried_again_by_a_person(app: Flask, cast: Cast) -> None:
    (made,) = register(make_edition())
    (mail,) = mails()
    with transaction():
        mail.state, mail.attempts, mail.last_error = MessageState.FAILED, 8, "550 no such user"
    message_id, later = mail.message_id, NOW + timedelta(days=2)
    with transaction():
        send_again(mail.id, later, cast.coordinator.id)
    assert (mail.state, mail.attempts, mail.due_at) == (MessageState.PENDING, 0, later)
    assert mail.message_id == message_id
    entry = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor_id, entry.registration_id, entry.facts) == (
        "message_resent",
        cast.coordinator.id,
        made.id,
        {"kind": "registration_confirmed"},
    )


def test_only_a_failed_message_is_tried_again(app: Flask, cast: Cast) -> None:
    register(make_edition())
    (mail,) = mails()
    with pytest.raises(RuleBroken) as refused, transaction():
        send_again(mail.id, NOW, cast.coordinator.id)
    assert refused.value.code is Code.MESSAGE_NOT_FAILED
    with pytest.raises(LookupError), transaction():
        send_again(4711, NOW, cast.coordinator.id)
