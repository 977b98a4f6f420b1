"""The judge of all calendar objects is judged: what it must refuse, it does refuse."""

from dataclasses import replace

import pytest

from app.mail.invitations import Method, invitation_ics
from app.mail.published import PublishedMeeting, published_ics
from tests.mail.itip import RESTRICTIONS, violations
from tests.mail.test_invitations import CANCEL, FACTS, MEETING

LINK = "https://meet.example/x"
OBJECTS = {
    "PUBLISH": published_ics([PublishedMeeting(**MEETING, conference_url=LINK)], "Mijn vormingen"),
    "REQUEST": invitation_ics(replace(FACTS, conference_url=LINK, alarm_minutes=30)),
    "CANCEL": invitation_ics(CANCEL),
}


def lines_of(name: str, octets: bytes) -> list[bytes]:
    """The lines of a property in the event, as they stand."""
    event = octets[octets.index(b"BEGIN:VEVENT\r\n") :].partition(b"BEGIN:VALARM")[0]
    event = event.replace(b"\r\n ", b"\x00")
    return [
        line.replace(b"\x00", b"\r\n ") + b"\r\n"
        for line in event.split(b"\r\n")
        if line.startswith((f"{name}:".encode(), f"{name};".encode()))
    ]


@pytest.mark.parametrize("method", OBJECTS)
def test_what_the_product_makes_is_right(method: str) -> None:
    assert violations(OBJECTS[method]) == []


@pytest.mark.parametrize("name", RESTRICTIONS)
def test_each_property_stands_as_often_as_the_table_says(name: str) -> None:
    for method, octets in OBJECTS.items():
        wanted = RESTRICTIONS[name][list(OBJECTS).index(method)]
        found = lines_of(name, octets)
        assert len(found) == 1 if wanted == "1" else len(found) <= 1
        line = found[0] if found else f"{name}:x\r\n".encode()
        once = octets if found else octets.replace(b"END:VEVENT", line + b"END:VEVENT")
        if wanted == "0":
            assert f"{method} has {name} 1 times" in violations(once)
        twice = once.replace(b"END:VEVENT", line + b"END:VEVENT")
        assert f"{method} has {name} 2 times" in violations(twice)
        if wanted == "1":
            assert f"{method} has {name} 0 times" in violations(octets.replace(line, b""))


@pytest.mark.parametrize(
    ("method", "before", "after", "wrong"),
    [
        ("REQUEST", b"\r\nSTATUS", b"\r\nX-OTHER:1\r\nSTATUS", "REQUEST has X-OTHER"),
        ("REQUEST", b"CONFIRMED", b"CANCELLED", "REQUEST with ('CANCELLED', 'OPAQUE', 'BUSY')"),
        ("CANCEL", b"CANCELLED", b"CONFIRMED", "CANCEL with ('CONFIRMED', 'TRANSPARENT', 'FREE')"),
        ("CANCEL", b"SEQUENCE:1", b"SEQUENCE:0", "CANCEL does not outrank the first REQUEST"),
        ("REQUEST", b"METHOD:REQUEST", b"METHOD:REPLY", "METHOD is 'REPLY'"),
        ("REQUEST", b"CALSCALE:GREGORIAN\r\n", b"", "the calendar lacks CALSCALE:GREGORIAN"),
        (
            "REQUEST",
            b"CALSCALE",
            b"X-WR-CALNAME:x\r\nCALSCALE",
            "REQUEST has X-WR-CALNAME:x in the calendar",
        ),
        ("PUBLISH", b"CALSCALE", b"UID:1\r\nCALSCALE", "PUBLISH has UID:1 in the calendar"),
        ("REQUEST", b"BYDAY=-1SU", b"BYDAY=1SU", "the time zone is not the fixed one"),
        (
            "REQUEST",
            b"TZID:Europe/Brussels",
            b"TZID:Brussels",
            "the time zone is not the fixed one",
        ),
        (
            "CANCEL",
            b"DTSTAMP:20270104T090000Z",
            b"DTSTAMP:20270104T090000",
            "DTSTAMP is not in UTC",
        ),
        (
            "REQUEST",
            b"DTSTART;TZID=Europe/Brussels:20270315T093000",
            b"DTSTART:20270315T093000",
            "DTSTART:20270315T093000 is no moment that every calendar reads alike",
        ),
        (
            "PUBLISH",
            b"END:VEVENT",
            b"BEGIN:VALARM\r\nEND:VALARM\r\nEND:VEVENT",
            "an alarm in PUBLISH",
        ),
        ("REQUEST", b"\r\nSTATUS", b"\nSTATUS", "a control character in b'ORGANIZER"),
        ("REQUEST", b"STATUS", b"STAT\r\r\nUS", r"a control character in b'STAT\r'"),
        ("CANCEL", b"SUMMARY:", b"SUMMARY:" + b"x" * 70, "a line of 94 octets"),
        ("CANCEL", b"END:VCALENDAR\r\n", b"END:VCALENDAR", "does not begin and end as a calendar"),
        (
            "REQUEST",
            b'CN="Open aanbod"',
            b'CN="Open ^\'aanbod"',
            'ORGANIZER;CN="Open ^\'aanbod":mailto:vorming@aanbod.example has what older calendars '
            "show raw",
        ),
    ],
)
def test_what_clients_stumble_over_is_found(
    method: str, before: bytes, after: bytes, wrong: str
) -> None:
    assert before in OBJECTS[method]
    found = violations(OBJECTS[method].replace(before, after, 1))
    assert [one for one in found if one.startswith(wrong)], found


def test_two_events_are_for_files_only_and_never_with_one_uid() -> None:
    event = OBJECTS["REQUEST"][OBJECTS["REQUEST"].index(b"BEGIN:VEVENT") :]
    event = event.removesuffix(b"END:VCALENDAR\r\n")
    found = violations(OBJECTS["REQUEST"].replace(b"END:VCALENDAR", event + b"END:VCALENDAR"))
    assert found == ["REQUEST with 2 events", f"UID:{FACTS.uid} stands 2 times"]


def test_every_method_is_judged() -> None:
    assert set(OBJECTS) == {"PUBLISH", *Method}
