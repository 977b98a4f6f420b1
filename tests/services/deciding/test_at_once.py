"""Two coordinators who decide about the same edition in the same moment."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Decision
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, DecisionOutcome, EditionState
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import told
from tests.support.time import NOW

Verb = Callable[[int, int, int | None], object]


def go_ahead(edition_id: int, by: int, seen: int | None) -> object:
    return minimum.go_ahead(edition_id, NOW, "Kleine groep", by, seen=seen)


def extend(edition_id: int, by: int, seen: int | None) -> object:
    return minimum.extend(edition_id, date(2027, 3, 22), NOW, "", by, seen=seen)


def cancel(edition_id: int, by: int, seen: int | None) -> object:
    return minimum.cancel(edition_id, CancelReason.TOO_FEW, "", NOW, by, seen=seen)


def at_once(
    app: Flask, edition_id: int, verbs: tuple[Verb, Verb], by: tuple[int, int]
) -> list[str]:
    """Each verb in a thread of its own, from a page that showed no decision; what each got."""
    start = Barrier(2)

    def decide(verb: Verb, user_id: int) -> str:
        with app.app_context():
            start.wait(timeout=60)
            try:
                with transaction():
                    verb(edition_id, user_id, 0)
            except RuleBroken as broken:
                return broken.code.value
            finally:
                db.session.remove()
            return "done"

    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(decide, verbs, by))


@pytest.mark.parametrize("verbs", [(go_ahead, cancel), (cancel, extend), (extend, go_ahead)])
def test_one_of_two_decides_and_the_other_is_told(
    app: Flask, cast: Cast, verbs: tuple[Verb, Verb]
) -> None:
    edition = make_edition()
    people = register(edition, 3)
    by = (cast.coordinator.id, cast.coordinator_antwerp.id)
    answers = at_once(app, edition.id, verbs, by)
    other = {answer for answer in answers if answer != "done"}
    assert answers.count("done") == 1
    assert other <= {"decided_meanwhile", "not_decidable"}
    db.session.rollback()
    (decision,) = db.session.scalars(select(Decision)).all()
    assert decision.decided_by_id == by[answers.index("done")]
    kinds = {
        DecisionOutcome.GO_AHEAD_SMALL: ("edition_confirmed", EditionState.CONFIRMED),
        DecisionOutcome.EXTEND: ("decision_extended", EditionState.PUBLISHED),
        DecisionOutcome.CANCEL: ("edition_cancelled", EditionState.CANCELLED),
    }
    kind, state = kinds[decision.outcome]
    assert edition.state is state
    # Nobody reads two things.
    every = told("edition_confirmed", "decision_extended", "edition_cancelled")
    assert every == {(kind, person.email): 1 for person in people}


def test_who_has_seen_the_decision_may_decide_again(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    with transaction():
        first = minimum.extend(edition.id, date(2027, 3, 22), NOW, "", cast.coordinator.id, seen=0)
    with pytest.raises(RuleBroken) as broken, transaction():
        cancel(edition.id, cast.coordinator.id, 0)
    assert broken.value.code is Code.DECIDED_MEANWHILE
    with transaction():
        cancel(edition.id, cast.coordinator.id, first.id)
    assert edition.state is EditionState.CANCELLED


def test_the_rule_and_old_forms_ask_nothing(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition, 8)
    with transaction():
        minimum.extend(edition.id, date(2027, 3, 22), NOW, "", cast.coordinator.id)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)
    assert edition.state is EditionState.CONFIRMED
