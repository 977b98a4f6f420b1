"""Certificates: for whom, once, and true at each reading."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.documents.certificate import CertificateFacts
from app.extensions import db, transaction
from app.models import Certificate, HistoryEntry, Registration
from app.queries.attending.certificate import by_code, presence_of
from app.rules.attending.certificate import ALPHABET
from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus
from app.services.attending import certificate, evaluation
from app.services.history import Action
from app.services.registering import registration as registrations
from tests.factories.cast import Cast
from tests.factories.held import confirm, hold_edition, people_of, take_attendance
from tests.factories.offer import make_edition, make_person, register
from tests.support.time import NOW

PRESENT, ABSENT, EXCUSED = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.ABSENT,
    AttendanceStatus.EXCUSED,
)
LATER = NOW + timedelta(days=60)


def issue(registration: Registration) -> Certificate:
    with transaction():
        return certificate.issue(registration, LATER)


def refused(registration: Registration) -> Code:
    with pytest.raises(RuleBroken) as broken:
        issue(registration)
    return broken.value.code


def trajectory(*marks: AttendanceStatus | None) -> Registration:
    """One person in a completed edition of a whole day and two half-days, marked like that."""
    edition = make_edition(
        hours=6, more_starts=("2027-04-05 09:30", "2027-04-12 09:30"), minimum=1, minimum_reason="x"
    )
    register(edition, 1, name="Emine Yıldız")
    confirm(edition)
    for number, mark in enumerate(marks):
        take_attendance(edition, [mark], number)
    with transaction():
        assert evaluation.complete(edition.id, edition.last_meeting.ends_at)
    return people_of(edition)[0]


def test_who_was_there_gets_one_certificate_however_often_asked(app: Flask) -> None:
    person, absent = people_of(hold_edition(2, 1))
    first, second = issue(person), issue(person)
    assert first.id == second.id
    assert (len(first.code), set(first.code) <= set(ALPHABET)) == (16, True)
    assert by_code(first.code) == first
    assert refused(absent) is Code.NO_CERTIFICATE
    entries = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.action == Action.CERTIFICATE_ISSUED)
    ).all()
    assert [entry.registration_id for entry in entries] == [person.id]


def test_no_certificate_before_the_training_is_over(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",), minimum=1, minimum_reason="x")
    (person,) = register(edition)
    confirm(edition)
    take_attendance(edition, [PRESENT])
    assert refused(person) is Code.NO_CERTIFICATE
    with transaction():
        evaluation.complete(edition.id, edition.last_meeting.ends_at)
    issue(person)


def test_it_counts_what_was_attended_of_the_whole(app: Flask) -> None:
    presence = presence_of(trajectory(PRESENT, EXCUSED, PRESENT))
    starts = [meeting.starts_at for meeting in presence.registration.edition.meetings]
    assert [meeting.starts_at for meeting in presence.attended] == [starts[0], starts[2]]
    assert (presence.half_days, presence.half_days_whole) == (4, 6)
    assert (presence.time, presence.time_whole) == (timedelta(hours=12), timedelta(hours=18))


def test_a_mark_that_is_taken_back_ends_it_and_a_new_mark_brings_it_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[CertificateFacts] = []
    monkeypatch.setattr(
        "app.documents.certificate.certificate", lambda facts: drawn.append(facts) or b"%PDF"
    )
    person = trajectory(PRESENT, None, ABSENT)
    made = issue(person)
    certificate.paper(made)
    take_attendance(person.edition, [ABSENT], 0)
    assert not presence_of(person).valid
    with pytest.raises(RuleBroken):
        certificate.paper(made)
    take_attendance(person.edition, [PRESENT], 1)
    certificate.paper(made)
    assert [len(facts.meetings) for facts in drawn] == [1, 1]
    assert drawn[0].meetings[0].starts_at < drawn[1].meetings[0].starts_at
    assert {facts.code.replace("-", "") for facts in drawn} == {made.code}


def test_the_paper_tells_the_person_what_is_known(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[CertificateFacts] = []
    monkeypatch.setattr(
        "app.documents.certificate.certificate", lambda facts: drawn.append(facts) or b"%PDF"
    )
    edition = hold_edition(1, trainers=(cast.trainer,), co_organisers=("CAW De Kempen",))
    assert certificate.paper(issue(people_of(edition)[0])) == b"%PDF"
    (facts,) = drawn
    assert facts.name == people_of(edition)[0].name
    assert facts.trainers == (cast.trainer.name,)
    assert facts.co_organisers == ("CAW De Kempen",)
    assert facts.meetings[0].place == "Zaal De Brug, Voorbeeldstraat 12, Berchem"
    assert facts.issued_at == LATER
    assert facts.address == "http://localhost/attest"


def test_nobody_gets_a_certificate_by_taking_the_name_of_who_came(app: Flask, cast: Cast) -> None:
    (person,) = people_of(hold_edition(1))
    starts = person.edition.first_meeting.starts_at
    known = make_person(name=person.name, email=person.email)
    for other in (replace(known, name="Bo Martens"), replace(known, email="bo@elders.example")):
        with pytest.raises(RuleBroken) as broken, transaction():
            registrations.change(person, other, starts)
        assert (broken.value.code, broken.value.field) == (Code.ALREADY_STARTED, "name")
    with transaction():
        registrations.change(person, replace(known, function="Teamcoach"), starts)
    assert person.function == "Teamcoach"
    mended = replace(known, name="Emine Yıldız")
    with transaction():
        registrations.change(person, mended, LATER, actor_id=cast.coordinator.id)
    assert person.name == "Emine Yıldız"
