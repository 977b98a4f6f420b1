"""Taking back what was decided or done, with a correction for everybody who was told."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import func, select

from app.extensions import db
from app.mail.messages import decision_undone_staff, extension_undone, go_ahead_undone
from app.models import Decision, Edition, Registration
from app.queries.deciding.minimum import decisions
from app.queries.registering.registration import in_states
from app.rules.deciding import undo
from app.rules.deciding.undo import LastDecision
from app.rules.errors import Code, RuleBroken
from app.rules.states import DecisionOutcome, EditionState, RegistrationState
from app.rules.telling.mailing import check_plain
from app.rules.workdays import local_date
from app.services import history
from app.services.deciding.decision import decide
from app.services.history import Action
from app.services.offering import search
from app.services.registering.seats import lock_edition
from app.services.registering.withdrawal import terms_from
from app.services.telling.message import (
    edition_facts,
    link_reference,
    team_and_trainers,
    tell,
    tell_staff,
)


def last_decision(made: Sequence[Decision]) -> LastDecision | None:
    """The latest of these decisions (newest first), as the rules of undoing look at it."""
    last = next(iter(made), None)
    if last is None:
        return None
    return LastDecision(last.outcome, last.previous_on, last.postponed_to or last.extended_to)


def reopen(
    edition_id: int, decision_on: date, reason: str, now: datetime, actor_id: int
) -> Decision:
    """Take back that an edition goes ahead; it is decided anew on `decision_on`.

    Everybody with a seat, the trainers and the team get a correction. Raises LookupError;
    RuleBroken(REASON_MISSING), or what `check_reopening`, `check_reopening_date`
    and `rules.telling.mailing.check_plain` raise.
    """
    edition = lock_edition(edition_id)
    first_on, today = local_date(edition.first_meeting.starts_at), local_date(now)
    undo.check_reopening(edition.state, first_on, today)
    undo.check_reopening_date(decision_on, first_on, today)
    if not reason.strip():
        raise RuleBroken(Code.REASON_MISSING, "reason")
    check_plain(reason, "reason")
    with decide(
        edition,
        DecisionOutcome.TAKE_BACK,
        now,
        actor_id,
        reason,
        extended_to=decision_on,
        previous_on=edition.decision_on,
        took_back=DecisionOutcome.GO_AHEAD,
    ) as decision:
        edition.state = EditionState.PUBLISHED
        edition.confirmed_at = None
        edition.decision_on = decision_on
        _correct(edition, now, reason=reason.strip(), reopened=True)
    return decision


def take_back_extension(edition_id: int, now: datetime, actor_id: int) -> None:
    """Decide on the date before the last extension after all; who was told gets a correction.

    Raises LookupError or RuleBroken(NOT_UNDOABLE).
    """
    edition = lock_edition(edition_id)
    last = last_decision(decisions(edition_id))
    undo.check_extension_undo(edition.state, last, edition.decision_on, local_date(now))
    assert last is not None
    assert last.previous_on is not None
    with decide(
        edition,
        DecisionOutcome.TAKE_BACK,
        now,
        actor_id,
        "",
        extended_to=last.previous_on,
        previous_on=edition.decision_on,
        took_back=DecisionOutcome.EXTEND,
    ):
        edition.decision_on = last.previous_on
        _correct(edition, now, reason="", reopened=False)


def _correct(edition: Edition, now: datetime, *, reason: str, reopened: bool) -> None:
    db.session.flush()
    shown = edition_facts(edition, now)
    key = str(edition.lock_version)
    for registration in in_states(edition.id, RegistrationState.REGISTERED):
        reference = link_reference(registration)
        if reopened:
            tell(
                go_ahead_undone,
                registration,
                shown,
                now,
                key=key,
                registration=reference,
                reason=reason,
                terms=terms_from(registration, now),
            )
        else:
            tell(extension_undone, registration, shown, now, key=key, registration=reference)
    tell_staff(
        decision_undone_staff,
        team_and_trainers(edition),
        edition,
        shown,
        now,
        key=key,
        reopened=reopened,
        reason=reason,
    )


def ever_registered(edition_id: int) -> int:
    """How many registrations an edition has or had."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Registration)
            .where(Registration.edition_id == edition_id)
        )
        or 0
    )


def unpublish(edition_id: int, now: datetime, actor_id: int) -> None:
    """Make a draft again of an edition for which nobody registered.

    Raises LookupError or RuleBroken(NOT_UNDOABLE).
    """
    edition = lock_edition(edition_id)
    undo.check_publication_undo(edition.state, ever_registered(edition_id))
    edition.state = EditionState.DRAFT
    edition.published_at = None
    search.forget(edition_id)
    history.record(Action.PUBLICATION_UNDONE, now, edition_id=edition_id, actor_id=actor_id)
