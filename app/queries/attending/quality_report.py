"""The figures of a year, computed from records and never typed."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Decision, Edition, EvaluationResponse, Meeting, Quote, Team
from app.queries.offering.offer import between
from app.queries.registering.seats import participant_counts, registered_counts
from app.rules.attending.quality_report import (
    CancelledRow,
    DecisionRow,
    ProgrammeRow,
    QualityReport,
    half_day_rows,
)
from app.rules.attending.quote import PublishedQuote
from app.rules.deciding.undo import GOING_AHEAD, taken_back
from app.rules.offering.half_days import MeetingSpan, half_days
from app.rules.states import (
    CancelReason,
    DecisionOutcome,
    EditionState,
    Funding,
    QuoteState,
)
from app.rules.workdays import local_date


def report(year: int, now: datetime) -> QualityReport:
    """The open offer of `year`, as far as it had taken place at `now`.

    An edition belongs to the year of its first meeting, a half-day to the year of its own date.
    """
    editions = between(date(year, 1, 1), date(year + 1, 1, 1))
    held = [e for e in editions if e.state is EditionState.COMPLETED]
    cancelled = [e for e in editions if e.state is EditionState.CANCELLED]
    teams = list(db.session.scalars(select(Team.name).order_by(Team.name)))
    by_id = {edition.id: edition for edition in editions}
    decisions = _decisions(list(by_id))
    return QualityReport(
        year=year,
        programme=_programme(held, decisions),
        cancelled=_cancelled(cancelled, decisions),
        half_days=half_day_rows(teams, _half_days(year, now)),
        quotes=_quotes(held),
        decisions=_decision_rows(decisions, by_id),
    )


def years() -> list[int]:
    """The years that have an edition, latest first."""
    moments = db.session.scalars(select(Meeting.starts_at).distinct())
    return sorted({local_date(moment).year for moment in moments}, reverse=True)


def _programme(
    editions: Sequence[Edition], decisions: Sequence[Decision]
) -> tuple[ProgrammeRow, ...]:
    ids = [edition.id for edition in editions]
    participants = participant_counts(ids)
    registrations = registered_counts(ids)
    responses = _counts(
        select(EvaluationResponse.edition_id, func.count())
        .where(EvaluationResponse.edition_id.in_(ids))
        .group_by(EvaluationResponse.edition_id)
    )
    small, planned_on = _decided(decisions)
    return tuple(
        ProgrammeRow(
            edition_id=edition.id,
            on=local_date(edition.first_meeting.starts_at),
            title=edition.training.title,
            format=edition.format,
            participants=participants[edition.id],
            co_organisers=tuple(edition.co_organisers),
            registrations=registrations[edition.id],
            responses=responses.get(edition.id, 0),
            small_group_reason=small.get(edition.id) or edition.minimum_reason,
            planned_on=planned_on.get(edition.id),
        )
        for edition in editions
    )


def _decided(decisions: Sequence[Decision]) -> tuple[dict[int, str], dict[int, date]]:
    """Why a small group went ahead, as it was decided last; and the first day before it moved."""
    small: dict[int, str] = {}
    planned_on: dict[int, date] = {}
    for one in sorted(decisions, key=lambda decision: decision.id):
        if one.outcome is DecisionOutcome.POSTPONE and one.previous_on is not None:
            planned_on.setdefault(one.edition_id, one.previous_on)
        elif one.outcome is DecisionOutcome.GO_AHEAD_SMALL:
            small[one.edition_id] = one.reason
        elif one.outcome in GOING_AHEAD:
            small.pop(one.edition_id, None)
    return small, planned_on


def _counts(statement: Select[int, int]) -> dict[int, int]:
    return dict(db.session.execute(statement).all())


def _cancelled(
    editions: Sequence[Edition], decisions: Sequence[Decision]
) -> tuple[CancelledRow, ...]:
    cancelling = {one.edition_id: one for one in decisions if one.outcome is DecisionOutcome.CANCEL}
    return tuple(
        CancelledRow(
            edition_id=edition.id,
            dates=tuple(local_date(meeting.starts_at) for meeting in edition.meetings),
            title=edition.training.title,
            reason=edition.cancel_reason or CancelReason.OTHER,
            note=edition.cancel_note,
            count=cancelling[edition.id].count,
            minimum=cancelling[edition.id].minimum,
        )
        for edition in editions
    )


def _decisions(edition_ids: Sequence[int]) -> Sequence[Decision]:
    """Every decision about these editions in its order, with who took it."""
    return db.session.scalars(
        select(Decision)
        .where(Decision.edition_id.in_(edition_ids))
        .options(joinedload(Decision.decided_by))
        .order_by(Decision.decided_at, Decision.id)
    ).all()


def _decision_rows(
    decisions: Sequence[Decision], editions: Mapping[int, Edition]
) -> tuple[DecisionRow, ...]:
    took_back: dict[int, DecisionOutcome] = {}
    for edition_id in editions:
        took_back |= taken_back((d.id, d.outcome) for d in decisions if d.edition_id == edition_id)
    return tuple(
        _decision_row(one, editions[one.edition_id], took_back.get(one.id)) for one in decisions
    )


def _decision_row(
    decision: Decision, edition: Edition, took_back: DecisionOutcome | None
) -> DecisionRow:
    cancelled = decision.outcome is DecisionOutcome.CANCEL
    return DecisionRow(
        edition_id=edition.id,
        on=local_date(decision.decided_at),
        title=edition.training.title,
        first_on=local_date(edition.first_meeting.starts_at),
        outcome=decision.outcome,
        count=decision.count,
        minimum=decision.minimum,
        reason=decision.reason,
        by=decision.decided_by.name if decision.decided_by else None,
        until=decision.extended_to,
        new_start=decision.postponed_to,
        cause=edition.cancel_reason if cancelled else None,
        took_back=took_back,
    )


def _half_days(year: int, now: datetime) -> list[tuple[str, Funding, int]]:
    """(team, funding, half-days) of each meeting of the year that was held."""
    rows = db.session.scalars(
        select(Meeting)
        .join(Edition)
        .where(
            Edition.state.in_((EditionState.CONFIRMED, EditionState.COMPLETED)),
            Meeting.ends_at <= now,
            Meeting.starts_at >= datetime(year - 1, 12, 31, tzinfo=UTC),
            Meeting.starts_at < datetime(year + 1, 1, 2, tzinfo=UTC),
        )
        .options(joinedload(Meeting.edition).joinedload(Edition.team))
    )
    return [
        (
            meeting.edition.team.name,
            meeting.edition.funding,
            half_days(
                MeetingSpan(meeting.starts_at, meeting.ends_at, meeting.half_days_correction)
            ),
        )
        for meeting in rows
        if local_date(meeting.starts_at).year == year
    ]


def _quotes(editions: Sequence[Edition]) -> tuple[PublishedQuote, ...]:
    order = {edition.id: edition for edition in editions}
    quotes = db.session.scalars(
        select(Quote).where(Quote.edition_id.in_(order), Quote.state == QuoteState.APPROVED)
    ).all()
    place = {edition_id: index for index, edition_id in enumerate(order)}
    return tuple(
        PublishedQuote(
            text=quote.published,
            short_name=order[quote.edition_id].training.short_name,
            first_on=local_date(order[quote.edition_id].first_meeting.starts_at),
        )
        for quote in sorted(quotes, key=lambda quote: (place[quote.edition_id], quote.published))
    )
