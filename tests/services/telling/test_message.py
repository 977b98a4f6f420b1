"""Telling people: who belongs to a team, what is told once, and trying a failed mail again."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import bell, db, transaction
from app.mail.messages import edition_confirmed, edition_confirmed_staff
from app.models import DomainPause, HistoryEntry, Message
from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus, CancelReason, MessageState, Role
from app.services import account
from app.services.attending import attendance
from app.services.deciding import minimum
from app.services.registering import registration, transfer, waiting_list
from app.services.registering.transfer import Colleague
from app.services.telling.message import (
    coordinators,
    edition_facts,
    link_reference,
    send_again,
    team_and_trainers,
    tell,
    tell_staff,
)
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_person, register
from tests.support.outbox import mails
from tests.support.planning import moved_on, replan
from tests.support.tick import tick
from tests.support.time import NOW, moment


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
        given_up = DomainPause(domain=mail.domain, failures=9, since=NOW, until=NOW)
        db.session.add(given_up)
    message_id, later = mail.message_id, NOW + timedelta(days=2)
    with transaction():
        send_again(mail.id, later, cast.coordinator.id)
    assert (mail.state, mail.attempts, mail.due_at) == (MessageState.PENDING, 0, later)
    assert mail.message_id == message_id
    assert db.session.scalars(select(DomainPause)).all() == []
    entry = db.session.scalars(select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert entry is not None
    assert (entry.action, entry.actor_id, entry.registration_id, entry.facts) == (
        "message_resent",
        cast.coordinator.id,
        made.id,
        {"kind": "registration_confirmed"},
    )


def test_only_a_failed_message_is_tried_again_and_not_one_that_is_over(
    app: Flask, cast: Cast
) -> None:
    register(make_edition())
    (mail,) = mails()
    with pytest.raises(RuleBroken) as refused, transaction():
        send_again(mail.id, NOW, cast.coordinator.id)
    assert refused.value.code is Code.MESSAGE_NOT_FAILED
    with transaction():
        mail.state, mail.not_after = MessageState.FAILED, NOW
    with pytest.raises(RuleBroken) as too_late, transaction():
        send_again(mail.id, NOW, cast.coordinator.id)
    assert too_late.value.code is Code.MESSAGE_EXPIRED
    with pytest.raises(LookupError), transaction():
        send_again(4711, NOW, cast.coordinator.id)


#: What somebody is mailed about a registration, from the first word to the last.
PERSONAL_MAILS = (
    "registration_confirmed",
    "waitlisted",
    "seat_offered",
    "offer_lapsed",
    "waiting_list_closed",
    "address_changed",
    "place_passed_on",
    "transferred",
    "withdrawn",
    "removed",
    "edition_confirmed",
    "edition_cancelled",
    "entry_cancelled",
    "meeting_changed",
    "reminder",
    "evaluation_request",
    "evaluation_reminder",
)


def test_every_mail_about_a_registration_is_in_its_language(site: Flask, cast: Cast) -> None:
    small = {"minimum": 1, "minimum_reason": "Kleine groep"}
    full = make_edition(starts="2027-06-15 09:30", capacity=1, **small)
    later = make_edition(starts="2027-06-22 09:30", **small)
    first, lapsing, mover, *_ = register(full, 5, language="fr")
    removed, changing, attending = register(later, 3, language="fr")
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    with transaction():
        waiting_list.lapse(lapsing, lapsing.offer_expires_at or NOW)
    with transaction():
        waiting_list.accept(mover, NOW + timedelta(hours=1))
    with transaction():
        moved = transfer.transfer(mover, later.id, NOW + timedelta(hours=2))
        transfer.substitute(moved, Colleague("Mai", "mai@organisatie.example", "Coach"), NOW)
        registration.remove(removed, NOW, cast.coordinator.id)
        registration.change(
            changing, make_person(language=changing.language, email="nieuw@a.example"), NOW
        )
    with transaction():
        waiting_list.close(full.id, full.closes_at)
    replan(later, moved_on(later, timedelta(hours=1)))
    with transaction():
        minimum.go_ahead(later.id, NOW, "", None)
        minimum.cancel(full.id, CancelReason.TRAINER_ILL, "", NOW, None)
    tick("2027-06-15 11:00")
    marks = {attending.id: AttendanceStatus.PRESENT}
    with transaction():
        attendance.record(later.first_meeting.id, marks, moment("2027-06-22 13:00"), None)
    for day in ("2027-06-23 09:00", "2027-06-26 09:00"):
        tick(day)
    spoken: dict[str, set[str]] = {}
    for mail in mails():
        if not mail.kind.endswith("_staff") and mail.kind not in ("decision_due", "daily_digest"):
            spoken.setdefault(mail.kind, set()).add(mail.language)
    assert spoken == {kind: {"fr"} for kind in PERSONAL_MAILS}


def test_the_bell_rings_when_the_messages_can_be_seen_not_at_a_savepoint(app: Flask) -> None:
    (person,) = register(make_edition())
    rung: list[str] = []
    with transaction():
        bell.connect(lambda: rung.append("early" if not done else "in time"))
        done = False
        registration.tell_known(person, NOW)
        done = True
    assert rung == ["in time"]
