"""Three iCalendar parsers of different origin, made comparable, and texts that break writers."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import icalendar
import vobject
from hypothesis import strategies as st
from ical.calendar_stream import IcsCalendarStream

# The three kinds of text that break naive writers, and anything else that people can paste.
AWKWARD = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="a \"',;:\\^=\r\n\t\x00\x07\x0b\x1c\x7f\x85\u2028\u2029", max_size=40),
    st.text(alphabet="تدريب على التنوع é👩🏽‍🏫🇧🇪", max_size=40),
    st.sampled_from(["x" * 500, "é" * 500, "👩🏽‍🏫" * 100, "تدريب " * 83, "\ud800half a pair"]),
)


@dataclass(frozen=True)
class Reading:
    """What a parser made of the first event."""

    method: str
    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    summary: str


def _utc(moment: date | None) -> datetime:
    assert isinstance(moment, datetime), f"{moment!r} is no moment"
    return moment.astimezone(UTC)


def read_icalendar(octets: bytes) -> Reading:
    calendar = icalendar.Calendar.from_ical(octets)
    event = calendar.events[0]
    return Reading(
        str(calendar["METHOD"]),
        str(event["UID"]),
        int(str(event["SEQUENCE"])),
        _utc(event.start),
        _utc(event.end),
        str(event["SUMMARY"]),
    )


def read_vobject(octets: bytes) -> Reading:
    calendar = vobject.readOne(octets.decode())
    event = calendar.vevent
    return Reading(
        calendar.method.value,
        event.uid.value,
        int(event.sequence.value),
        event.dtstart.value.astimezone(UTC),
        event.dtend.value.astimezone(UTC),
        event.summary.value,
    )


def read_ical(octets: bytes) -> Reading:
    calendar = IcsCalendarStream.calendar_from_ics(octets.decode())
    event = calendar.events[0]
    return Reading(
        calendar.method or "",
        event.uid,
        -1 if event.sequence is None else event.sequence,
        _utc(event.dtstart),
        _utc(event.dtend),
        event.summary or "",
    )


def read_alike(octets: bytes) -> Reading:
    reading = read_icalendar(octets)
    assert read_vobject(octets) == reading
    assert read_ical(octets) == reading
    return reading
