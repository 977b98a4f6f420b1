"""The record of a decision: what was known, what was decided, and what was sent because of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from app.extensions import db
from app.mail import outbox
from app.models import Decision, Edition
from app.queries.deciding.forecast import forecast_of
from app.queries.deciding.minimum import latest_decision_id, minimum_facts
from app.rules.deciding.minimum import MinimumFacts
from app.rules.errors import Code, RuleBroken
from app.rules.states import DecisionOutcome
from app.services import history
from app.services.history import Action
from app.services.registering.seats import count_seats

_ACTIONS = {
    DecisionOutcome.GO_AHEAD: Action.GO_AHEAD,
    DecisionOutcome.GO_AHEAD_SMALL: Action.GO_AHEAD,
    DecisionOutcome.EXTEND: Action.EXTENDED,
    DecisionOutcome.POSTPONE: Action.POSTPONED,
    DecisionOutcome.TAKE_BACK: Action.TAKEN_BACK,
    DecisionOutcome.CANCEL: Action.CANCELLED,
}


def facts_now(edition: Edition) -> MinimumFacts:
    """What a decision about this edition rests on; only true under its lock."""
    return minimum_facts(edition, count_seats(edition).active)


def check_seen(edition: Edition, seen: int | None) -> None:
    """Whether somebody who decides knows the latest decision; only certain under the lock.

    `seen` is the id of the latest decision that they saw, 0 when there was none; None asks nothing,
    for the rule reads afresh. Raises RuleBroken(DECIDED_MEANWHILE): else two coordinators who act
    in the same moment would tell everybody two things.
    """
    if seen is not None and latest_decision_id(edition.id) != seen:
        raise RuleBroken(Code.DECIDED_MEANWHILE)


@contextmanager
def decide(
    edition: Edition,
    outcome: DecisionOutcome,
    now: datetime,
    actor_id: int | None,
    reason: str,
    *,
    extended_to: date | None = None,
    postponed_to: date | None = None,
    previous_on: date | None = None,
    took_back: DecisionOutcome | None = None,
) -> Iterator[Decision]:
    """Write a decision down: the one way in which a decision about an edition is made.

    Lock the edition and ask the rules first; change and tell inside the block. On entering, the
    count, the minimum and the forecast of that moment are written; on leaving, how many messages of
    each kind the block put in the outbox. After that the record never changes. `actor_id` None: by
    the rule. `extended_to`: the new decision date, of an outcome that sets one; `postponed_to`: the
    new day of the first meeting; `previous_on`: the date before. `took_back`: what no longer holds.

        with decide(edition, DecisionOutcome.CANCEL, now, actor_id, note) as decision:
            edition.state = EditionState.CANCELLED
            ...
    """
    facts = facts_now(edition)
    expected = forecast_of(edition, facts, now)
    reason = reason.strip()
    decision = Decision(
        edition_id=edition.id,
        outcome=outcome,
        decided_at=now,
        decided_by_id=actor_id,
        count=facts.count,
        minimum=facts.minimum,
        reason=reason,
        extended_to=extended_to,
        postponed_to=postponed_to,
        previous_on=previous_on,
        forecast_chance=expected.chance if expected else None,
        forecast_low=expected.low if expected else None,
        forecast_high=expected.high if expected else None,
    )
    db.session.add(decision)
    also: dict[str, Any] = {"took_back": took_back.value} if took_back else {}
    history.record(
        _ACTIONS[outcome],
        now,
        edition_id=edition.id,
        actor_id=actor_id,
        count=facts.count,
        minimum=facts.minimum,
        reason=reason,
        by_rule=int(actor_id is None),
        **also,
    )
    db.session.flush()
    with outbox.counted() as sent:
        yield decision
    decision.sent = dict(sent)
    db.session.flush()
