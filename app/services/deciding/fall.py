"""An edition that goes ahead falls below its minimum: its team hears so, once a fall."""

from datetime import datetime

from app.extensions import db
from app.mail.messages import edition_fell_below
from app.queries.deciding.fall import Confirmed, confirmed
from app.rules.deciding.minimum import FallStep, fall_step
from app.rules.workdays import local_date
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.telling.message import coordinators, edition_facts, tell_staff


def editions_to_look_at(now: datetime) -> list[int]:
    """Editions that fell and of which nobody was told, or that stand above again since."""
    return [one.edition_id for one in confirmed(now) if _step(one, now) is not FallStep.NOTHING]


def look_at(edition_id: int, now: datetime) -> int:
    """Tell the team of one fall, or forget the last one; how many people were told.

    Raises LookupError for an unknown edition.
    """
    edition = lock_edition(edition_id)
    for one in confirmed(now, edition_id):
        match _step(one, now):
            case FallStep.FORGET:
                edition.fall_told_on = None
            case FallStep.TELL:
                edition.fall_told_on = local_date(now)
                history.record(
                    Action.FELL_BELOW,
                    now,
                    edition_id=edition.id,
                    count=one.facts.count,
                    minimum=one.facts.minimum,
                )
                people = coordinators(edition.team_id)
                tell_staff(
                    edition_fell_below,
                    people,
                    edition,
                    edition_facts(edition, now),
                    now,
                    key=local_date(now).isoformat(),
                    count=one.facts.count,
                    minimum=one.facts.minimum,
                )
                db.session.flush()
                return len(people)
            case FallStep.NOTHING:
                pass
    db.session.flush()
    return 0


def _step(one: Confirmed, now: datetime) -> FallStep:
    return fall_step(one.facts, one.decided, one.offered, one.told_on, local_date(now))
