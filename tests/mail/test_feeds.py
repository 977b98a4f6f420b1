"""Feeds: what subscribers' calendars read, whichever parser they have."""

from datetime import UTC, datetime
from typing import Any

import icalendar
import pytest
import vobject
from ical.calendar_stream import IcsCalendarStream

from app.mail.entries import Organizer, Standing
from app.mail.feeds import FeedMeeting, feed_ics
from tests.mail.readers import read_alike
from tests.support.time import NOW, moment


def feed_meeting(**values: Any) -> FeedMeeting:
    standard: dict[str, Any] = {
        "uid": "9f0c6e1e-0000-4000-8000-000000000001",
        "sequence": 2,
        "dtstamp": NOW,
        "created": NOW,
        "last_modified": NOW,
        "starts_at": moment("2027-03-27 09:30"),
        "ends_at": moment("2027-03-27 12:30"),
        "summary": "Racisme verwondt",
        "description": "Uitleg",
        "location": "Zaal De Brug",
        "url": "https://vorming.example/edities/1",
        "organizer": Organizer("Voorbeeldpunt", "vormingen@voorbeeldpunt.example"),
    }
    return FeedMeeting(**(standard | values))


def test_three_parsers_read_alike() -> None:
    reading = read_alike(feed_ics([feed_meeting()], "Ons aanbod"))
    assert reading.method == "PUBLISH"
    assert reading.sequence == 2
    assert reading.starts_at == datetime(2027, 3, 27, 8, 30, tzinfo=UTC)


def test_a_feed_asks_to_be_read_again_and_names_nobody() -> None:
    octets = feed_ics([feed_meeting()], "Ons aanbod")
    for line in (
        b"NAME:Ons aanbod",
        b"X-WR-CALNAME:Ons aanbod",
        b"REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        b"X-PUBLISHED-TTL:PT1H",
        b"STATUS:CONFIRMED",
    ):
        assert octets.count(b"\r\n" + line + b"\r\n") == 1, line
    assert b"ATTENDEE" not in octets
    assert octets.count(b"BEGIN:VTIMEZONE") == 1


def test_what_was_cancelled_stays_and_takes_no_time() -> None:
    calendar = icalendar.Calendar.from_ical(
        feed_ics([feed_meeting(standing=Standing.CANCELLED)], "")
    )
    event = calendar.events[0]
    assert (event["STATUS"], event["TRANSP"]) == ("CANCELLED", "TRANSPARENT")
    assert "NAME" not in calendar


def test_an_empty_feed_is_a_calendar() -> None:
    octets = feed_ics([], "Ons aanbod")
    assert icalendar.Calendar.from_ical(octets).events == []
    assert not hasattr(vobject.readOne(octets.decode()), "vevent")
    assert IcsCalendarStream.calendar_from_ics(octets.decode()).events == []


def test_two_meetings_never_share_a_uid() -> None:
    with pytest.raises(ValueError, match="same UID"):
        feed_ics([feed_meeting(), feed_meeting()], "Ons aanbod")
