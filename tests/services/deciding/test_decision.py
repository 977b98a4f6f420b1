"""The record of a decision: written once, with what was sent because of it, and kept for ever."""

from collections import Counter
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.mail.messages import edition_confirmed
from app.models import Decision, HistoryEntry
from app.rules.states import CancelReason, DecisionOutcome
from app.services.deciding import minimum
from app.services.deciding.decision import decide
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.telling.message import edition_facts, link_reference, tell
from tests.factories.cast import Cast
from tests.factories.curves import make_past
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.time import NOW, moment


def the_decision() -> Decision:
    return db.session.scalars(select(Decision).order_by(Decision.id.desc())).first() or Decision()


def test_each_decision_says_what_was_sent_because_of_it(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=3, minimum=3, minimum_reason="Klein", trainers=(cast.trainer,))
    register(edition, 4)
    actor = cast.coordinator.id
    already = len(mails())
    with transaction():
        minimum.extend(edition.id, date(2027, 3, 18), NOW, "", actor)
    assert the_decision().sent == {"decision_extended": 3, "decision_extended_staff": 3}
    with transaction():
        minimum.go_ahead(edition.id, NOW, "Klein", actor)
    assert the_decision().sent == {"edition_confirmed": 3, "edition_confirmed_staff": 3}
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, actor)
    # The fourth waited, and is told as well.
    assert the_decision().sent == {
        "edition_cancelled": 4,
        "edition_cancelled_staff": 2,
        "edition_cancelled_trainer": 1,
    }
    told = Counter[str]()
    for decision in db.session.scalars(select(Decision)):
        told.update(decision.sent)
    assert told == Counter(mail.kind for mail in mails()[already:])


def test_what_is_told_before_and_after_the_block_is_not_counted(app: Flask, cast: Cast) -> None:
    edition = make_edition(minimum=1, minimum_reason="Kleine groep")
    (person,) = register(edition)

    def say(key: str) -> None:
        reference = link_reference(person)
        facts = edition_facts(edition, NOW)
        tell(edition_confirmed, person, facts, NOW, key=key, registration=reference)

    with transaction():
        lock_edition(edition.id)
        say("before")
        with decide(edition, DecisionOutcome.POSTPONE, NOW, cast.coordinator.id, " Zaal "):
            say("inside")
            say("inside")
        say("after")
    assert (the_decision().sent, the_decision().reason) == ({"edition_confirmed": 1}, "Zaal")
    entry = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.action == Action.POSTPONED)
    ).one()
    assert (entry.actor_id, entry.facts) == (
        cast.coordinator.id,
        {"count": 1, "minimum": 1, "reason": "Zaal", "by_rule": 0},
    )


def test_a_decision_that_told_nobody_says_so(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    with transaction(), decide(edition, DecisionOutcome.EXTEND, NOW, None, ""):
        pass
    assert the_decision().sent == {}


def test_the_count_and_the_minimum_are_those_of_before_the_change(app: Flask, cast: Cast) -> None:
    edition = make_edition(minimum=3, minimum_reason="Kleine groep")
    register(edition, 2)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, cast.coordinator.id)
    assert (the_decision().count, the_decision().minimum) == (2, 3)


def forecast_of(decision: Decision) -> tuple[float | None, int | None, int | None]:
    return decision.forecast_chance, decision.forecast_low, decision.forecast_high


def test_the_forecast_that_was_shown_is_kept(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 5)
    make_past(edition, [0] * 10 + [3] * 10)
    with transaction():
        minimum.extend(edition.id, date(2027, 3, 18), NOW, "", cast.coordinator.id)
    assert forecast_of(the_decision()) == (10.5 / 21, 5, 8)
    # On the day itself it shows none.
    with transaction():
        minimum.go_ahead(edition.id, moment("2027-03-18 09:00"), "Klein", cast.coordinator.id)
    assert forecast_of(the_decision()) == (None, None, None)


def test_without_enough_curves_a_decision_has_no_forecast(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    make_past(edition, [3] * 14)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "Klein", cast.coordinator.id)
    assert forecast_of(the_decision()) == (None, None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("reason", "Iets anders"),
        ("count", 9),
        ("decided_at", moment("2027-03-10 09:00")),
        ("sent", {"edition_confirmed": 100}),
        ("sent", None),
    ],
)
def test_a_decision_never_changes(app: Flask, cast: Cast, name: str, value: object) -> None:
    edition = make_edition()
    register(edition)
    with transaction():
        decision = minimum.go_ahead(edition.id, NOW, "Klein", cast.coordinator.id)
    before = (decision.reason, decision.count, decision.decided_at, decision.sent)
    with pytest.raises(TypeError), transaction():
        setattr(decision, name, value)
    assert (decision.reason, decision.count, decision.decided_at, decision.sent) == before


def test_a_decision_is_never_deleted(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    with transaction():
        decision = minimum.go_ahead(edition.id, NOW, "Klein", cast.coordinator.id)
    with pytest.raises(TypeError), transaction():
        db.session.delete(decision)
    assert the_decision().id == decision.id
