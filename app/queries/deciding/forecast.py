"""Running editions on their way to their decision: how they filled up, and what to expect."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.models import Edition
from app.queries.deciding.curve import kinds_of, opened_on, past_curves, spans_of
from app.queries.deciding.minimum import minimum_facts
from app.queries.offering.offer import EditionCard
from app.rules.deciding.curve import Point, points_until
from app.rules.deciding.forecast import Forecast, Past, Standing, forecast
from app.rules.deciding.minimum import MinimumFacts
from app.rules.states import EditionState
from app.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class Outlook:
    """One edition about which is still to be decided.

    points: how it filled up so far, from the day that it opened. forecast: None while it is silent.
    """

    facts: MinimumFacts
    today: date
    points: tuple[Point, ...]
    forecast: Forecast | None


def outlooks(cards: Sequence[EditionCard], now: datetime) -> dict[int, Outlook]:
    """The outlook of each published edition that is open or was, by edition id.

    Two round trips, however many editions: the past curves, and the registrations.
    """
    today = local_date(now)
    opened = {
        card.edition.id: on
        for card in cards
        if card.edition.state is EditionState.PUBLISHED
        and (on := opened_on(card.edition)) is not None
        and card.edition.opens_at <= now
    }
    if not opened:
        return {}
    past = Past(past_curves())
    spans = spans_of(list(opened))
    found = {}
    for edition, active in ((card.edition, card.seats.active) for card in cards):
        if edition.id in opened:
            facts = minimum_facts(edition, active)
            found[edition.id] = Outlook(
                facts,
                today,
                points_until(now, opened[edition.id], spans[edition.id], edition.capacity),
                forecast_of(edition, facts, now, past),
            )
    return found


def forecast_of(
    edition: Edition, facts: MinimumFacts, now: datetime, past: Past | None = None
) -> Forecast | None:
    """The forecast that the desk shows of an edition now; None when it shows none.

    It shows one of a published edition for which people can register, until its decision date. One
    round trip for the past curves, unless they are given.
    """
    days_left = (facts.decision_on - local_date(now)).days
    if facts.state is not EditionState.PUBLISHED or days_left <= 0 or now < edition.opens_at:
        return None
    standing = Standing(facts.count, facts.minimum, edition.capacity, days_left, kinds_of(edition))
    return forecast(standing, past or Past(past_curves()))
