"""Erased means erased: in no table stands anything of the person any more."""

import json

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Attendance, Registration
from app.queries.attending.quality_report import report
from app.rules.errors import Code, RuleBroken
from app.services.attending import certificate
from app.services.offering import interest
from app.services.people.erasing import erase_person
from app.services.people.exporting import export_person
from app.services.registering import inquiry, registration
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
    return person


def traces() -> list[str]:
    """Where in the whole database something of the person still stands."""
    found = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            text = json.dumps([str(value) for value in row], ensure_ascii=False)
            if "niek" in text.casefold() or "99 88 77" in text:
                found.append(f"{table.name}: {text[:200]}")
    return found


def erase(person: Registration, cast: Cast) -> int:
    with transaction():
        return erase_person(person, AFTER, cast.administrator.id)


def test_nothing_of_the_person_is_left(app: Flask, cast: Cast) -> None:
    person = somebody()
    assert len({line.partition(":")[0] for line in traces()}) >= 6
    assert erase(person, cast) == 2
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
    for value in (*WHO.values(), "Uniekevraag"):
        assert value in text, value
    assert [one["state"] for one in data["registrations"]] == ["registered", "registered"]
    assert "/i/" not in text
