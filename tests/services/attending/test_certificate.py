"""Certificates: for whom, once, and true at each reading."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.documents.certificate import CertificateFacts
from app.extensions import db, transaction
from app.formats import date_long
from app.models import Certificate, Edition, HistoryEntry, Registration
from app.queries.attending.certificate import by_code, presence_of
from app.rules.attending.certificate import ALPHABET
from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus
from app.rules.workdays import local_date
from app.services.attending import certificate, evaluation
from app.services.history import Action
from app.services.people import erasing
from app.services.registering import registration as registrations
from tests.factories.cast import Cast
from tests.factories.held import ENDS, ask, confirm, hold_edition, people_of, take_attendance
from tests.factories.offer import make_edition, make_person, make_training, register
from tests.support.outbox import mails
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


# Who hears of it, once.


def tell_ready(edition: Edition, now: datetime = ENDS) -> int:
    with transaction():
        return certificate.tell_ready(edition.id, now)


def certified(kind: str) -> list[str]:
    """Who got a link to their certificate with a mail of this kind."""
    return [mail.recipient for mail in mails(kind) if "?attest=1" in mail.text]


def test_the_thanks_tell_of_the_certificate_and_nothing_else_does(app: Flask) -> None:
    edition = hold_edition(3, present=2)
    ask(edition)
    there = [person.email for person in people_of(edition)[:2]]
    assert certified("evaluation_request") == there
    assert certificate.editions_to_tell(ENDS) == []
    assert tell_ready(edition) == 0
    # A mark that is corrected later tells nothing.
    take_attendance(edition, [PRESENT, EXCUSED, ABSENT])
    assert tell_ready(edition) == 0
    assert mails("certificate_ready") == []


def test_a_trajectory_waits_for_its_last_list(app: Flask) -> None:
    person = trajectory(PRESENT, PRESENT, None)
    edition, ends = person.edition, person.edition.last_meeting.ends_at
    ask(edition, ends)
    assert (certified("evaluation_request"), certificate.editions_to_tell(ends)) == ([], [])
    take_attendance(edition, [ABSENT], 2)
    assert certificate.editions_to_tell(ends) == [edition.id]
    assert [tell_ready(edition, ends), tell_ready(edition, ends)] == [1, 0]
    assert certificate.editions_to_tell(ends) == []
    (mail,) = mails("certificate_ready")
    assert f"link works until {date_long(local_date(ends) + timedelta(days=60), 'nl')}" in mail.text
    assert not {"Thank you for being there.", "What comes next"} & set(mail.text.splitlines())


def test_who_was_at_no_meeting_hears_nothing(app: Flask) -> None:
    person = trajectory(ABSENT, EXCUSED, ABSENT)
    assert certificate.editions_to_tell(person.edition.last_meeting.ends_at) == []
    assert tell_ready(person.edition, person.edition.last_meeting.ends_at) == 0


@pytest.mark.parametrize(("days", "told"), [(21, True), (59, True), (60, False)])
def test_a_list_that_comes_in_late_still_tells_as_long_as_the_link_works(
    app: Flask, days: int, told: bool
) -> None:
    """The form to evaluate is closed by then, so this mail says thank you as well."""
    edition = make_edition()
    register(edition)
    confirm(edition)
    with transaction():
        evaluation.complete(edition.id, ENDS)
    late = ENDS + timedelta(days=days)
    take_attendance(edition, [PRESENT])
    assert ask(edition, late) == []
    assert certificate.editions_to_tell(late) == [edition.id][: int(told)]
    assert tell_ready(edition, late) == int(told)
    texts = [mail.text for mail in mails("certificate_ready")]
    assert ["Thank you for being there." in text for text in texts] == [True] * int(told)


def test_who_was_erased_is_told_nothing_and_not_asked_about_again(app: Flask, cast: Cast) -> None:
    edition = hold_edition(1)
    (person,) = people_of(edition)
    with transaction():
        erasing.erase_person(person, ENDS, cast.administrator.id)
    assert tell_ready(edition) == 1
    assert certificate.editions_to_tell(ENDS) == []
    assert mails("certificate_ready") == []


# What comes next, for who agreed to news.


def coming(title: str, theme: str = "Hulpverleningsrelatie", **details: object) -> Edition:
    training = make_training(title, title, (theme,))
    return make_edition(training=training, starts="2027-06-01 09:30", **details)  # type: ignore[arg-type]  # each test knows


def agree(*people: Registration) -> None:
    with transaction():
        for person in people:
            person.news_at = NOW


def test_the_thanks_show_up_to_three_trainings_of_the_theme_to_who_agreed_to_news(
    app: Flask,
) -> None:
    edition = hold_edition(2)
    agreed, silent = people_of(edition)
    agree(agreed)
    shown = [coming(title) for title in ("Eén", "Twee", "Drie", "Vier")]
    coming("Ander thema", "Iets anders")
    register(coming("Vol", capacity=8), 8)
    # Again the training that they took part in.
    make_edition(starts="2027-06-01 09:30")
    ask(edition)
    news, none = (mails("evaluation_request", to=who.email)[0] for who in (agreed, silent))
    for one in shown[:3]:
        assert f"/edities/{one.id}\n" in news.text
    assert news.text.count("/edities/") == 3
    assert f"n:{agreed.public_id}.0" in news.links.values()
    assert "/edities/" not in none.text
    assert "What comes next" in none.text


def test_nobody_is_shown_a_training_that_they_are_in_or_came_from(app: Flask) -> None:
    edition = hold_edition(1)
    (person,) = people_of(edition)
    agree(person)
    known, new = coming("Eén"), coming("Twee")
    register(known, email=person.email.upper())
    ask(edition)
    (mail,) = mails("evaluation_request")
    assert [f"/edities/{one.id}\n" in mail.text for one in (known, new)] == [False, True]
