"""The decisions to come: which editions will not make it as things go, and what each has left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import Edition
from app.queries.deciding.forecast import Outlook, outlooks
from app.queries.deciding.minimum import minimum_facts
from app.queries.offering.interest import waiting_numbers
from app.queries.offering.offer import EditionCard, cards, with_meetings
from app.queries.offering.planning import own_team_id
from app.rules.access import Actor
from app.rules.deciding.minimum import MinimumFacts
from app.rules.deciding.pace import falls_short
from app.rules.states import EditionState
from app.rules.workdays import local_date


@dataclass(frozen=True, slots=True)
class Ahead:
    """A published edition about which is still to be decided.

    days_left: until its decision date; 0 and below: now. outlook: None before it opens. waiting:
    confirmed people on the interest list of its training.
    """

    card: EditionCard
    facts: MinimumFacts
    days_left: int
    outlook: Outlook | None
    short: bool
    waiting: int


def decisions_ahead(actor: Actor, now: datetime) -> list[Ahead]:
    """Every published edition of this coordinator's teams, soonest decision first."""
    today = local_date(now)
    statement = with_meetings(select(Edition)).where(Edition.state == EditionState.PUBLISHED)
    team_id = own_team_id(actor)
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    shown = cards(db.session.scalars(statement).all(), now)
    found, interested = outlooks(shown, now), waiting_numbers()
    lines = []
    for card in shown:
        facts, outlook = minimum_facts(card.edition, card.seats.active), found.get(card.edition.id)
        points, forecast = (outlook.points, outlook.forecast) if outlook else ((), None)
        # Before it opens nobody could register: nothing can be said of it yet.
        short = outlook is not None and falls_short(facts, points, forecast, today)
        waiting = interested.get(card.edition.training_id, 0)
        left = (facts.decision_on - today).days
        lines.append(Ahead(card, facts, left, outlook, short, waiting))
    return sorted(lines, key=lambda line: (line.facts.decision_on, line.card.first_on))
