"""Calendars that somebody subscribes to: many meetings in, the bytes of one iCalendar object out.

A feed is read again and again, so the same facts give the same bytes: every stamp comes from the
rows, none from the present. It names no attendee (RFC 5546 section 3.2.1).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from app.mail.cleaning import clean_line
from app.mail.invitations import PublishedMeeting, published_calendar, published_event

#: How often a calendar may ask for a feed; Google takes its own time whatever stands here.
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, kw_only=True)
class FeedMeeting(PublishedMeeting):
    """A meeting of a feed. One that was cancelled stays in it, so that calendars strike it out.

    A feed that anybody may read has no `conference_url`. Raises ValueError as PublishedMeeting.
    """

    cancelled: bool = False


def feed_ics(meetings: Iterable[FeedMeeting], name: str) -> bytes:
    """A calendar to subscribe to, in the order of `meetings`; `name` is its title.

    Without any meeting it is an empty calendar, which subscribers keep for later. The title is
    NAME (RFC 7986 section 5.1) and X-WR-CALNAME, and the pace REFRESH-INTERVAL (section 5.7) and
    X-PUBLISHED-TTL: each program reads one of the two. Raises ValueError for two meetings with
    one UID: Google keeps only the last.
    """
    events = [published_event(meeting, cancelled=meeting.cancelled) for meeting in meetings]
    uids = [str(event["UID"]) for event in events]
    if len(set(uids)) < len(uids):
        raise ValueError("Two meetings in one feed have the same UID.")
    calendar = published_calendar(events)
    if title := clean_line(name):
        calendar.add("name", title)
        calendar.add("X-WR-CALNAME", title)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", "PT1H")
    octets: bytes = calendar.to_ical()
    return octets
