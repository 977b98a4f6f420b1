"""Postponing: all meetings get new dates, everybody is told, and who cannot come then goes free."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app.extensions import db
from app.models import Decision, Edition
from app.rules.deciding.postponing import Dates, check_postponement
from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import Span
from app.rules.states import DecisionOutcome
from app.rules.telling.mailing import check_plain
from app.services.deciding.decision import decide
from app.services.offering import search
from app.services.offering.plan_digest import plan_digest
from app.services.registering import waiting_list
from app.services.registering.seats import lock_edition
from app.services.telling import change


@dataclass(frozen=True, slots=True)
class NewDates:
    """The dates that somebody chose: each meeting by its id, and what moves along."""

    meetings: Mapping[int, Span]
    decision_on: date
    opens_at: datetime
    closes_at: datetime


def dates_of(edition: Edition) -> Dates:
    """The dates of an edition as they stand."""
    return Dates(
        [Span(meeting.starts_at, meeting.ends_at) for meeting in edition.meetings],
        edition.decision_on,
        edition.opens_at,
        edition.closes_at,
    )


def postpone(
    edition_id: int,
    new: NewDates,
    reason: str,
    now: datetime,
    actor_id: int,
    *,
    expected: str,
) -> Decision | None:
    """Give an edition other dates; everybody with a place, an offer or a turn is told, and staff.

    A published edition is decided about on its new decision date; a confirmed one stays confirmed.
    Who is registered now may leave at no cost until registration closes (`last_free_day`).
    `expected` is the `plan_digest` that the dates were chosen for. None: these dates stand already,
    as after a double click. Raises LookupError; RuleBroken(REASON_MISSING), PLAN_CHANGED, or what
    `rules.deciding.postponing.check_postponement` or `rules.telling.mailing.check_plain` raises.
    """
    edition = lock_edition(edition_id)
    old = dates_of(edition)
    spans = [new.meetings.get(meeting.id) for meeting in edition.meetings]
    if None in spans or len(new.meetings) != len(spans):
        raise RuleBroken(Code.PLAN_CHANGED)
    wanted = Dates([s for s in spans if s], new.decision_on, new.opens_at, new.closes_at)
    if plan_digest(edition) != expected:
        if wanted == old:
            return None
        raise RuleBroken(Code.PLAN_CHANGED)
    check_postponement(edition.state, old, wanted, now)
    if not reason.strip():
        raise RuleBroken(Code.REASON_MISSING, "reason")
    check_plain(reason, "reason")
    before = change.standing(edition)
    with decide(
        edition,
        DecisionOutcome.POSTPONE,
        now,
        actor_id,
        reason,
        previous_on=old.first_on,
        postponed_to=wanted.first_on,
    ) as decision:
        for meeting, span in zip(edition.meetings, wanted.meetings, strict=True):
            if span.starts_at != meeting.starts_at:
                meeting.previous_starts_at = meeting.starts_at
            meeting.starts_at, meeting.ends_at = span.starts_at, span.ends_at
        edition.decision_on = wanted.decision_on
        edition.opens_at, edition.closes_at = wanted.opens_at, wanted.closes_at
        db.session.flush()
        # By their new dates another meeting may be the first.
        db.session.refresh(edition, ["meetings"])
        search.index_editions([edition])
        waiting_list.shorten_offers(edition, now)
        change.tell_change(edition, before, now, note=reason.strip(), postponed=True)
        waiting_list.offer_seats(edition, now)
    return decision


def previous_dates(edition: Edition) -> Mapping[int, Span]:
    """Each meeting where it was before its last move, as long as it is now."""
    return {
        meeting.id: Span(
            meeting.previous_starts_at,
            meeting.previous_starts_at + (meeting.ends_at - meeting.starts_at),
        )
        if meeting.previous_starts_at is not None
        else Span(meeting.starts_at, meeting.ends_at)
        for meeting in edition.meetings
    }
