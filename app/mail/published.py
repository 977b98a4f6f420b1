"""Meetings in a file that anyone may keep: METHOD:PUBLISH, without an attendee."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from icalendar import Calendar, Event

from app.mail.cleaning import clean_line, clean_text
from app.mail.entries import (
    EntryFacts,
    MeetingFacts,
    Standing,
    add_conference,
    add_standing,
    calendar_of,
    entry_of,
    event_of,
    written,
)


@dataclass(frozen=True, kw_only=True)
class PublishedMeeting(MeetingFacts):
    """A meeting in a file that anyone may keep: it names no attendee (RFC 5546 section 3.2.1).

    Use the UID of the person's invitation, so that a calendar that has both shows one entry.
    Raises ValueError as InvitationFacts does for the fields that they share.
    """


@dataclass(frozen=True, kw_only=True)
class PublishedDay(EntryFacts):
    """A day to remember in such a file, without hours. Raises ValueError as PublishedMeeting."""

    day: date


def published_ics(meetings: Iterable[PublishedMeeting], name: str) -> bytes:
    """A file with all `meetings`, to download and import by hand; `name` is its title.

    METHOD:PUBLISH with an ORGANIZER and no ATTENDEE in each VEVENT (RFC 5546 section 3.2.1). The
    title is NAME (RFC 7986 section 5.1): X-WR-CALNAME makes Outlook open a calendar of its own.

    Raises ValueError for no meetings at all, and for two with one UID: Google keeps only the last.
    """
    events = [published_event(meeting) for meeting in meetings]
    if not events:
        raise ValueError("A calendar file needs at least one meeting.")
    calendar = published_calendar(events)
    if title := clean_line(name):
        calendar.add("name", title)
    return written(calendar)


def published_calendar(events: Collection[Event]) -> Calendar:
    """A calendar with METHOD:PUBLISH around these events, for `written`.

    Raises ValueError for two with one UID: Google keeps only the last.
    """
    if len({str(event["UID"]) for event in events}) < len(events):
        raise ValueError("Two entries in one file have the same UID.")
    return calendar_of("PUBLISH", events)


def published_event(
    meeting: PublishedMeeting,
    *,
    standing: Standing = Standing.CONFIRMED,
    takes_time: bool = True,
) -> Event:
    """The VEVENT of a meeting without an attendee.

    Whoever has it in the calendar is busy then, unless not `takes_time`, or not confirmed.
    """
    event = event_of(meeting)
    add_standing(event, standing, takes_time=takes_time)
    if standing is not Standing.CANCELLED:
        add_conference(event, meeting)
    return event


def published_day(facts: PublishedDay) -> Event:
    """The VEVENT of a whole day, which takes no time."""
    event = entry_of(facts)
    event.add("dtstart", facts.day)
    # The end is the first day that it does not last (RFC 5545 section 3.6.1).
    event.add("dtend", facts.day + timedelta(days=1))
    if description := clean_text(facts.description).strip():
        event.add("description", description)
    add_standing(event, Standing.CONFIRMED, takes_time=False)
    return event
