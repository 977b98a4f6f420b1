"""One person out of two addresses, one organisation out of two names."""

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Interest, Registration
from app.queries.people.dossier import dossier
from app.queries.people.merging import pair
from app.rules.errors import Code, RuleBroken
from app.services.offering import interest
from app.services.people import merging
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.held import hold_edition, people_of
from tests.factories.offer import make_edition, register
from tests.support.outbox import entry, mails
from tests.support.statements import locks
from tests.support.time import NOW, moment

#: When the edition of `hold_edition` is over.
AFTER = moment("2027-05-01 10:00")


def merge(keep: Registration, other: Registration, cast: Cast, now: datetime = NOW) -> int:
    with transaction():
        found = pair(keep.public_id, other.public_id)
        assert found is not None
        return merging.merge_people(keep, other, now, cast.administrator.id, seen=found.mark)


def test_past_and_coming_registrations_go_to_the_address_that_stays(app: Flask, cast: Cast) -> None:
    (past,) = people_of(hold_edition(1))
    (keep,) = register(make_edition(starts="2027-06-01 09:30"), email="an@school.example")
    (coming,) = register(make_edition(starts="2027-06-08 09:30"), email=past.email, name="An Maes")
    assert merge(keep, past, cast, AFTER) == 2
    assert {r.email_key for r in (keep, past, coming)} == {"an@school.example"}
    # Only what is still to come moves in the calendar.
    changed = {(m.kind, m.registration_id) for m in mails("address_changed")}
    assert changed == {("address_changed", coming.id)}
    found = dossier(keep.public_id, None)
    assert found is not None
    assert {line.registration.id for line in found.lines} == {keep.id, past.id, coming.id}
    # The name on the certificate of that day stays what it was.
    assert past.name.startswith("Deelnemer")


def test_what_cannot_become_one_changes_nothing(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    one, two = register(edition, 2)
    for other, code in ((one, Code.SAME_PERSON), (two, Code.BOTH_REGISTERED)):
        with pytest.raises(RuleBroken) as broken:
            merge(one, other, cast)
        assert broken.value.code is code
    db.session.expire_all()
    assert one.email != two.email


def test_who_changed_since_they_were_looked_at_is_looked_at_again(app: Flask, cast: Cast) -> None:
    (keep,) = register(make_edition())
    (other,) = register(make_edition(starts="2027-04-12 09:30"))
    seen = pair(keep.public_id, other.public_id)
    assert seen is not None
    with transaction():
        registration.withdraw(other, NOW, frozenset())
    with pytest.raises(RuleBroken) as broken, transaction():
        merging.merge_people(keep, other, NOW, cast.administrator.id, seen=seen.mark)
    assert broken.value.code is Code.PEOPLE_CHANGED
    assert merge(keep, other, cast) == 1


def test_the_interest_list_holds_one_of_them(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    (keep,) = register(edition)
    (other,) = register(make_edition(starts="2027-04-12 09:30"))
    with transaction():
        for person in (keep, other):
            interest.ask(edition.training_id, person.email, NOW, "nl")
    merge(keep, other, cast)
    assert db.session.scalars(select(Interest.email_key)).all() == [keep.email_key]


def test_two_names_of_an_organisation_become_one_and_stay_one(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    (wrong,) = register(edition, organisation="C.L.B. Horizon vzw")
    with transaction():
        number = merging.merge_organisations(
            "C.L.B. Horizon vzw", "CLB De Kim", NOW, cast.administrator.id
        )
    assert (number, wrong.organisation) == (1, "CLB De Kim")
    # Whoever writes it so again, in whatever spelling, means the same.
    (again,) = register(edition, organisation="clb horizon")
    assert again.organisation == "CLB De Kim"
    with transaction():
        merging.merge_organisations("CLB De Kim", "CLB De Kam", NOW, cast.administrator.id)
    (later,) = register(edition, organisation="CLB Horizon")
    assert later.organisation == "CLB De Kam"
    # Back again: no circle.
    with transaction():
        merging.merge_organisations("CLB De Kam", "CLB De Kim", NOW, cast.administrator.id)
    (last,) = register(edition, organisation="CLB De Kim")
    assert last.organisation == "CLB De Kim"


def test_a_name_does_not_merge_with_itself(app: Flask, cast: Cast) -> None:
    for into in ("CLB De Horizon", " CLB De Horizon ", " "):
        with pytest.raises(RuleBroken) as broken, transaction():
            merging.merge_organisations("CLB De Horizon", into, NOW, cast.administrator.id)
        assert broken.value.code is Code.SAME_ORGANISATION


def test_withdrawn_people_move_along_without_a_mail(app: Flask, cast: Cast) -> None:
    (keep,) = register(make_edition())
    (other,) = register(make_edition(starts="2027-04-12 09:30"))
    with transaction():
        registration.withdraw(other, NOW, frozenset())
    assert merge(keep, other, cast) == 1
    assert other.email_key == keep.email_key
    assert mails("address_changed") == []


def test_what_has_begun_but_is_not_over_moves_in_the_calendar_too(app: Flask, cast: Cast) -> None:
    (keep,) = register(make_edition(starts="2027-06-01 09:30"))
    course = make_edition(starts="2027-03-10 09:30", more_starts=("2027-04-07 09:30",))
    (other,) = register(course)
    old = other.email
    merge(keep, other, cast, moment("2027-03-20 10:00"))
    (gone,) = mails("address_changed")
    (new,) = mails("registration_confirmed", to=keep.email)[1:]
    assert (gone.recipient, gone.calendar_method, new.calendar_method) == (
        old,
        "CANCEL",
        "REQUEST",
    )
    # The meeting that is over stays where it was.
    readings = [entry(gone), entry(new)]
    assert {reading.starts_at for reading in readings} == {course.last_meeting.starts_at}
    assert readings[0].uid != readings[1].uid


def test_all_editions_are_locked_first_in_the_order_of_their_ids(app: Flask, cast: Cast) -> None:
    # A person has them the latest first.
    editions = [make_edition(starts=f"2027-0{month}-01 09:30") for month in (4, 5, 6)]
    (keep,) = register(make_edition(starts="2027-06-08 09:30"))
    (other,) = register(editions[0])
    for edition in editions[1:]:
        register(edition, email=other.email)
    with locks() as locked:
        merge(keep, other, cast)
    assert locked[:3] == sorted(edition.id for edition in editions)
