"""Erased means erased: in no table stands anything of the person any more."""

import json
from itertools import cycle
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.mail.incoming import Answer, Bounce
from app.mail.messages import edition_confirmed
from app.models import Attendance, ImportProblem, Invitation, Mailing, Message, Registration
from app.queries.attending.quality_report import report
from app.queries.deciding.rebooking import of_cancelled
from app.rules.errors import Code, RuleBroken
from app.rules.hearing.bounce import Failure, Fate
from app.rules.importing.problems import ProblemCode
from app.rules.importing.states import ImportState, Kind
from app.rules.states import CancelReason, MessageState, RebookingAnswer, Reply
from app.rules.telling.mailing import Audience
from app.services.attending import certificate
from app.services.deciding import minimum, rebooking
from app.services.hearing import bounce, reply, undeliverable
from app.services.importing import imports
from app.services.offering import interest
from app.services.people.erasing import erase_person
from app.services.people.exporting import export_person
from app.services.registering import booking, inquiry, registration
from app.services.registering.booking import Booker
from app.services.telling.mailing import readers
from app.services.telling.message import edition_facts, link_reference, tell
from tests.factories.cast import Cast
from tests.factories.held import hold_edition, people_of
from tests.factories.offer import make_edition, make_person
from tests.support.time import NOW, moment

AFTER = moment("2027-05-01 10:00")
WHO = {
    "name": "Emine Uniekenaam",
    "email": "emine.uniek@clb.example",
    "function": "Uniekefunctie",
    "organisation": "CLB Uniekhuis",
    "phone": "0470 99 88 77",
    "greeting": "Uniekje",
    "needs": "Uniekenood",
}


def somebody() -> Registration:
    """A person who left traces everywhere, in an edition that is over."""
    edition = hold_edition(2)
    person = people_of(edition)[0]
    other = make_edition(starts="2027-04-05 09:30")
    with transaction():
        for field in ("name", "email", "function", "organisation", "phone", "greeting"):
            setattr(person, field, WHO[field])
        person.email_key = WHO["email"]
        made = registration.register(other.id, make_person(**WHO), NOW, consent=True)
        inquiry.ask(made, "Mag Uniekevraag?", NOW)
        certificate.issue(person, AFTER)
        interest.ask(edition.training_id, WHO["email"], NOW, "nl")
    did_not_arrive(made)
    return person


def did_not_arrive(made: Registration) -> None:
    """The confirmation came back, the team was told, and the calendar answered from elsewhere."""
    confirmation, entry = (
        db.session.scalars(select(table).where(table.registration_id == made.id)).one()
        for table in (Message, Invitation)
    )
    failure = Failure(made.email_key, Fate.ADDRESS_BAD, "5.1.1", "550 5.1.1 User unknown")
    answer = Answer(entry.uid, 0, NOW, "uniek@elders.example", Reply.TENTATIVE)
    with transaction():
        bounce.take(Bounce((confirmation.message_id,), (failure,)), NOW)
        reply.take(answer, NOW)
        assert undeliverable.report(made.edition.team_id, NOW) == 1


def traces() -> list[str]:
    """Where in the whole database something of the person still stands."""
    found = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            text = json.dumps([str(value) for value in row], ensure_ascii=False)
            if "niek" in text.casefold() or "99 88 77" in text:
                at = max(text.casefold().find("niek"), text.find("99 88 77"))
                found.append(f"{table.name}: {text[max(0, at - 100) : at + 100]}")
    return found


def export(person: Registration, cast: Cast) -> dict[str, Any]:
    with transaction():
        return export_person(person, AFTER, cast.administrator.id)


def erase(person: Registration, cast: Cast) -> int:
    with transaction():
        return erase_person(person, AFTER, cast.administrator.id)


def test_nothing_of_the_person_is_left(app: Flask, cast: Cast) -> None:
    person = somebody()
    assert len({line.partition(":")[0] for line in traces()}) >= 6
    assert erase(person, cast) == 2
    db.session.expire_all()
    assert traces() == []


def test_messages_that_never_left_go_too_and_what_leaves_now_is_blanked(
    app: Flask, cast: Cast
) -> None:
    person = somebody()
    states = cycle((MessageState.EXPIRED, MessageState.SUPERSEDED, MessageState.SENDING))
    with transaction():
        for message, state in zip(db.session.scalars(select(Message)), states, strict=False):
            message.state, message.sent_at = state, None
            message.claimed_at = NOW if state is MessageState.SENDING else None
    erase(person, cast)
    db.session.expire_all()
    assert traces() == []


def test_the_report_counts_them_as_before(app: Flask, cast: Cast) -> None:
    person = somebody()
    before = report(2027, AFTER)
    erase(person, cast)
    db.session.expire_all()
    after = report(2027, AFTER)
    assert after.programme == before.programme
    marks = select(Attendance).where(Attendance.registration_id == person.id)
    assert len(db.session.scalars(marks).all()) == 1


def test_who_still_takes_part_is_not_erased(app: Flask, cast: Cast) -> None:
    person = somebody()
    with pytest.raises(RuleBroken) as broken, transaction():
        erase_person(person, moment("2027-04-05 10:00"), cast.administrator.id)
    assert broken.value.code is Code.STILL_REGISTERED
    db.session.expire_all()
    assert person.name == WHO["name"]


def test_the_export_holds_all_of_it(app: Flask, cast: Cast) -> None:
    person = somebody()
    with transaction():
        data = export_person(person, AFTER, cast.administrator.id)
    text = json.dumps(data, ensure_ascii=False)
    for value in (*WHO.values(), "Uniekevraag", "uniek@elders.example", "tentative"):
        assert value in text, value
    assert [one["state"] for one in data["registrations"]] == ["registered", "registered"]
    assert "/i/" not in text


def test_other_spellings_bookings_and_calls_are_erased_too(app: Flask, cast: Cast) -> None:
    edition = make_edition(minimum=1, minimum_reason="Kleine groep")
    with transaction():
        booker = Booker("Emine Uniekenaam", "EMINE.uniek@clb.example", phone="0470 99 88 77")
        booking.book(edition.id, booker, [make_person()], NOW, consent=True, told_waiting=0)
        booking.book(
            edition.id,
            Booker("Rik", "rik@clb.example"),
            [make_person(**WHO), make_person()],
            NOW,
            consent=True,
            told_waiting=0,
        )
        booking.book(
            edition.id,
            Booker("Lut", "lut@clb.example"),
            [make_person(**WHO), make_person()],
            NOW,
            consent=True,
            told_waiting=0,
        )
    person = next(p for p in people_of(edition) if p.email == WHO["email"])
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
        rebooking.phoned(person, "Wil Uniekdatum", NOW, cast.coordinator.id)
    assert "Uniekdatum" in json.dumps(export(person, cast))
    erase(person, cast)
    db.session.expire_all()
    assert traces() == []
    row = of_cancelled(person)
    assert row is not None
    assert row.answer is RebookingAnswer.NONE


def test_who_was_erased_is_never_written_to(app: Flask, cast: Cast) -> None:
    edition = hold_edition(2)
    person, other = people_of(edition)
    erase(person, cast)
    mailing = Mailing(edition_id=edition.id, audience=Audience.ALL, meeting_id=None, chosen=[])
    assert readers(mailing) == [other]
    with transaction():
        facts = edition_facts(edition, AFTER)
        reference = link_reference(person)
        assert tell(edition_confirmed, person, facts, AFTER, registration=reference) is None


def test_lists_of_people_that_were_read_in_go_whole(app: Flask, cast: Cast) -> None:
    person = somebody()
    content = f"naam;e-mail\n{WHO['name']};{WHO['email']}\n".encode()
    with transaction():
        files = {
            name: imports.take(name * 32, kind, "lijst.csv", content, NOW, cast.administrator.id)
            for name, kind in (
                ("a", Kind.REGISTRATIONS),
                ("b", Kind.TRAININGS),
                ("c", Kind.PAST_YEARS),
            )
        }
        for name in ("a", "b"):
            files[name].state = ImportState.CHECKED
        problem = ImportProblem(row=2, column="e-mail", code=ProblemCode.NOT_AN_ADDRESS)
        problem.import_id, problem.facts = files["a"].id, {"text": WHO["email"]}
        db.session.add(problem)
    erase(person, cast)
    db.session.expire_all()
    # One that is at work is left alone: in a moment it is done, and erased by its age.
    kept = {name: file.content is not None for name, file in files.items()}
    assert kept == {"a": False, "b": True, "c": True}
    assert (files["a"].erased_at, db.session.scalars(select(ImportProblem)).all()) == (AFTER, [])
