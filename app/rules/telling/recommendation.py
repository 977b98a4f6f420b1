"""Whom an edition may be recommended to: people who agreed to news, and not too often."""

from datetime import datetime, timedelta

from app.rules.errors import Code, RuleBroken
from app.rules.states import EditionState

#: Nobody gets two mails of this kind within so many days, whatever editions they are about: who
#: agreed to them was promised one a month at most.
PAUSE = timedelta(days=31)


def paused_until(now: datetime) -> datetime:
    """Whoever got such a mail after this moment gets none now."""
    return now - PAUSE


def check_may_recommend(state: EditionState, *, closes_at: datetime, now: datetime) -> None:
    """Only what people can still register for.

    Raises RuleBroken(NOT_PUBLISHED) for a draft, EDITION_ENDED for what is cancelled or over,
    REGISTRATION_CLOSED after the close.
    """
    if state is EditionState.DRAFT:
        raise RuleBroken(Code.NOT_PUBLISHED)
    if state not in (EditionState.PUBLISHED, EditionState.CONFIRMED):
        raise RuleBroken(Code.EDITION_ENDED)
    if now >= closes_at:
        raise RuleBroken(Code.REGISTRATION_CLOSED)
