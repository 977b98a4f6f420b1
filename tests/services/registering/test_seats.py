"""Seats under fire: many people at once, and the proof that it is the lock that holds."""

from collections import Counter
from dataclasses import replace

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Edition
from app.rules.registering.seats import SeatCount
from app.rules.states import RegistrationState
from app.services.registering import waiting_list
from app.services.registering.person import Person
from app.services.registering.seats import count_seats, lock_edition
from tests.factories.offer import make_edition, make_person, register
from tests.support.installation import ENGINES, Databases
from tests.support.outbox import told
from tests.support.race import Outcome, lock_taken_out, race, race_of_processes
from tests.support.time import NOW

SEATS, PEOPLE = 18, 60
FAIR = Outcome.fair(SEATS, PEOPLE - SEATS)


def crowd() -> list[Person]:
    return [make_person() for _ in range(PEOPLE)]


def test_60_people_for_18_seats_at_once(app: Flask) -> None:
    edition = make_edition(capacity=SEATS)
    people = crowd()
    assert race(app, edition.id, people) == FAIR
    assert sorted(address for _, address in told()) == sorted(person.email for person in people)
    assert set(told().values()) == {1}


@pytest.mark.parametrize("engine", ENGINES)
def test_without_the_lock_the_same_race_goes_wrong(databases: Databases, engine: str) -> None:
    with lock_taken_out(databases.new(engine)) as app:
        outcome = race(app, make_edition(capacity=SEATS).id, crowd())
    assert outcome != FAIR
    if engine == "postgresql":
        assert outcome.states["registered"] > SEATS
    else:
        # SQLite sells no seat twice, but turns people away with an error.
        assert outcome.answers["OperationalError"] > 0


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_40_people_for_18_seats_from_four_processes(app: Flask) -> None:
    edition = make_edition(capacity=SEATS)
    groups = [[make_person() for _ in range(10)] for _ in range(4)]
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    assert race_of_processes(url, edition.id, groups) == Outcome.fair(SEATS, 40 - SEATS)


def test_one_person_who_registers_often_at_once_gets_one_place(app: Flask) -> None:
    edition = make_edition(capacity=SEATS)
    person = make_person(email="an@organisatie.example")
    shouting = replace(person, email=" AN@Organisatie.example ")
    outcome = race(app, edition.id, [person, shouting] * 3)
    assert outcome == Outcome(
        Counter(registered=1, already_registered=5),
        Counter(registered=1),
        Counter({("registration_confirmed", "registered"): 1}),
        [1],
    )


def test_the_index_alone_gives_one_person_one_place_and_the_same_answer(
    databases: Databases,
) -> None:
    with lock_taken_out(databases.new("postgresql")) as app:
        edition = make_edition(capacity=SEATS)
        outcome = race(app, edition.id, [make_person(email="an@organisatie.example")] * 6)
    assert outcome.answers == Counter(registered=1, already_registered=5)
    assert outcome.told == Counter({("registration_confirmed", "registered"): 1})


def test_a_seat_on_offer_is_not_for_newcomers_however_many_come_at_once(app: Flask) -> None:
    edition = make_edition(capacity=2, minimum=1, minimum_reason="Kleine groep")
    first, second, waiting = register(edition, 3)
    with transaction():
        lock_edition(edition.id)
        second.state = RegistrationState.WITHDRAWN
        db.session.flush()
        waiting_list.offer_seats(edition, NOW)
    assert race(app, edition.id, [make_person() for _ in range(4)]).states == Counter(
        registered=1, withdrawn=1, offered=1, waitlisted=4
    )
    with transaction():
        waiting_list.accept(waiting, NOW)
    assert (first.state, waiting.state) == ("registered", "registered")


def test_seats_are_counted_by_what_takes_offers_or_awaits_one(app: Flask) -> None:
    edition = make_edition(capacity=2, minimum=1, minimum_reason="Kleine groep")
    gone, _, _, _ = register(edition, 4)
    with transaction():
        gone.state = RegistrationState.REMOVED
        waiting_list.offer_seats(lock_edition(edition.id), NOW)
    assert count_seats(edition) == SeatCount(capacity=2, active=1, offered=1, waiting=1)


def test_the_lock_is_written_down_and_shows_the_edition_as_it_is_now(app: Flask) -> None:
    edition = make_edition(capacity=9)
    version = edition.lock_version
    with transaction():
        db.session.execute(db.update(Edition).values(capacity=11))
        assert lock_edition(edition.id).capacity == 11
    assert edition.lock_version == version + 1


def test_there_is_no_lock_on_an_edition_that_does_not_exist(app: Flask) -> None:
    with pytest.raises(LookupError, match="no edition 4711"), transaction():
        lock_edition(4711)
