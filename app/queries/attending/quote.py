"""Quotes for the coordinators to judge, and for trainers to read."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db, settings
from app.models import Edition, EvaluationResponse, Quote
from app.rules.attending.quote import PublishedQuote
from app.rules.states import QuoteState
from app.rules.workdays import local_date

_ORDER = {QuoteState.PENDING: 0, QuoteState.APPROVED: 1, QuoteState.REJECTED: 2}


def signature(quote: Quote) -> str:
    """The attribution of a quote as the quality report prints it."""
    edition = quote.edition
    first_on = local_date(edition.first_meeting.starts_at)
    return PublishedQuote(quote.published, edition.training.short_name, first_on).signature


def quotes(team_id: int | None = None, edition_id: int | None = None) -> list[Quote]:
    """The quotes of a team (None: of all) or of one edition, those to judge first.

    Where the settings withhold them, quotes of an edition with fewer responses than the threshold
    are left out.
    """
    statement = (
        select(Quote)
        .join(Quote.edition)
        .options(
            joinedload(Quote.edition).joinedload(Edition.training),
            joinedload(Quote.edition).selectinload(Edition.meetings),
        )
    )
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    if edition_id is not None:
        statement = statement.where(Quote.edition_id == edition_id)
    if not settings().quotes_below_threshold:
        statement = statement.where(Quote.edition_id.in_(enough_responses()))
    found = list(db.session.scalars(statement))
    newest_first = sorted(found, key=lambda q: q.edition.first_meeting.starts_at, reverse=True)
    return sorted(newest_first, key=lambda quote: _ORDER[quote.state])


def enough_responses() -> Select[int]:
    """Ids of the editions with as many responses as the threshold asks, for an IN."""
    return (
        select(EvaluationResponse.edition_id)
        .group_by(EvaluationResponse.edition_id)
        .having(func.count() >= settings().evaluation_threshold)
    )


def quote_by_id(quote_id: str) -> Quote | None:
    """One quote with its edition."""
    return db.session.scalars(
        select(Quote)
        .where(Quote.id == quote_id)
        .options(
            joinedload(Quote.edition).joinedload(Edition.training),
            joinedload(Quote.edition).selectinload(Edition.trainers),
            joinedload(Quote.edition).selectinload(Edition.meetings),
        )
    ).one_or_none()
