"""Signing in to 'my trainings' by a link in a mail: how long the link and the browser are good."""

from datetime import datetime, timedelta

#: A sign-in is kept this long after it ended, to answer who opened what; then it is erased.
KEPT = timedelta(days=30)


def link_opens(link_expires_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether the link in the mail can still be used; signing out ends it too."""
    return ended_at is None and now < link_expires_at


def is_signed_in(expires_at: datetime, ended_at: datetime | None, now: datetime) -> bool:
    """Whether a browser that opened the link is still signed in."""
    return ended_at is None and now < expires_at
