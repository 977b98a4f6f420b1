"""Decisions: go ahead, extend or cancel, by a person or by the rule.

Cancelling is one transaction: state, reason, every registration, every message and calendar
CANCEL, the waiting list, the trainers. Nothing is sent if it fails; all of it is sent, once, if it
commits.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.extensions import db, settings
from app.mail.facts import Cancellation, EditionFacts
from app.mail.messages import (
    decision_due,
    decision_extended,
    decision_extended_staff,
    edition_confirmed,
    edition_confirmed_staff,
)
from app.models import Decision, Edition, HistoryEntry, Registration
from app.queries.deciding.minimum import decisions
from app.queries.registering.registration import in_states
from app.rules.deciding import minimum
from app.rules.deciding.cancelling import check_words
from app.rules.deciding.minimum import Due, MinimumFacts
from app.rules.deciding.undo import GOING_AHEAD
from app.rules.states import (
    CancelReason,
    DecisionOutcome,
    EditionState,
    RegistrationState,
    UndecidedPolicy,
)
from app.rules.telling.mailing import check_plain
from app.rules.workdays import local_date
from app.services import history, holidays
from app.services.deciding import cancelling
from app.services.deciding.cancelling import Words
from app.services.deciding.decision import check_seen, decide, facts_now
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.registering.withdrawal import terms_from
from app.services.telling.message import (
    administrators,
    coordinators,
    edition_facts,
    link_reference,
    team_and_trainers,
    tell,
    tell_staff,
)


def go_ahead(
    edition_id: int, now: datetime, reason: str, actor_id: int | None, *, seen: int | None = None
) -> Decision:
    """Confirm an edition; below its minimum a reason is needed and recorded.

    `actor_id` None: by the rule. Everybody with a seat, the trainers and the team are told.
    Raises LookupError, RuleBroken(NOT_DECIDABLE) or RuleBroken(REASON_MISSING), and what
    `check_seen` raises about the decision that was `seen`.
    """
    edition = lock_edition(edition_id)
    outcome = minimum.check_go_ahead(facts_now(edition), reason)
    check_seen(edition, seen)
    # Taken back and decided anew, it is told anew.
    key = str(edition.lock_version)
    with decide(edition, outcome, now, actor_id, reason) as decision:
        edition.state = EditionState.CONFIRMED
        edition.confirmed_at = now
        shown = edition_facts(edition, now)
        _tell_registered(edition_confirmed, edition, shown, now, key)
        people = team_and_trainers(edition)
        by_rule = actor_id is None
        tell_staff(edition_confirmed_staff, people, edition, shown, now, key=key, by_rule=by_rule)
    return decision


def go_on(edition_id: int, now: datetime, reason: str, actor_id: int) -> Decision | None:
    """Go on with a confirmed edition that fell below its minimum; nobody need be told.

    The reason and the number stand as a decision of their own. None when the edition is no smaller
    than when that was decided, as after a double click. Raises LookupError, or RuleBroken from
    `rules.deciding.minimum.check_going_on`.
    """
    edition = lock_edition(edition_id)
    facts = facts_now(edition)
    made = decisions(edition_id)
    decided = next((d.count for d in made if d.outcome in GOING_AHEAD), facts.count)
    if not minimum.check_going_on(facts, decided, reason):
        return None
    with decide(edition, DecisionOutcome.GO_AHEAD_SMALL, now, actor_id, reason) as decision:
        pass
    return decision


def extend(
    edition_id: int,
    new_date: date,
    now: datetime,
    reason: str,
    actor_id: int,
    *,
    seen: int | None = None,
) -> Decision:
    """Put the decision off; everybody with a seat and the trainers are told.

    Raises LookupError, RuleBroken from `rules.deciding.minimum.check_extension`, or what
    `check_seen` raises about the decision that was `seen`.
    """
    edition = lock_edition(edition_id)
    minimum.check_extension(facts_now(edition), new_date, local_date(now))
    check_seen(edition, seen)
    key = str(edition.lock_version)
    with decide(
        edition,
        DecisionOutcome.EXTEND,
        now,
        actor_id,
        reason,
        extended_to=new_date,
        previous_on=edition.decision_on,
    ) as decision:
        edition.decision_on = new_date
        shown = edition_facts(edition, now)
        _tell_registered(decision_extended, edition, shown, now, key, terms=terms_from)
        people = team_and_trainers(edition)
        tell_staff(decision_extended_staff, people, edition, shown, now, key=key)
    return decision


def cancel(
    edition_id: int,
    cause: CancelReason,
    note: str,
    now: datetime,
    actor_id: int | None,
    words: Words | None = None,
    *,
    seen: int | None = None,
) -> Decision:
    """Cancel an edition and leave nobody out in the cold.

    Each registrant is told why, sees the meetings leave the calendar, and has a seat held in the
    first alternative that has one; who waited gets the open alternatives. `note` are a
    coordinator's own words, for everybody and for the site; for the reason OTHER they are needed:
    RuleBroken(REASON_MISSING). `words`: what each group reads instead of the standard text, with
    fields that are filled in for each reader. Raises LookupError, RuleBroken(NOT_DECIDABLE), what
    `check_words` or `rules.telling.mailing.check_plain` raises, or what `check_seen` raises about
    the decision that was `seen`.
    """
    edition, locked = cancelling.lock_with_alternatives(edition_id, now)
    minimum.check_cancel(edition.state, cause, note)
    check_words(words or {})
    check_plain(note, "note")
    check_seen(edition, seen)
    return _cancel(edition, locked, cause, note, now, actor_id, words or {})


def _cancel(
    edition: Edition,
    locked: set[int],
    cause: CancelReason,
    note: str,
    now: datetime,
    actor_id: int | None,
    words: Words,
) -> Decision:
    """Cancel an edition that is locked together with those in which seats are held."""
    with decide(edition, DecisionOutcome.CANCEL, now, actor_id, note) as decision:
        edition.state = EditionState.CANCELLED
        edition.cancel_reason = cause
        edition.cancel_note = note.strip()
        edition.cancelled_at = now
        db.session.flush()
        cancellation = Cancellation(cause, note.strip(), decision.count, decision.minimum)
        cancelling.carry_out(edition, locked, cancellation, words, now)
    return decision


def apply_rule(edition_id: int, now: datetime) -> Due:
    """Do what the rule demands today of an edition about which nobody has decided.

    Safe to call at any time and any number of times: what was done is not done again. Returns what
    was done; ASK only when the coordinators were asked just now.
    """
    # Whoever cancels locks more than this edition, all of them in the order of their ids: that
    # cannot wait until this one is locked. Should it become due in between, it is in a minute.
    likely = _due(db.session.get_one(Edition, edition_id), now)
    if likely is Due.CANCEL:
        edition, locked = cancelling.lock_with_alternatives(edition_id, now)
    else:
        edition, locked = lock_edition(edition_id), {edition_id}
    facts, due = facts_now(edition), _due(edition, now)
    if due is Due.CANCEL and likely is not Due.CANCEL:
        return Due.NOTHING
    asked_at = _asked_at(edition, now)
    if due is Due.CANCEL and not minimum.may_cancel(min(asked_at, default=None), now):
        due = Due.ASK
    if due is Due.CONFIRM:
        go_ahead(edition_id, now, "", None)
    elif due is Due.CANCEL:
        # Not looked up and locked anew: one that is new by now could come before in the order.
        _cancel(edition, locked, CancelReason.TOO_FEW, "", now, None, {})
    elif due is Due.ASK and not _ask(edition, facts, asked_at, now):
        return Due.NOTHING
    return due


def _due(edition: Edition, now: datetime) -> Due:
    chosen = settings()
    return minimum.due(
        facts_now(edition), local_date(now), chosen.undecided_policy, chosen.undecided_cancel_days
    )


def _ask(
    edition: Edition, facts: MinimumFacts, asked_at: Sequence[datetime], now: datetime
) -> bool:
    today = local_date(now)
    asked_on = {local_date(moment) for moment in asked_at}
    if today in asked_on or not minimum.ask_today(
        asked_before=bool(asked_on), working_day=holidays.is_working(today)
    ):
        return False
    chosen = settings()
    cancels_on = None
    if chosen.undecided_policy is UndecidedPolicy.CANCEL:
        cancels_on = minimum.cancels_on(facts, chosen.undecided_cancel_days)
    last = minimum.is_last_day(
        facts,
        today,
        chosen.undecided_policy,
        chosen.undecided_cancel_days,
        holidays.around(today),
    )
    history.record(Action.DECISION_ASKED, now, edition_id=edition.id, count=facts.count)
    people = {user.id: user for user in coordinators(edition.team_id)}
    if last:
        people |= {user.id: user for user in administrators()}
    tell_staff(
        decision_due,
        people.values(),
        edition,
        edition_facts(edition, now),
        now,
        key=today.isoformat(),
        cancels_on=cancels_on,
        last=last,
    )
    return True


#: After these an edition is decided about on another date: what was asked before is answered.
_DATED_ANEW = (DecisionOutcome.EXTEND, DecisionOutcome.POSTPONE, DecisionOutcome.TAKE_BACK)


def _asked_at(edition: Edition, now: datetime) -> list[datetime]:
    """When the coordinators were asked to decide on the present decision date.

    An extension that was taken back gives an edition a date that has passed: nobody is held to a
    question of before it, unless that was today.
    """
    today = local_date(now)
    since = db.session.scalar(
        select(func.max(Decision.decided_at)).where(
            Decision.edition_id == edition.id, Decision.outcome.in_(_DATED_ANEW)
        )
    )
    moments = db.session.scalars(
        select(HistoryEntry.at).where(
            HistoryEntry.edition_id == edition.id, HistoryEntry.action == Action.DECISION_ASKED
        )
    )
    return [
        moment
        for moment in moments
        if local_date(moment) >= edition.decision_on
        and (since is None or moment > since or local_date(moment) == today)
    ]


def _tell_registered(
    compose: Callable[..., Any],
    edition: Edition,
    shown: EditionFacts,
    now: datetime,
    key: str,
    **own: Callable[[Registration, datetime], Any],
) -> None:
    """Tell everybody with a seat, with the link to their own page and what is `own` of them."""
    for registration in in_states(edition.id, RegistrationState.REGISTERED):
        tell(
            compose,
            registration,
            shown,
            now,
            key=key,
            registration=link_reference(registration),
            **{name: fact(registration, now) for name, fact in own.items()},
        )
