"""The demo: every state is there, whatever day it is."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db
from app.models import Edition, Message, Quote, Registration
from app.queries.attending.evaluation import results_of
from app.queries.attending.quality_report import report
from app.queries.deciding.curve import past_curves
from app.queries.deciding.minimum import minimum_of
from app.queries.offering.interest import waiting_numbers
from app.queries.offering.offer import cards
from app.queries.offering.training import past
from app.rules.deciding.forecast import FEWEST_CURVES
from app.rules.states import EditionState, Format, MessageState, QuoteState, RegistrationState
from app.rules.workdays import LOCAL, local_date
from tests.support.demo import Demo
from tests.support.installation import make_app

DAYS = {
    "a Saturday night": datetime(2027, 6, 26, 23, 50, tzinfo=LOCAL),
    "Christmas Eve": datetime(2026, 12, 24, 9, 0, tzinfo=LOCAL),
    "a leap day": datetime(2028, 2, 29, 16, 0, tzinfo=LOCAL),
}


def load(app: Flask) -> str:
    result = app.test_cli_runner().invoke(args=["example", "load", "demo"])
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def demonstrated(demo: Demo) -> Iterator[Flask]:
    """A site with the demo and the season before it."""
    app = make_app(demo.new())
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("now", DAYS.values(), ids=DAYS)
def test_the_demo_has_every_state(site: Flask, now: datetime) -> None:
    clock.travel_to(now)
    # A team is made by hand before anybody thinks of the demo; that is no reason to stay empty.
    assert site.test_cli_runner().invoke(args=["team", "create", "Limburg"]).exit_code == 0
    assert load(site) == "Demo data loaded.\n"
    shown = cards(list(db.session.scalars(select(Edition))), now)
    by_state = {state: [c for c in shown if c.edition.state is state] for state in EditionState}
    published = by_state[EditionState.PUBLISHED]
    today = local_date(now)

    assert any(c.open and 1 <= c.seats.capacity - c.seats.taken <= 2 for c in published)
    under = [c for c in published if c.seats.active < minimum_of(c.edition)]
    assert any(today < c.edition.decision_on <= today + timedelta(days=10) for c in under)
    assert any(c.edition.decision_on <= today for c in under), "no decision is due"
    (full,) = [c for c in published if c.seats.waiting]
    assert (full.seats.full, full.seats.offered) == (True, 1)
    assert by_state[EditionState.CONFIRMED], "nothing goes ahead"
    (cancelled,) = by_state[EditionState.CANCELLED]
    assert cancelled.edition.first_meeting.starts_at > now
    assert any(len(c.edition.meetings) == 3 for c in published)
    assert any(c.edition.co_organisers and c.edition.format is Format.WEBINAR for c in published)
    # Past years that were read in from a file have figures, and no evaluations.
    finished = [c for c in by_state[EditionState.COMPLETED] if c.edition.published_at]
    assert len(by_state[EditionState.COMPLETED]) == len(finished) + 2
    assert not any(results_of(card.edition).withheld for card in finished)
    assert any(past(card.edition.training, now).agreements for card in finished)
    assert list(waiting_numbers().values()) == [3]
    quotes = db.session.scalars(select(Quote.state)).all()
    assert {QuoteState.PENDING, QuoteState.APPROVED} <= set(quotes)
    moved = select(Registration).where(Registration.state == RegistrationState.MOVED)
    # One after a cancellation, one to another date.
    assert sorted(made.edition.state for made in db.session.scalars(moved)) == [
        EditionState.CANCELLED,
        EditionState.CONFIRMED,
    ]

    places = {(c.edition.team_id, c.edition.address) for c in shown if c.edition.address}
    teams, addresses = zip(*places, strict=True)
    assert len(set(teams)) == len(set(addresses)) == len(places), "a team trains elsewhere"

    for card in shown:
        assert card.seats.taken <= card.edition.capacity
        for meeting in card.edition.meetings:
            # Nobody trains in the weekend.
            if meeting.starts_at > now:
                assert meeting.starts_at.astimezone(LOCAL).weekday() < 5


def test_the_demo_is_loaded_once(demonstrated: Flask) -> None:
    registrations = len(db.session.scalars(select(Registration.id)).all())
    assert load(demonstrated) == "There are trainings already; nothing was changed.\n"
    assert len(db.session.scalars(select(Registration.id)).all()) == registrations > 0
    # One came back.
    states = Counter(db.session.scalars(select(Message.state)))
    assert states.keys() == {"sent", "failed"}
    assert states[MessageState.FAILED] == 1


@pytest.mark.parametrize("name", ["2023", "demo"])
def test_production_refuses_examples(site: Flask, name: str) -> None:
    production = make_app(
        site.config["SQLALCHEMY_DATABASE_URI"],
        APP_ENV="production",
        BASE_URL="https://vorming.example.org",
    )
    with production.app_context():
        result = production.test_cli_runner().invoke(args=["example", "load", name])
        db.engine.dispose()
    assert result.exit_code == 1
    assert "production refuses it" in result.output
    assert "APP_ENV=development" in result.output
    assert db.session.scalars(select(Edition)).all() == []


def test_an_unknown_example_is_named(site: Flask) -> None:
    result = site.test_cli_runner().invoke(args=["example", "load", "2024"])
    assert result.exit_code == 2
    assert "'2024' is not one of '2023', 'demo'" in result.output


def test_with_the_season_before_the_desk_tells_what_to_expect(demonstrated: Flask) -> None:
    kept = [curve for curve in past_curves() if curve.reached]
    assert len(past_curves()) >= FEWEST_CURVES
    assert 0 < len(kept) < len(past_curves())
    # Each took place with the people who were there, or was cancelled on its decision date.
    figures = report(local_date(clock.now()).year - 1, clock.now())
    assert all(row.participants for row in figures.programme)
