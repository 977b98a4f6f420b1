"""Booking curves are kept once an edition is decided, and speak for ever after."""

from datetime import date

from flask import Flask
from sqlalchemy import delete, select

from app.extensions import db, transaction
from app.models import BookingCurve, Edition
from app.rules.states import CancelReason
from app.services.deciding import curve, minimum
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.statements import counted
from tests.support.tick import tick
from tests.support.time import moment


def kept() -> dict[int, BookingCurve]:
    return {c.edition_id: c for c in db.session.scalars(select(BookingCurve))}


def edition_that_opened(day: str, **values: object) -> Edition:
    """Published that day, small enough to need two, decided about on 15 March."""
    return make_edition(  # type: ignore[arg-type]
        now=moment(f"{day} 08:00"), minimum=2, minimum_reason="Klein", **values
    )


def test_the_curve_is_kept_the_day_after_the_decision_date(app: Flask, cast: Cast) -> None:
    edition = edition_that_opened("2027-03-10")
    register(edition, 2, moment("2027-03-11 09:00"))
    (gone,) = register(edition, 1, moment("2027-03-12 09:00"))
    with transaction():
        registration.withdraw(gone, moment("2027-03-14 09:00"), frozenset())
    assert tick("2027-03-15 23:59") == [f"confirmed by rule: edition {edition.id}"]
    assert kept() == {}
    assert tick("2027-03-16 00:00") == []
    (found,) = kept().values()
    assert (
        found.edition_id,
        found.decision_on,
        found.minimum,
        found.capacity,
        found.recorded_at,
    ) == (
        edition.id,
        date(2027, 3, 15),
        2,
        14,
        moment("2027-03-16 00:00"),
    )
    assert (found.counts, found.days) == ([2, 2, 3, 3, 2, 0], 6)


def test_it_is_kept_once_and_does_not_change_when_people_go(app: Flask, cast: Cast) -> None:
    edition = edition_that_opened("2027-03-13")
    people = register(edition, 2, moment("2027-03-13 09:00"))
    tick("2027-03-16 00:00")
    with transaction():
        for person in people:
            registration.withdraw(person, moment("2027-03-16 09:00"), frozenset())
        assert curve.keep([edition.id], moment("2027-03-16 10:00")) == 0
    tick("2027-03-17 00:00")
    assert kept()[edition.id].counts == [2, 2, 2]
    assert curve.editions_to_keep(moment("2027-03-17 00:00")) == []


def test_too_few_is_learnt_from_at_once_and_holds_its_last_count(app: Flask, cast: Cast) -> None:
    edition = edition_that_opened("2027-03-10")
    register(edition, 1, moment("2027-03-11 09:00"))
    with transaction():
        minimum.cancel(
            edition.id, CancelReason.TOO_FEW, "", moment("2027-03-13 09:00"), cast.coordinator.id
        )
    tick("2027-03-13 09:01")
    assert kept()[edition.id].counts == [1, 1, 1, 1, 1, 0]


def test_what_never_came_to_its_decision_teaches_nothing(app: Flask, cast: Cast) -> None:
    ill, late, written_down = (edition_that_opened("2027-03-10") for _ in range(3))
    for edition in (ill, late, written_down):
        register(edition, 2, moment("2027-03-11 09:00"))
    with transaction():
        minimum.cancel(
            ill.id, CancelReason.TRAINER_ILL, "", moment("2027-03-13 09:00"), cast.coordinator.id
        )
        # As of a list of past years that was read in afterwards.
        db.session.get_one(Edition, written_down.id).published_at = moment("2027-04-01 09:00")
    tick("2027-03-15 09:00")
    with transaction():
        minimum.cancel(
            late.id, CancelReason.TRAINER_ILL, "", moment("2027-03-17 09:00"), cast.coordinator.id
        )
    tick("2027-03-17 09:01")
    days = {edition_id: found.days for edition_id, found in kept().items()}
    assert days == {ill.id: 0, late.id: 6, written_down.id: 0}


def test_a_draft_has_no_curve(app: Flask, cast: Cast) -> None:
    make_edition(publish=False)
    tick("2027-03-20 09:00")
    assert kept() == {}


def test_years_are_read_in_a_few_statements_after_an_upgrade(app: Flask, cast: Cast) -> None:
    for _ in range(3):
        register(edition_that_opened("2027-03-10"), 2, moment("2027-03-11 09:00"))
    tick("2027-03-16 00:00")
    with transaction():
        db.session.execute(delete(BookingCurve))
    now = moment("2027-03-16 00:01")
    ids = curve.editions_to_keep(now)
    assert len(ids) == 3
    with counted() as statements, transaction():
        assert curve.keep(ids, now) == 3
    # What is kept, the registrations, the editions, one INSERT, and BEGIN where it is said.
    assert len([s for s in statements if not s.startswith("BEGIN")]) == 4
    assert [c.counts for c in kept().values()] == [[2, 2, 2, 2, 2, 0]] * 3


def test_a_full_edition_never_counts_more_than_its_room(app: Flask, cast: Cast) -> None:
    edition = edition_that_opened("2027-03-13", capacity=2)
    people = register(edition, 4, moment("2027-03-13 09:00"))
    with transaction():
        registration.withdraw(people[3], moment("2027-03-14 10:00"), frozenset())
    tick("2027-03-16 00:00")
    assert kept()[edition.id].counts == [2, 2, 2]
