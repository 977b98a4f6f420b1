"""Publishing a draft at a moment: which moments make sense."""

from datetime import datetime

from app.rules.errors import Code, RuleBroken


def check_publication(at: datetime, closes_at: datetime) -> None:
    """Once the registration has closed there is nothing left to publish.

    Raises RuleBroken(PUBLISH_TOO_LATE).
    """
    if at >= closes_at:
        raise RuleBroken(Code.PUBLISH_TOO_LATE, "publish_at", closes_at=closes_at)


def check_new_publication(at: datetime, now: datetime, closes_at: datetime) -> None:
    """A moment to come, before the registration closes.

    Raises RuleBroken(PUBLISH_IN_PAST) or RuleBroken(PUBLISH_TOO_LATE).
    """
    if at <= now:
        raise RuleBroken(Code.PUBLISH_IN_PAST, "publish_at")
    check_publication(at, closes_at)
