"""The personal way into a webinar: open from some minutes before the start until the end."""

from datetime import datetime, timedelta

from app.rules.errors import Code, RuleBroken


def join_opens_at(starts_at: datetime, minutes: int) -> datetime:
    """When the way in opens, `minutes` before the start."""
    return starts_at - timedelta(minutes=minutes)


def may_join(starts_at: datetime, ends_at: datetime, minutes: int, now: datetime) -> bool:
    """Whether the way in is open."""
    return join_opens_at(starts_at, minutes) <= now < ends_at


def check_join(starts_at: datetime, ends_at: datetime, minutes: int, now: datetime) -> None:
    """Raises RuleBroken(JOIN_NOT_OPEN), with `opens_at`, or JOIN_OVER."""
    opens_at = join_opens_at(starts_at, minutes)
    if now < opens_at:
        raise RuleBroken(Code.JOIN_NOT_OPEN, opens_at=opens_at)
    if now >= ends_at:
        raise RuleBroken(Code.JOIN_OVER)
