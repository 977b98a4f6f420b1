"""The offer as it is read: who may see what, in which order, at a fixed number of statements."""

from collections.abc import Callable
from datetime import date

from flask import Flask

from app.extensions import db, transaction
from app.models import Edition
from app.queries.deciding.minimum import undecided
from app.queries.offering.offer import (
    EditionCard,
    between,
    coming,
    edition_by_id,
    is_public,
    training_by_slug,
    version,
)
from app.rules.offering.offer import MeterState
from app.rules.states import CancelReason
from app.services.deciding import minimum
from app.services.registering import registration, waiting_list
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.planning import plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def ids(cards: list[EditionCard]) -> list[int]:
    return [card.edition.id for card in cards]


def cancel(edition: Edition) -> None:
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, None)


def test_the_catalogue_is_in_order_of_date_without_drafts(app: Flask) -> None:
    late, soon = make_edition(starts="2027-06-01 09:30"), make_edition(starts="2027-04-01 09:30")
    make_edition(starts="2027-05-01 09:30", publish=False)
    confirmed = make_edition(starts="2027-05-02 09:30", **SMALL)
    register(confirmed)
    with transaction():
        minimum.go_ahead(confirmed.id, NOW, "", None)
    assert ids(coming(NOW)) == [soon.id, confirmed.id, late.id]


def test_a_cancelled_edition_stays_until_its_date_has_passed(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",))
    register(edition, 3)
    cancel(edition)
    (card,) = coming(moment("2027-04-05 12:29"))
    assert (card.meter.state, card.meter.cancel_reason) == (
        MeterState.CANCELLED,
        CancelReason.TOO_FEW,
    )
    assert (card.meter.taken, card.meter.needed, card.open) == (3, 5, False)
    assert coming(moment("2027-04-05 12:30")) == []


def test_a_draft_is_not_public_and_the_rest_is(app: Flask) -> None:
    draft, published, cancelled = make_edition(publish=False), make_edition(), make_edition()
    cancel(cancelled)
    assert [is_public(edition) for edition in (draft, published, cancelled)] == [False, True, True]


def test_the_editions_of_a_training_are_found_by_its_address(app: Flask) -> None:
    topoi = make_training("Topoi", "TOPOI")
    edition = make_edition(training=topoi)
    make_edition()
    make_edition(training=topoi, publish=False)
    assert training_by_slug("topoi") is topoi
    assert training_by_slug("niets") is None
    assert ids(coming(NOW, topoi.id)) == [edition.id]


def test_between_takes_local_days_and_all_states(app: Flask, cast: Cast) -> None:
    before = make_edition(starts="2027-03-31 23:30", hours=1)
    first = make_edition(starts="2027-04-01 00:00", team=cast.limburg, publish=False)
    last = make_edition(starts="2027-04-30 23:30", hours=1)
    after = make_edition(starts="2027-05-01 00:00")
    april = between(date(2027, 4, 1), date(2027, 5, 1))
    assert [edition.id for edition in april] == [first.id, last.id]
    assert {before.id, after.id}.isdisjoint(edition.id for edition in april)
    assert between(date(2027, 4, 1), date(2027, 5, 1), cast.limburg.id) == [first]


def test_a_card_counts_seats_offers_and_who_waits(app: Flask) -> None:
    edition = make_edition(capacity=2, **SMALL)
    first, *_ = register(edition, 4)
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    (card,) = coming(NOW)
    assert (card.seats.active, card.seats.offered, card.seats.waiting) == (1, 1, 1)
    assert (card.meter.state, card.meter.taken, card.meter.free) == (MeterState.FULL, 2, 0)
    assert card.open


def _row(edition: Edition) -> list[object]:
    """Everything that a row about an edition shows."""
    themes = [theme.name for theme in edition.training.themes]
    places = [meeting.where for meeting in edition.meetings]
    return [edition.training.title, edition.team.name, themes, places]


def _look(edition: Edition) -> list[object]:
    """What a row of the desk shows."""
    places = [meeting.where for meeting in edition.meetings]
    return [edition.training.title, edition.team.name, places, edition.trainers]


LISTS: dict[str, Callable[[], list[list[object]]]] = {
    "catalogue": lambda: [_row(card.edition) for card in coming(NOW)],
    "months": lambda: [_look(e) for e in between(date(2027, 3, 1), date(2027, 9, 1))],
    "undecided": lambda: [
        [edition.training.title, edition.team.name, facts.count]
        for edition, facts in undecided(date(2027, 9, 1))
    ],
}


def _costs() -> dict[str, tuple[int, int]]:
    """Rows and statements of each list, with nothing in memory."""
    costs = {}
    for name, rows in LISTS.items():
        db.session.expunge_all()
        with counted() as sent:
            number = len(rows())
        costs[name] = number, len(sent)
    return costs


def test_thirty_editions_cost_as_many_statements_as_one(site: Flask) -> None:
    def add(number: int) -> None:
        training = make_training(f"Vorming {number}", f"V{number}")
        starts = f"2027-04-{number:02} 09:30"
        edition = make_edition(training=training, starts=starts, more_starts=("2027-08-30 09:30",))
        if number % 10 == 1:
            register(edition)

    cancel(make_edition())
    add(1)
    few = _costs()
    for number in range(2, 31):
        add(number)
    assert _costs() == {name: (rows + 29, sent) for name, (rows, sent) in few.items()}


def test_one_edition_is_read_whole(site: Flask) -> None:
    edition_id = make_edition().id
    db.session.expunge_all()
    with counted() as sent:
        found = edition_by_id(edition_id)
        read = len(sent)
        assert found is not None
        assert _look(found)[1] == "Antwerpen"
        assert len(sent) == read
    assert edition_by_id(4711) is None


def test_every_writer_of_the_running_offer_makes_a_new_version(app: Flask) -> None:
    versions = [version(db.engine)]

    def seen() -> bool:
        versions.append(version(db.engine))
        return versions[-1] not in versions[:-1]

    edition = make_edition(capacity=1, **SMALL)
    assert seen()
    made, waiting = register(edition, 2)
    assert seen()
    with transaction():
        registration.withdraw(made, NOW, frozenset())
    assert seen()
    with transaction():
        waiting_list.accept(waiting, NOW)
    assert seen()
    replan(edition, plan_of(edition, price_cents=500))
    assert seen()
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)
    assert seen()
    assert version(db.engine) == versions[-1]
    make_edition(publish=False)
    assert version(db.engine) == versions[-1]
    cancel(edition)
    assert version(db.engine) == "|"
