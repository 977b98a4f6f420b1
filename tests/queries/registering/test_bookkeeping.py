"""The rows for the bookkeeping: of a period, of a team, each amount once."""

from datetime import date

from flask import Flask

from app.extensions import db, transaction
from app.models import Edition
from app.queries.deciding.rebooking import open_hold
from app.queries.registering.bookkeeping import Dues, dues
from app.rules.registering.billing import DueFor, Released
from app.rules.states import CancelReason, RegistrationState
from app.services import holidays
from app.services.deciding import minimum
from app.services.registering import registration, waiting_list
from tests.factories.held import confirm
from tests.factories.offer import make_edition, register
from tests.support.planning import plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW, moment

MARCH = (date(2027, 3, 1), date(2027, 3, 31))


def told(found: Dues) -> list[tuple[str, int, DueFor]]:
    return [(row.registration.name, row.charge.cents, row.charge.due_for) for row in found.rows]


def withdraw(edition: Edition, name: str, when: str) -> None:
    now = moment(when)
    person = register(edition, name=name, now=now)[0]
    with transaction():
        registration.withdraw(person, now, holidays.around(now.date()))


def test_who_owes_what(app: Flask) -> None:
    edition = make_edition(price_cents=9500, capacity=8)
    register(edition, name="An")
    withdraw(edition, "Bert", "2027-03-03 10:00")
    withdraw(edition, "Cem", "2027-03-18 10:00")
    removed = register(edition, name="Dirk")[0]
    with transaction():
        registration.remove(removed, NOW, None)  # type: ignore[arg-type]  # nobody in particular
    register(edition, 7)
    assert register(edition, name="Wim")[0].state is RegistrationState.WAITLISTED
    assert dues(*MARCH).rows == [], "an edition that is not decided owes nobody an invoice"
    confirm(edition)
    found = dues(*MARCH)
    names = [name for name, _cents, _for in told(found)]
    assert told(found)[:2] == [("An", 9500, DueFor.PLACE), ("Cem", 4750, DueFor.WITHDRAWAL)]
    assert len(found.rows) == 9
    assert not {"Bert", "Dirk", "Wim"} & set(names)
    assert found.total_cents == sum(cents for _, cents, _ in told(found)) == 8 * 9500 + 4750


def test_a_cancelled_edition_costs_nobody_anything_and_who_moved_pays_once(app: Flask) -> None:
    cancelled = make_edition(price_cents=9500)
    other = make_edition(price_cents=8000, starts="2027-03-31 09:30")
    person = register(cancelled, name="An")[0]
    withdraw(cancelled, "Bert", "2027-03-18 10:00")
    confirm(cancelled)
    assert len(dues(*MARCH).rows) == 2
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TRAINER_ILL, "", NOW, None)
    with transaction():
        registration.move(person, other.id, NOW)
    confirm(other)
    assert told(dues(*MARCH)) == [("An", 8000, DueFor.PLACE)]


def test_a_new_price_is_not_for_who_registered_before(app: Flask) -> None:
    edition = make_edition(price_cents=9500)
    register(edition, name="An")
    replan(edition, plan_of(edition, price_cents=12000))
    register(edition, name="Bert")
    confirm(edition)
    assert [cents for _, cents, _ in told(dues(*MARCH))] == [9500, 12000]


def test_a_period_counts_local_days_of_the_first_meeting(app: Flask) -> None:
    edition = make_edition(
        price_cents=9500, starts="2027-04-01 00:15", hours=1, more_starts=("2027-05-10 09:30",)
    )
    register(edition)
    confirm(edition)
    assert dues(*MARCH).rows == []
    assert len(dues(date(2027, 4, 1), date(2027, 4, 1)).rows) == 1
    assert dues(date(2027, 4, 2), date(2027, 5, 31)).rows == []


def test_one_team_or_all(app: Flask) -> None:
    edition = make_edition(price_cents=9500)
    register(edition)
    confirm(edition)
    assert len(dues(*MARCH, edition.team_id).rows) == 1
    assert dues(*MARCH, edition.team_id + 1).rows == []


def test_the_number_of_statements_does_not_grow(app: Flask) -> None:
    make = {"price_cents": 9500, "capacity": 40}
    first = make_edition(**make)
    register(first)
    confirm(first)
    db.session.expire_all()
    with counted() as one:
        assert len(told(dues(*MARCH))) == 1
    for day in (8, 15, 22):
        edition = make_edition(**make, starts=f"2027-03-{day:02} 09:30")
        register(edition, 10)
        confirm(edition)
    db.session.expire_all()
    with counted() as thirty:
        assert len(told(dues(*MARCH))) == 31
    assert len(thirty) == len(one) <= 4


def test_what_becomes_of_the_amounts_of_a_cancelled_edition(app: Flask) -> None:
    cancelled = make_edition(price_cents=9500, capacity=4, minimum=1, minimum_reason="Klein")
    other = make_edition(price_cents=8000, starts="2027-05-04 09:30", capacity=9)
    taker, refuser, silent = (register(cancelled, name=name)[0] for name in ("An", "Bo", "Cem"))
    withdraw(cancelled, "Dirk", "2027-03-18 10:00")
    register(cancelled, name="Els")
    assert register(cancelled, name="Wim")[0].state is RegistrationState.WAITLISTED
    confirm(cancelled)
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TRAINER_ILL, "", NOW, None)
    with transaction():
        registration.move(taker, other.id, NOW)
    with transaction():
        held = open_hold(refuser)
        assert held is not None
        waiting_list.decline(held, NOW)
    found = dues(*MARCH)
    assert [(row.registration.name, row.what, row.cents) for row in found.released] == [
        ("An", Released.CARRIED, 9500),
        ("Bo", Released.REFUND, 9500),
        ("Cem", Released.WAITING, 9500),
        ("Dirk", Released.REFUND, 4750),
        ("Els", Released.WAITING, 9500),
    ]
    assert (found.rows, found.total_cents) == ([], 0)
    assert {row.place and row.place.edition_id for row in found.released} == {other.id, None}
    confirm(other)
    # The amount moved: it is due once, at the price of the other edition.
    assert told(dues(date(2027, 5, 1), date(2027, 5, 31))) == [("An", 8000, DueFor.PLACE)]
    assert silent.price_cents == 9500
