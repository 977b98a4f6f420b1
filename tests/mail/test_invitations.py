"""Invitations, read back by three parsers of different origin that must agree."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mail.cleaning import clean_line, clean_text
from app.mail.entries import Organizer
from app.mail.invitations import Attendee, InvitationFacts, Method, invitation_ics, new_uid
from app.mail.published import PublishedMeeting, published_ics
from tests.mail.itip import unfolded
from tests.mail.readers import AWKWARD, Reading, read_alike, read_all_alike, read_icalendar

WRITTEN = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)
STARTS = datetime(2027, 3, 15, 8, 30, tzinfo=UTC)

MEETING = {
    "uid": "3f0c6f0e-5a3e-4d8b-9a53-0d3c3a8f7f11",
    "sequence": 0,
    "dtstamp": WRITTEN,
    "created": WRITTEN,
    "last_modified": WRITTEN + timedelta(hours=1),
    "starts_at": STARTS,
    "ends_at": STARTS + timedelta(hours=7),
    "summary": "Racisme verwondt",
    "description": "Breng een voorbeeld mee.",
    "location": "Antwerpen",
    "url": "https://aanbod.example/editions/12",
    "organizer": Organizer("Open aanbod", "vorming@aanbod.example"),
}
FACTS = InvitationFacts(
    **MEETING, method=Method.REQUEST, attendee=Attendee("Zoë Peeters", "zoe@example.org")
)
CANCEL = replace(FACTS, method=Method.CANCEL, sequence=1)
PUBLISHED = PublishedMeeting(**MEETING)


def event_of(octets: bytes) -> icalendar.Event:
    return icalendar.Calendar.from_ical(octets).events[0]


def shown_name(name: str) -> str:
    return clean_line(name).replace('"', "'").replace("\\", "/")


@pytest.mark.parametrize(
    ("starts_at", "local"),
    [
        (datetime(2027, 3, 26, 8, 30, tzinfo=UTC), "20270326T093000"),
        (datetime(2027, 3, 27, 23, 30, tzinfo=UTC), "20270328T003000"),
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "20270328T015900"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "20270328T030000"),
        (datetime(2027, 3, 29, 7, 30, tzinfo=UTC), "20270329T093000"),
        (datetime(2027, 10, 29, 7, 30, tzinfo=UTC), "20271029T093000"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "20271031T023000"),
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "20271031T030000"),
        (datetime(2027, 11, 1, 8, 30, tzinfo=UTC), "20271101T093000"),
        (datetime(2028, 2, 29, 8, 30, tzinfo=UTC), "20280229T093000"),
        (datetime(2031, 3, 31, 7, 30, tzinfo=UTC), "20310331T093000"),
        (datetime(2031, 10, 27, 8, 30, tzinfo=UTC), "20311027T093000"),
    ],
)
@pytest.mark.parametrize("method", Method)
def test_parsers_agree_around_the_clock_changes(
    starts_at: datetime, local: str, method: Method
) -> None:
    ends_at = starts_at + timedelta(hours=3)
    octets = invitation_ics(
        replace(FACTS, starts_at=starts_at, ends_at=ends_at, method=method, sequence=4)
    )
    assert read_alike(octets) == Reading(method, FACTS.uid, 4, starts_at, ends_at, FACTS.summary)
    assert f"DTSTART;TZID=Europe/Brussels:{local}" in unfolded(octets)


@pytest.mark.parametrize(
    ("starts_at", "hours"),
    [
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), 1),
        (datetime(2027, 10, 30, 23, 0, tzinfo=UTC), 2),
    ],
)
def test_the_hour_that_comes_twice_is_told_in_utc(starts_at: datetime, hours: int) -> None:
    ends_at = starts_at + timedelta(hours=hours)
    octets = invitation_ics(replace(FACTS, starts_at=starts_at, ends_at=ends_at))
    reading = read_alike(octets)
    assert (reading.starts_at, reading.ends_at) == (starts_at, ends_at)
    assert f"DTSTART:{starts_at:%Y%m%dT%H%M%SZ}" in unfolded(octets)


@given(
    starts_at=st.timedeltas(timedelta(0), timedelta(days=20 * 365)).map(WRITTEN.__add__),
    length=st.timedeltas(min_value=timedelta(minutes=1), max_value=timedelta(days=3)),
    sequence=st.integers(min_value=1, max_value=2**31 - 1),
    method=st.sampled_from(Method),
)
@settings(max_examples=60, deadline=None)
def test_parsers_agree_at_any_time(
    starts_at: datetime, length: timedelta, sequence: int, method: Method
) -> None:
    ends_at = starts_at + length
    octets = invitation_ics(
        replace(FACTS, starts_at=starts_at, ends_at=ends_at, sequence=sequence, method=method)
    )
    assert read_alike(octets) == Reading(
        method,
        FACTS.uid,
        sequence,
        starts_at.replace(microsecond=0),
        ends_at.replace(microsecond=0),
        FACTS.summary,
    )


def test_a_reader_that_knows_no_zones_finds_the_offsets_in_the_file() -> None:
    octets = invitation_ics(FACTS).replace(b"Europe/Brussels", b"Somewhere/Else")
    assert read_icalendar(octets)[0].starts_at == STARTS
    summer = replace(
        FACTS, starts_at=STARTS + timedelta(days=60), ends_at=STARTS + timedelta(days=61)
    )
    octets = invitation_ics(summer).replace(b"Europe/Brussels", b"Somewhere/Else")
    assert read_icalendar(octets)[0].starts_at == summer.starts_at


def test_request_says_everything() -> None:
    lines = unfolded(invitation_ics(FACTS))
    head = lines[: lines.index("BEGIN:VTIMEZONE")]
    event = lines[lines.index("BEGIN:VEVENT") + 1 : lines.index("END:VEVENT")]
    assert head == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Open Aanbod//Open Aanbod//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
    ]
    assert sorted(event) == sorted(
        [
            "UID:3f0c6f0e-5a3e-4d8b-9a53-0d3c3a8f7f11",
            "SEQUENCE:0",
            "DTSTAMP:20270104T090000Z",
            "CREATED:20270104T090000Z",
            "LAST-MODIFIED:20270104T100000Z",
            "DTSTART;TZID=Europe/Brussels:20270315T093000",
            "DTEND;TZID=Europe/Brussels:20270315T163000",
            "SUMMARY:Racisme verwondt",
            "DESCRIPTION:Breng een voorbeeld mee.",
            "LOCATION:Antwerpen",
            "URL:https://aanbod.example/editions/12",
            "STATUS:CONFIRMED",
            "TRANSP:OPAQUE",
            "CLASS:PUBLIC",
            'ORGANIZER;CN="Open aanbod":mailto:vorming@aanbod.example',
            'ATTENDEE;CN="Zoë Peeters";CUTYPE=INDIVIDUAL;PARTSTAT=NEEDS-ACTION;'
            "ROLE=REQ-PARTICIPANT;RSVP=TRUE:mailto:zoe@example.org",
            "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
            "X-MICROSOFT-DISALLOW-COUNTER:TRUE",
        ]
    )


def test_time_zone_has_one_yearly_rule_each_way() -> None:
    lines = unfolded(invitation_ics(FACTS))
    zone = lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE")]
    assert zone[:3] == ["BEGIN:VTIMEZONE", "TZID:Europe/Brussels", "BEGIN:DAYLIGHT"]
    assert "DTSTART:19810329T020000" in zone
    assert "DTSTART:19961027T030000" in zone
    rules = [
        dict(part.split("=") for part in line[6:].split(";")) for line in zone if "RRULE" in line
    ]
    assert rules == [
        {"FREQ": "YEARLY", "BYMONTH": "3", "BYDAY": "-1SU"},
        {"FREQ": "YEARLY", "BYMONTH": "10", "BYDAY": "-1SU"},
    ]
    assert not any(line.startswith("RDATE") for line in lines)


def test_same_facts_same_bytes() -> None:
    assert invitation_ics(FACTS) == invitation_ics(replace(FACTS))
    assert published_ics([PUBLISHED], "Mine") == published_ics([PUBLISHED], "Mine")


def test_cancel() -> None:
    octets = invitation_ics(
        replace(CANCEL, alarm_minutes=30, conference_url="https://meet.example/x")
    )
    reading = read_alike(octets)
    assert (reading.method, reading.sequence, reading.uid) == ("CANCEL", 1, FACTS.uid)
    event = event_of(octets)
    assert event["STATUS"] == "CANCELLED"
    assert event["TRANSP"] == "TRANSPARENT"
    assert event["SUMMARY"] == FACTS.summary
    assert event["ORGANIZER"] == "mailto:vorming@aanbod.example"
    assert event["ATTENDEE"] == "mailto:zoe@example.org"
    assert event["ATTENDEE"].params["RSVP"] == "FALSE"
    assert not event.subcomponents
    assert "CONFERENCE" not in event


@pytest.mark.parametrize(
    ("changes", "partstat", "rsvp"),
    [
        ({}, "NEEDS-ACTION", "TRUE"),
        ({"needs_reply": False}, "NEEDS-ACTION", "FALSE"),
        ({"accepted": True}, "ACCEPTED", "FALSE"),
    ],
)
def test_what_is_asked_of_the_attendee(changes: dict[str, bool], partstat: str, rsvp: str) -> None:
    attendee = event_of(invitation_ics(replace(FACTS, **changes)))["ATTENDEE"]
    assert attendee.params["PARTSTAT"] == partstat
    assert attendee.params["RSVP"] == rsvp


def test_online_meeting_has_its_link_as_place() -> None:
    link = "https://meet.example/j/1,2;3?pwd=a:b"
    event = event_of(invitation_ics(replace(FACTS, location="", conference_url=link)))
    assert event["LOCATION"] == link
    assert event["DESCRIPTION"] == FACTS.description
    assert event["CONFERENCE"] == link
    assert event["CONFERENCE"].params["VALUE"] == "URI"
    assert f"X-GOOGLE-CONFERENCE:{link}" in unfolded(
        invitation_ics(replace(FACTS, location="", conference_url=link))
    )


def test_hybrid_meeting_has_its_link_on_top_of_the_text() -> None:
    event = event_of(invitation_ics(replace(FACTS, conference_url="https://meet.example/x")))
    assert event["LOCATION"] == "Antwerpen"
    assert event["DESCRIPTION"] == "https://meet.example/x\nBreng een voorbeeld mee."


def test_empty_fields_are_left_out() -> None:
    event = event_of(invitation_ics(replace(FACTS, location="", description=" \n", url="")))
    assert not {"LOCATION", "DESCRIPTION", "URL", "CONFERENCE"} & set(event)


@pytest.mark.parametrize(
    ("summary", "team", "title"),
    [
        (" Rouw\n", "Voorbeeldpunt", "Rouw"),
        ("\x07", "Voorbeeldpunt", "Voorbeeldpunt"),
        ("", "\n", FACTS.organizer.email),
    ],
)
def test_there_is_always_a_title(summary: str, team: str, title: str) -> None:
    organizer = Organizer(team, FACTS.organizer.email)
    event = event_of(invitation_ics(replace(FACTS, summary=summary, organizer=organizer)))
    assert event["SUMMARY"] == title


def test_reminder_only_when_wanted() -> None:
    assert not event_of(invitation_ics(FACTS)).subcomponents
    octets = invitation_ics(replace(FACTS, alarm_minutes=90))
    (alarm,) = event_of(octets).subcomponents
    assert alarm["ACTION"] == "DISPLAY"
    assert alarm["DESCRIPTION"] == FACTS.summary
    assert alarm["TRIGGER"].dt == timedelta(minutes=-90)
    read_alike(octets)


@given(title=AWKWARD, person=AWKWARD, team=AWKWARD, place=AWKWARD, text=AWKWARD)
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_whole_and_breaks_nothing(
    title: str, person: str, team: str, place: str, text: str
) -> None:
    facts = replace(
        FACTS,
        summary=title,
        location=place,
        description=text,
        organizer=Organizer(team, FACTS.organizer.email),
        attendee=Attendee(person, FACTS.attendee.email),
        alarm_minutes=10,
    )
    octets = invitation_ics(facts)
    assert read_alike(octets) == Reading(
        "REQUEST", FACTS.uid, 0, FACTS.starts_at, FACTS.ends_at, facts.title
    )
    event = event_of(octets)
    assert set(event) - {"LOCATION", "DESCRIPTION"} == set(event_of(invitation_ics(FACTS))) - {
        "LOCATION",
        "DESCRIPTION",
    }
    assert event["SUMMARY"] == facts.title
    assert event.get("LOCATION", "") == clean_line(place)
    assert event.get("DESCRIPTION", "") == clean_text(text).strip()
    assert event["ATTENDEE"].params.get("CN", "") == shown_name(person)
    assert event["ORGANIZER"].params.get("CN", "") == shown_name(team)


def test_injected_lines_stay_text() -> None:
    poison = "x\r\nATTENDEE:mailto:other@example.org\r\nEND:VEVENT"
    octets = invitation_ics(
        replace(
            FACTS,
            summary=poison,
            location=poison,
            description=poison,
            attendee=Attendee(poison, "zoe@example.org"),
        )
    )
    assert sum(line.startswith("ATTENDEE") for line in unfolded(octets)) == 1
    assert octets.count(b"\r\nEND:VEVENT\r\n") == 1


def test_no_line_gets_in_without_asserts() -> None:
    """`python -O` takes icalendar's assert away, which is all that guards X- properties there."""
    program = """
from datetime import UTC, datetime
from app.mail.feeds import FeedMeeting, feed_ics
from app.mail.entries import Organizer
now, evil = datetime(2027, 1, 4, tzinfo=UTC), "https://meet.example/\\r\\nX-EVIL:1"
facts = dict(uid="1", sequence=0, dtstamp=now, created=now, last_modified=now, starts_at=now,
    ends_at=now.replace(hour=3), summary=evil, description=evil, location=evil, url="",
    organizer=Organizer(evil, "a@b.example"))
print(__debug__, b"\\nX-EVIL" in feed_ics([FeedMeeting(**facts)], evil))
try:
    print(feed_ics([FeedMeeting(**facts, conference_url=evil)], ""))
except ValueError as error:
    print(error)
"""
    # Cached bytecode makes every run but the first one quick.
    environment = {key: value for key, value in os.environ.items() if "BYTECODE" not in key}
    done = subprocess.run(
        [sys.executable, "-O", "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env=environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    said, refused = done.stdout.splitlines()
    assert said == "False False"
    assert refused.startswith("A link must not hold blanks or control characters")


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"starts_at": datetime(2027, 3, 15, 8, 30)}, "starts_at must be an aware"),  # noqa: DTZ001
        ({"dtstamp": datetime(2027, 3, 15, 8, 30)}, "dtstamp must be an aware"),  # noqa: DTZ001
        ({"ends_at": STARTS}, "must end after its start"),
        ({"ends_at": STARTS + timedelta(microseconds=9)}, "must end after its start"),
        ({"ends_at": STARTS - timedelta(hours=1)}, "must end after its start"),
        ({"attendee": Attendee("", "VORMING@Aanbod.example")}, "can't be invited"),
        ({"method": Method.CANCEL}, "higher SEQUENCE"),
        ({"sequence": -1}, "0 or more"),
        ({"uid": ""}, "UID"),
        ({"uid": "a\r\nX-EVIL:1"}, "UID"),
        ({"alarm_minutes": 0}, "before the start"),
        ({"url": "javascript:alert(1)"}, "http or https"),
        ({"url": "/editions/12"}, "http or https"),
        ({"conference_url": "https://meet.example/a b"}, "blanks"),
    ],
)
def test_wrong_facts_are_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        replace(FACTS, **wrong)


@pytest.mark.parametrize(
    ("make", "email", "sentence"),
    [
        (Organizer, "vorming+tag@aanbod.example", r"'\+'"),
        (Organizer, "vorming", "needs an e-mail address"),
        (Attendee, "a@b.example\r\nX-EVIL:1", "needs an e-mail address"),
        (Attendee, "a@b.example,c@d.example", "needs an e-mail address"),
        (Attendee, "a\x00@b.example", "needs an e-mail address"),
    ],
)
def test_wrong_addresses_are_refused(
    make: Callable[[str, str], object], email: str, sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        make("Name", email)


def test_plus_is_fine_for_the_one_who_is_invited() -> None:
    facts = replace(FACTS, attendee=Attendee("Zoë", "zoe+vorming@example.org"))
    assert event_of(invitation_ics(facts))["ATTENDEE"] == "mailto:zoe+vorming@example.org"


def test_published_file_holds_all_meetings_and_nobodys_name() -> None:
    later = STARTS + timedelta(days=30)
    second = replace(PUBLISHED, uid=new_uid(), starts_at=later, ends_at=later + timedelta(hours=3))
    octets = published_ics([PUBLISHED, second], "Mijn; vormingen\r\nX-EVIL:1")
    assert [(r.method, r.uid, r.starts_at) for r in read_all_alike(octets)] == [
        ("PUBLISH", PUBLISHED.uid, STARTS),
        ("PUBLISH", second.uid, later),
    ]
    calendar = icalendar.Calendar.from_ical(octets)
    assert calendar["NAME"] == "Mijn; vormingen X-EVIL:1"
    assert {event["ORGANIZER"] for event in calendar.events} == {"mailto:vorming@aanbod.example"}


def test_published_file_needs_meetings_with_their_own_uids() -> None:
    with pytest.raises(ValueError, match="at least one"):
        published_ics([], "Empty")
    with pytest.raises(ValueError, match="UID"):
        published_ics([PUBLISHED, PUBLISHED], "Twice")


def test_uids_are_new() -> None:
    uids = {new_uid() for _ in range(100)}
    assert len(uids) == 100
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uid) for uid in uids)
