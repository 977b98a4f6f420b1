"""The outlook of running editions, in a number of statements that does not grow."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import BookingCurve, Edition
from app.queries.deciding import curve
from app.queries.deciding.forecast import forecast_of, outlooks
from app.queries.deciding.minimum import minimum_facts
from app.queries.offering.offer import cards
from app.rules.deciding.curve import Point
from app.rules.deciding.forecast import Forecast
from app.rules.deciding.minimum import MinimumFacts
from app.rules.states import EditionState
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.curves import make_past
from tests.factories.offer import make_edition, register
from tests.support.statements import counted
from tests.support.time import NOW, moment

PICKUPS = [0] * 10 + [3] * 10


def test_an_edition_shows_how_it_filled_up_and_what_to_expect(app: Flask, cast: Cast) -> None:
    edition = make_edition(now=moment("2027-03-01 08:00"))
    register(edition, 5, moment("2027-03-02 10:00"))
    make_past(edition, PICKUPS)
    (found,) = outlooks(cards([edition], NOW), NOW).values()
    assert found.points == (Point(date(2027, 3, 1), 0), Point(date(2027, 3, 2), 5))
    assert found.facts == MinimumFacts(
        EditionState.PUBLISHED, 5, 8, date(2027, 3, 15), date(2027, 3, 29)
    )
    # Three are missing, and half of the past got three.
    assert found.forecast == Forecast(chance=10.5 / 21, low=5, high=8, curves=20)


def test_a_hundred_editions_take_two_statements_as_one_does(app: Flask, cast: Cast) -> None:
    first = make_edition()
    make_past(first, PICKUPS)
    editions = [first, *(make_edition(starts=f"2027-04-{day} 09:30") for day in (12, 13, 14))]
    for edition in editions:
        register(edition, 2)
    shown = cards(editions, NOW)
    for some in (shown[:1], shown):
        with counted() as statements:
            found = outlooks(some, NOW)
        assert len(found) == len(some)
        # A transaction that was rolled back reads each edition afresh; the two are ours.
        asked = [s for s in statements if "booking_curves" in s or "registrations.created_at" in s]
        assert len(asked) == 2


def test_nothing_is_shown_of_what_is_settled_or_not_open(app: Flask, cast: Cast) -> None:
    draft = make_edition(publish=False)
    confirmed = make_edition(starts="2027-04-12 09:30")
    with transaction():
        minimum.go_ahead(confirmed.id, NOW, "Klein", cast.coordinator.id)
    with counted() as statements:
        assert outlooks(cards([draft, confirmed], NOW), NOW) == {}
    assert not [s for s in statements if "booking_curves" in s]


@pytest.mark.parametrize(
    ("now", "shows"),
    [("2027-03-14 23:59", True), ("2027-03-15 00:00", False), ("2027-03-16 09:00", False)],
)
def test_the_forecast_is_shown_until_the_decision_date(
    app: Flask, cast: Cast, now: str, shows: bool
) -> None:
    edition = make_edition()
    make_past(edition, PICKUPS)
    facts = minimum_facts(edition, 5)
    assert (forecast_of(edition, facts, moment(now)) is not None) is shows


def test_the_latest_curves_count_and_not_those_of_running_editions(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition()
    make_past(edition, [1, 2, 3, 4])
    monkeypatch.setattr(curve, "MOST_CURVES", 3)
    assert [found.final - 3 for found in curve.past_curves()] == [1, 2, 3]
    assert curve.past_curves()[0].kinds == (edition.team_id, "live", edition.training_id)
    with transaction():
        latest = db.session.scalars(
            select(BookingCurve).order_by(BookingCurve.decision_on.desc())
        ).first()
        assert latest is not None
        # The decision was put off after all: it is not of the past.
        db.session.get_one(Edition, latest.edition_id).state = EditionState.PUBLISHED
    assert [found.final - 3 for found in curve.past_curves()] == [2, 3, 4]
