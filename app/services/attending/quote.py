"""Judging quotes."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import Quote
from app.rules.attending.quote import check_publishable, check_shortened
from app.rules.states import QuoteState
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition


def judge(
    quote_id: str,
    state: QuoteState,
    now: datetime,
    actor_id: int,
    *,
    published: str | None = None,
) -> Quote:
    """Approve, reject or take back a quote; `published` is a shortened text.

    Raises LookupError, RuleBroken(QUOTE_CHANGED_MEANING) or RuleBroken(QUOTE_WITHOUT_CONSENT).
    """
    edition_id = db.session.scalar(select(Quote.edition_id).where(Quote.id == quote_id))
    if edition_id is None:
        raise LookupError("no such quote")
    # First the edition, as whoever takes a response does, which writes its quotes anew. It also
    # counts the edition's version up, so that pages with the quote are made anew.
    lock_edition(edition_id)
    quote = db.session.get_one(Quote, quote_id, populate_existing=True)
    if state is QuoteState.APPROVED:
        check_publishable(quote.consent)
    text = quote.published
    if published is not None:
        check_shortened(quote.text, published)
        text = published.strip()
    if (quote.state, quote.published) == (state, text):
        # The second click of a double click: it was judged so already.
        return quote
    quote.published = text
    quote.state = state
    quote.judged_by_id = actor_id
    history.record(
        Action.QUOTE_JUDGED, now, edition_id=quote.edition_id, actor_id=actor_id, state=state.value
    )
    db.session.flush()
    return quote
