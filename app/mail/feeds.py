"""Calendars that somebody subscribes to: many meetings in, the bytes of one iCalendar object out.

A feed is read again and again, so the same facts give the same bytes: every stamp comes from the
rows, none from the present. It names no attendee (RFC 5546 section 3.2.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from icalendar import Event

from app.mail.cleaning import clean_line
from app.mail.entries import Standing, written
from app.mail.published import (
    PublishedDay,
    PublishedMeeting,
    published_calendar,
    published_day,
    published_event,
)

#: How often a calendar may ask for a feed; Google takes its own time whatever stands here.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class FeedMeeting(PublishedMeeting):
    """A meeting of a feed. One that was cancelled stays in it, so that calendars strike it out.

    A feed that anybody may read has no `conference_url`. `takes_time`: who subscribes is there.
    Raises ValueError as PublishedMeeting.
    """

    standing: Standing = Standing.CONFIRMED
    takes_time: bool = True


#: What a feed holds.
FeedEntry = FeedMeeting | PublishedDay


def feed_ics(entries: Iterable[FeedEntry], name: str) -> bytes:
    """A calendar to subscribe to, in the order of `entries`; `name` is its title.

    Without any meeting it is an empty calendar, which subscribers keep for later. The title is
    NAME (RFC 7986 section 5.1) and X-WR-CALNAME, and the pace REFRESH-INTERVAL (section 5.7) and
    X-PUBLISHED-TTL: each program reads one of the two. Raises ValueError for two entries with
    one UID: Google keeps only the last.
    """
    events = [_event(entry) for entry in entries]
    calendar = published_calendar(events)
    if title := clean_line(name):
        calendar.add("name", title)
        calendar.add("X-WR-CALNAME", title)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    return written(calendar)


def _event(entry: FeedEntry) -> Event:
    if isinstance(entry, PublishedDay):
        return published_day(entry)
    return published_event(entry, standing=entry.standing, takes_time=entry.takes_time)
