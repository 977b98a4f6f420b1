"""Where a coordinator can move people of an edition to."""

from datetime import datetime

from app.models import Edition
from app.queries.offering.offer import EditionCard, coming
from app.rules.states import EditionState


def targets(edition: Edition, now: datetime) -> list[EditionCard]:
    """Other editions with a free seat that did not begin: the same training first, then shared
    themes, then all others; soonest first.
    """
    themes = {theme.id for theme in edition.training.themes}

    def nearness(other: EditionCard) -> int:
        if other.edition.training_id == edition.training_id:
            return 0
        return 1 if themes & {theme.id for theme in other.edition.training.themes} else 2

    possible = [
        other
        for other in coming(now)
        if other.edition.id != edition.id
        and other.edition.state is not EditionState.CANCELLED
        and not other.seats.full
        and other.edition.first_meeting.starts_at > now
    ]
    # A stable sort: within the same nearness they stay soonest first.
    return sorted(possible, key=nearness)
