"""Three iCalendar parsers of different origin, made comparable, and texts that break writers.

Whatever .ics a test receives goes through `read_alike` or `read_all_alike`: all three must read the
same, and nothing may be in it that a calendar stumbles over (tests/mail/itip.py).
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import icalendar
import vobject
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

from tests.mail.itip import violations

# The three kinds of text that break naive writers, and anything else that people can paste.
AWKWARD = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="a \"',;:\\^=\r\n\t\x00\x07\x0b\x1c\x7f\x85\u2028\u2029", max_size=40),
    st.text(alphabet="تدريب على التنوع é👩🏽‍🏫🇧🇪", max_size=40),
    st.sampled_from(["x" * 500, "é" * 500, "👩🏽‍🏫" * 100, "تدريب " * 83, "\ud800half a pair"]),
)


@dataclass(frozen=True)
class Reading:
    """What a parser made of an event; a day without hours is a date."""

    method: str
    uid: str
    sequence: int
    starts_at: date
    ends_at: date
    summary: str


def _utc(moment: date | None) -> date:
    assert moment is not None, "an event without a start or an end"
    return moment.astimezone(UTC) if isinstance(moment, datetime) else moment


def read_icalendar(octets: bytes) -> list[Reading]:
    """The events as the library reads them that also wrote them."""
    calendar = icalendar.Calendar.from_ical(octets)
    return [
        Reading(
            str(calendar["METHOD"]),
            str(event["UID"]),
            int(str(event["SEQUENCE"])),
            _utc(event.start),
            _utc(event.end),
            str(event["SUMMARY"]),
        )
        for event in calendar.events
    ]


def read_vobject(octets: bytes) -> list[Reading]:
    """The events as vobject reads them."""
    calendar = vobject.readOne(octets.decode())
    return [
        Reading(
            calendar.method.value,
            event.uid.value,
            int(event.sequence.value),
            _utc(event.dtstart.value),
            _utc(event.dtend.value),
            event.summary.value,
        )
        for event in getattr(calendar, "vevent_list", [])
    ]


def read_ical(octets: bytes) -> list[Reading]:
    """The events as ical reads them."""
    calendar = IcsCalendarStream.calendar_from_ics(octets.decode())
    return [
        Reading(
            calendar.method or "",
            event.uid,
            -1 if event.sequence is None else event.sequence,
            _utc(event.dtstart),
            _utc(event.dtend),
            event.summary or "",
        )
        for event in calendar.events
    ]


def read_all_alike(octets: bytes) -> list[Reading]:
    """The events, in their order, as all three parsers read them; the object itself is right."""
    assert violations(octets) == []
    readings = read_icalendar(octets)
    assert read_vobject(octets) == readings
    assert read_ical(octets) == readings
    return readings


def read_alike(octets: bytes) -> Reading:
    """The first event, as all three parsers read it."""
    return read_all_alike(octets)[0]
