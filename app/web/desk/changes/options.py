"""Which changes and undos the page of an edition offers at this moment."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.rules.deciding import undo
from app.rules.errors import RuleBroken
from app.rules.states import EditionState
from app.rules.workdays import local_date
from app.services.deciding.undo import last_decision
from app.services.offering.trainer import replaced_before

if TYPE_CHECKING:
    from app.models import Decision, Edition


def options_of(
    edition: "Edition", made: "Sequence[Decision]", ever: int, now: datetime
) -> dict[str, Any]:
    """What can change, and what can be taken back.

    `made` are the decisions, newest first; `ever` counts all registrations that there were.
    """
    first = edition.first_meeting
    first_on, today = local_date(first.starts_at), local_date(now)
    last = last_decision(made)
    running = edition.state in undo.RUNNING
    return {
        "can_change": running and now < edition.last_meeting.ends_at,
        "can_postpone": running and now < first.starts_at,
        "can_move": running and now < max(m.starts_at for m in edition.meetings),
        "undo_go_ahead": _can(undo.check_reopening, edition.state, first_on, today),
        "undo_extension": _can(
            undo.check_extension_undo, edition.state, last, edition.decision_on, today
        ),
        "undo_publication": _can(undo.check_publication_undo, edition.state, ever),
        "undo_postponement": _can(
            undo.check_postponement_undo,
            edition.state,
            last,
            first.starts_at,
            first.previous_starts_at,
            now,
        ),
        "undo_trainer": replaced_before(edition, now) if running else None,
        "not_undoable": edition.state is EditionState.CANCELLED,
    }


def _can(check: Callable[..., None], *facts: object) -> bool:
    try:
        check(*facts)
    except RuleBroken:
        return False
    return True
