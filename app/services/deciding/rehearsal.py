"""Every message of a cancellation as it would be sent, without sending one."""

from datetime import datetime

from app.rules.states import CancelReason
from app.services.deciding import minimum
from app.services.deciding.cancelling import Words, lock_with_alternatives
from app.services.telling.rehearsal import Rehearsal, rehearse


def rehearse_cancellation(
    edition_id: int, cause: CancelReason, note: str, words: Words, now: datetime, link: str
) -> Rehearsal:
    """Cancel, read what stands in the outbox, and take all of it back.

    Personal links read as `link`. Raises what `minimum.cancel` raises.
    """
    # Several editions are only ever locked in the order of their ids.
    lock_with_alternatives(edition_id, now)
    return rehearse(
        edition_id,
        lambda: minimum.cancel(edition_id, cause, note, now, None, words),
        agreed=-1,
        link=link,
    )
