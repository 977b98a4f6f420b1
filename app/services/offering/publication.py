"""Publishing a draft at a moment, by itself."""

from datetime import datetime

from app.rules.errors import Code, RuleBroken
from app.rules.offering.publication import check_new_publication
from app.rules.states import EditionState
from app.services import history
from app.services.history import Action
from app.services.offering import offer
from app.services.registering.seats import lock_edition


def publish_later(
    edition_id: int, at: datetime, now: datetime, actor_id: int | None = None
) -> None:
    """Have a draft published at a moment; one that was set before is replaced.

    Raises LookupError, RuleBroken(ALREADY_PUBLISHED), PUBLISH_IN_PAST or PUBLISH_TOO_LATE.
    """
    edition = lock_edition(edition_id)
    if edition.state is not EditionState.DRAFT:
        raise RuleBroken(Code.ALREADY_PUBLISHED)
    if edition.publish_at == at:
        return
    check_new_publication(at, now, edition.closes_at)
    edition.publish_at, edition.publish_missed_at = at, None
    history.record(
        Action.PUBLICATION_PLANNED,
        now,
        edition_id=edition_id,
        actor_id=actor_id,
        publish_at=at.isoformat(),
    )


def keep_draft(edition_id: int, now: datetime, actor_id: int | None = None) -> None:
    """Publish it by itself no more, and forget a moment that was missed.

    Doing it twice changes nothing. Raises LookupError or RuleBroken(ALREADY_PUBLISHED).
    """
    edition = lock_edition(edition_id)
    if edition.state is not EditionState.DRAFT:
        raise RuleBroken(Code.ALREADY_PUBLISHED)
    planned = edition.publish_at
    edition.publish_at = edition.publish_missed_at = None
    if planned is not None:
        history.record(Action.PUBLICATION_STOPPED, now, edition_id=edition_id, actor_id=actor_id)


def publish_due(edition_id: int, now: datetime) -> bool | None:
    """Publish a draft whose moment has come; None when it is no longer due.

    False: the registration has closed since, as after a worker that stood still. It stays a draft
    then, nobody is told of a training that they cannot join, and the desk says so until somebody
    plans it otherwise.
    """
    edition = lock_edition(edition_id)
    due = edition.publish_at is not None and edition.publish_at <= now
    if edition.state is not EditionState.DRAFT or not due:
        return None
    if now >= edition.closes_at:
        edition.publish_at, edition.publish_missed_at = None, now
        history.record(Action.PUBLICATION_MISSED, now, edition_id=edition_id)
        return False
    offer.publish(edition_id, now)
    return True
