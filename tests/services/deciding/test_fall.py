"""An edition that goes ahead falls below its minimum: told once, and made good in silence."""

import pytest
from flask import Flask

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Registration
from app.rules.states import CancelReason
from app.services.deciding import fall, minimum
from app.services.history import Action
from app.services.registering import registration, waiting_list
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails, told
from tests.support.statements import counted
from tests.support.time import NOW, moment

AT = "2027-03-16 10:00"


def confirmed(number: int = 4, **details: object) -> tuple[Edition, list[Registration]]:
    """An edition with a minimum of 4 that goes ahead with so many people."""
    values: dict[str, object] = {"minimum": 4, "minimum_reason": "Kleine groep"}
    edition = make_edition(**(values | details))  # type: ignore[arg-type]  # each test knows
    people = register(edition, number)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "We gaan ervoor", None)
    return edition, people


def leave(person: Registration, at: str = AT) -> None:
    with transaction():
        registration.withdraw(person, moment(at), frozenset())


def look(at: str = AT) -> int:
    """What the worker does at a moment; how many people were told."""
    number = 0
    for edition_id in fall.editions_to_look_at(moment(at)):
        with transaction():
            number += fall.look_at(edition_id, moment(at))
    return number


def test_its_team_hears_that_it_fell_and_not_again_while_it_falls_on(
    app: Flask, cast: Cast
) -> None:
    edition, people = confirmed(team=cast.antwerp)
    assert look() == 0
    leave(people[0])
    assert [look(), look()] == [2, 0]
    leave(people[1])
    assert [look(), look("2027-03-17 10:00")] == [0, 0]
    assert set(told("edition_fell_below")) == {
        ("edition_fell_below", cast.coordinator.email),
        ("edition_fell_below", cast.coordinator_antwerp.email),
    }
    assert "3 registrations are left, and the minimum is 4." in mails("edition_fell_below")[0].text
    entry = db.session.query(HistoryEntry).filter_by(action=Action.FELL_BELOW).one()
    assert (entry.edition_id, entry.facts) == (edition.id, {"count": 3, "minimum": 4})


def test_a_wobble_on_one_day_is_one_fall_and_a_fall_after_it_another(
    app: Flask, cast: Cast
) -> None:
    edition, people = confirmed(team=cast.antwerp)
    leave(people[0], "2027-03-16 10:00")
    assert look("2027-03-16 10:01") == 2
    (other,) = register(edition, 1, moment("2027-03-16 10:02"))
    assert look("2027-03-16 10:03") == 0
    leave(other, "2027-03-16 23:58")
    assert look("2027-03-16 23:59") == 0
    (third,) = register(edition, 1, moment("2027-03-17 00:00"))
    assert look("2027-03-17 00:00") == 0
    leave(third, "2027-03-17 00:01")
    assert look("2027-03-17 00:02") == 2


def test_a_seat_that_is_offered_may_still_make_it_good(app: Flask, cast: Cast) -> None:
    _edition, people = confirmed(5, team=cast.antwerp, capacity=4)
    leave(people[0])
    assert people[4].state == "offered"
    assert look() == 0
    with transaction():
        waiting_list.decline(people[4], moment("2027-03-16 10:30"))
    assert look("2027-03-16 10:31") == 2


def test_a_small_group_that_somebody_chose_did_not_fall_until_it_gets_smaller(
    app: Flask, cast: Cast
) -> None:
    _edition, people = confirmed(3, team=cast.antwerp)
    assert look() == 0
    leave(people[0])
    assert look() == 2


@pytest.mark.parametrize("end", ["cancelled", "begun"])
def test_nobody_hears_of_what_is_over(app: Flask, cast: Cast, end: str) -> None:
    edition, people = confirmed(team=cast.antwerp)
    leave(people[0])
    if end == "cancelled":
        with transaction():
            minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", moment(AT), None)
    assert look("2027-03-29 09:30" if end == "begun" else AT) == 0


def test_looking_asks_as_often_however_many_go_ahead(app: Flask, cast: Cast) -> None:
    for number in (1, 3):
        for _ in range(number):
            confirmed(team=cast.antwerp)
        with counted() as statements:
            assert fall.editions_to_look_at(moment(AT)) == []
        assert len([one for one in statements if not one.startswith("BEGIN")]) <= 2
