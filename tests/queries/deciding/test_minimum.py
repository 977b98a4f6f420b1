"""What is undecided, and what was decided at which count."""

from datetime import date

from flask import Flask

from app.extensions import transaction
from app.queries.deciding.minimum import decisions, minimum_of, undecided
from app.rules.states import CancelReason, DecisionOutcome
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.time import NOW

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def test_the_undecided_are_soonest_first_from_the_decision_date_on(app: Flask) -> None:
    decided_on = date(2027, 3, 10)
    late = make_edition(starts="2027-04-20 09:30", decision_on=decided_on)
    soon = make_edition(starts="2027-03-24 09:30", decision_on=decided_on)
    make_edition(starts="2027-04-21 09:30", decision_on=date(2027, 3, 11))
    make_edition(starts="2027-03-24 09:30", decision_on=decided_on, publish=False)
    register(late, 2)
    found = undecided(decided_on)
    assert [(edition.id, facts.count) for edition, facts in found] == [(soon.id, 0), (late.id, 2)]
    assert undecided(date(2027, 3, 9)) == []


def test_the_minimum_is_the_editions_own_or_that_of_the_settings(app: Flask) -> None:
    assert [minimum_of(make_edition()), minimum_of(make_edition(**SMALL))] == [8, 1]


def test_decisions_are_newest_first_with_who_took_them(app: Flask, cast: Cast) -> None:
    edition, other = make_edition(), make_edition()
    register(edition, 2)
    actor = cast.coordinator
    with transaction():
        minimum.extend(edition.id, date(2027, 3, 20), NOW, "", actor.id)
        minimum.go_ahead(edition.id, NOW, "Klein maar fijn", actor.id)
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
        minimum.cancel(other.id, CancelReason.TOO_FEW, "", NOW, actor.id)
    assert [(decision.outcome, decision.decided_by) for decision in decisions(edition.id)] == [
        (DecisionOutcome.CANCEL, None),
        (DecisionOutcome.GO_AHEAD_SMALL, actor),
        (DecisionOutcome.EXTEND, actor),
    ]
