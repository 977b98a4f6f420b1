"""Postponing: new dates for all meetings of an edition, and what moves along with them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.rules.deciding.minimum import latest_decision_date
from app.rules.errors import Code, RuleBroken
from app.rules.offering.offer import Span, check_date, check_meetings, check_order
from app.rules.states import EditionState
from app.rules.workdays import LOCAL, local_date


@dataclass(frozen=True, slots=True)
class Dates:
    """All dates of an edition that move together; the meetings in the order of the edition's."""

    meetings: Sequence[Span]
    decision_on: date
    opens_at: datetime
    closes_at: datetime

    @property
    def first_on(self) -> date:
        """Local date of the meeting that comes first."""
        return local_date(min(span.starts_at for span in self.meetings))


def later(moment: datetime, days: int) -> datetime:
    """The same wall-clock time in Brussels, so many days later; summer time changes no hour.

    Raises RuleBroken(DATE_OUT_OF_RANGE) where no calendar goes.
    """
    try:
        return moment.astimezone(LOCAL) + timedelta(days=days)
    except OverflowError:
        check_date(date.max, "meetings")
        raise


def shifted(meetings: Sequence[Span], days: int) -> list[Span]:
    """Each meeting so many days later, at the same hours; raises what `later` does."""
    return [Span(later(s.starts_at, days), later(s.ends_at, days)) for s in meetings]


def moved_along(dates: Dates, days: int, now: datetime) -> Dates:
    """The decision and the registration so many days later, as the first meeting moves.

    Registration that is open stays open: it opens once. Where everything comes forward, nothing is
    decided in the past, but today. Raises what `later` does.
    """
    return Dates(
        dates.meetings,
        max(local_date(later(_at_noon(dates.decision_on), days)), local_date(now)),
        dates.opens_at if dates.opens_at <= now else later(dates.opens_at, days),
        later(dates.closes_at, days),
    )


def _at_noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=LOCAL)


def check_begun(state: EditionState, first_starts_at: datetime, now: datetime) -> None:
    """Only what people still await can be changed as a whole.

    Raises RuleBroken(NOT_DECIDABLE) unless the edition is published or confirmed, ALREADY_STARTED
    from its first meeting on.
    """
    if state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
        raise RuleBroken(Code.NOT_DECIDABLE, state=state)
    if now >= first_starts_at:
        raise RuleBroken(Code.ALREADY_STARTED)


def check_postponement(state: EditionState, old: Dates, new: Dates, now: datetime) -> None:
    """Whether an edition may get these dates instead of the ones that people know.

    Raises what `check_begun` does; DATES_UNCHANGED when no meeting moves; MEETING_INTO_PAST for one
    that would have begun; what `rules.offering.offer.check_meetings` and `check_order` raise;
    DECISION_AFTER_START, or DECISION_IN_PAST for an edition that is still to be decided about;
    WINDOW_TOO_LATE; CLOSES_IN_PAST, for people need time to say that they cannot come.
    """
    check_begun(state, min(span.starts_at for span in old.meetings), now)
    check_meetings(new.meetings)
    check_order(new.meetings)
    if list(new.meetings) == list(old.meetings):
        raise RuleBroken(Code.DATES_UNCHANGED, "meetings")
    first = min(span.starts_at for span in new.meetings)
    if first <= now:
        raise RuleBroken(Code.MEETING_INTO_PAST, "meetings")
    check_date(new.decision_on, "decision_on")
    if new.decision_on > latest_decision_date(local_date(first)):
        raise RuleBroken(Code.DECISION_AFTER_START, "decision_on")
    if state is EditionState.PUBLISHED and new.decision_on < local_date(now):
        raise RuleBroken(Code.DECISION_IN_PAST, "decision_on")
    if not new.opens_at < new.closes_at <= first:
        raise RuleBroken(Code.WINDOW_TOO_LATE, "closes_at")
    if new.closes_at <= now:
        raise RuleBroken(Code.CLOSES_IN_PAST, "closes_at")
