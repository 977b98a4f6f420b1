"""What an iCalendar object that leaves the house must look like, whoever reads it then.

The tables of RFC 5546 (iTIP) say how often each property stands in a VEVENT: section 3.2.1 for
PUBLISH, 3.2.2 for REQUEST, 3.2.5 for CANCEL. Beside them stand the form of the lines (RFC 5545
section 3.1), the one time zone, and what calendars in the wild ask for beyond the standard.
"""

import re
from collections import Counter

from app.mail.entries import PRODID

#: Property -> how often it stands in a VEVENT of PUBLISH, REQUEST and CANCEL. "1" exactly once, "?"
#: at most once, "*" any number, "+" at least once, "0" never. What the RFC leaves open and this
#: house forbids is marked with the reason.
RESTRICTIONS: dict[str, tuple[str, str, str]] = {
    "DTSTAMP": ("1", "1", "1"),
    "DTSTART": ("1", "1", "1"),  # CANCEL: "?" in the RFC; Outlook finds the entry by it
    "DTEND": ("1", "1", "1"),  # "?" in the RFC; a meeting without an end blocks no time
    "DURATION": ("0", "0", "0"),  # never beside DTEND
    "ORGANIZER": ("1", "1", "1"),
    "ATTENDEE": ("0", "1", "1"),  # "+" and "*" in the RFC; one mail, one person
    "REQUEST-STATUS": ("0", "0", "0"),
    "SUMMARY": ("1", "1", "1"),  # CANCEL: "?" in the RFC
    "UID": ("1", "1", "1"),
    "SEQUENCE": ("1", "1", "1"),  # "?" in the RFC but for CANCEL; must stand when above 0
    "STATUS": ("1", "1", "1"),  # "?" in the RFC
    "TRANSP": ("1", "1", "1"),  # "?" in the RFC
    "CLASS": ("1", "1", "1"),  # "?" in the RFC
    "CREATED": ("1", "1", "1"),  # "?" in the RFC
    "LAST-MODIFIED": ("1", "1", "1"),  # "?" in the RFC
    "DESCRIPTION": ("?", "?", "?"),
    "LOCATION": ("?", "?", "?"),
    "URL": ("?", "?", "?"),
    "CONFERENCE": ("?", "?", "0"),  # RFC 7986; a CANCEL opens no door
    "RECURRENCE-ID": ("0", "0", "0"),  # "?" in the RFC; each meeting has a UID of its own
    "RRULE": ("0", "0", "0"),  # "?" in the RFC
    "RDATE": ("0", "0", "0"),  # "*" in the RFC; Outlook shows such a file as not supported
    "EXDATE": ("0", "0", "0"),
    "X-MICROSOFT-CDO-BUSYSTATUS": ("1", "1", "1"),
    "X-MICROSOFT-DISALLOW-COUNTER": ("0", "1", "0"),
    "X-GOOGLE-CONFERENCE": ("?", "?", "0"),
}
_COLUMNS = ("PUBLISH", "REQUEST", "CANCEL")
_COUNTS = {"0": (0, 0), "1": (1, 1), "?": (0, 1), "*": (0, 10**6), "+": (1, 10**6)}

#: What STATUS may say, and what goes with it: TRANSP and whether Outlook shows the time as taken.
_STANDING = {
    ("CONFIRMED", "OPAQUE", "BUSY"): ("PUBLISH", "REQUEST"),
    ("CANCELLED", "TRANSPARENT", "FREE"): ("PUBLISH", "CANCEL"),
    # A calendar for staff shows what takes none of their time.
    ("CONFIRMED", "TRANSPARENT", "FREE"): ("PUBLISH",),
    ("TENTATIVE", "TRANSPARENT", "FREE"): ("PUBLISH",),
}

#: What may stand in the VCALENDAR itself, beside what always does.
_HEAD = ("VERSION:2.0", f"PRODID:{PRODID}", "CALSCALE:GREGORIAN")
_HEAD_OF_A_FEED = ("NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL")

_TIMEZONE = """\
BEGIN:VTIMEZONE
TZID:Europe/Brussels
BEGIN:DAYLIGHT
DTSTART:19810329T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZNAME:CEST
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T030000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZNAME:CET
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE"""


def unfolded(octets: bytes) -> list[str]:
    """The content lines, each whole."""
    return octets.replace(b"\r\n ", b"").decode().split("\r\n")[:-1]


def name_of(line: str) -> str:
    """The name of the property on a content line."""
    return re.split("[;:]", line, maxsplit=1)[0]


def value_of(lines: list[str], name: str) -> str:
    """The value of a property that stands once; its parameters hold no quoted colon."""
    (line,) = [one for one in lines if name_of(one) == name]
    return line.partition(":")[2]


def events_of(octets: bytes) -> list[list[str]]:
    """The lines of each VEVENT, without its alarms."""
    found: list[list[str]] = []
    inside: list[str] = []
    for line in unfolded(octets):
        if line.startswith("BEGIN:"):
            inside.append(line[6:])
            if line == "BEGIN:VEVENT":
                found.append([])
        elif line.startswith("END:"):
            inside.pop()
        elif inside and inside[-1] == "VEVENT":
            found[-1].append(line)
    return found


def violations(octets: bytes) -> list[str]:
    """Everything that is wrong with an object, in words; empty for one that may leave."""
    wrong = _form(octets)
    if wrong:
        return wrong
    lines = unfolded(octets)
    method = next((line[7:] for line in lines if line.startswith("METHOD:")), "")
    if method not in _COLUMNS:
        return [f"METHOD is {method!r}"]
    events = events_of(octets)
    wrong += _head(lines, method)
    if _timezone(lines) != _TIMEZONE:
        wrong.append("the time zone is not the fixed one")
    if method != "PUBLISH" and len(events) != 1:
        wrong.append(f"{method} with {len(events)} events")
    uids = Counter(line for event in events for line in event if name_of(line) == "UID")
    wrong += [f"{line} stands {number} times" for line, number in uids.items() if number > 1]
    for event in events:
        wrong += _event(event, method)
    if method != "REQUEST" and "BEGIN:VALARM" in lines:
        wrong.append(f"an alarm in {method}")
    return wrong


def _form(octets: bytes) -> list[str]:
    wrong = []
    if not octets.startswith(b"BEGIN:VCALENDAR\r\n") or not octets.endswith(b"END:VCALENDAR\r\n"):
        wrong.append("does not begin and end as a calendar")
    for line in octets.split(b"\r\n"):
        if len(line) > 75:
            wrong.append(f"a line of {len(line)} octets")
        if re.search("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]", line.decode()):
            wrong.append(f"a control character in {line!r}")
    return wrong


def _head(lines: list[str], method: str) -> list[str]:
    depth, own = 0, []
    for line in lines:
        depth += line.startswith("BEGIN:") - line.startswith("END:")
        if depth == 1 and not line.startswith(("BEGIN:", "END:")):
            own.append(line)
    expected = Counter([*_HEAD, f"METHOD:{method}"])
    wrong = [f"the calendar lacks {line}" for line in expected - Counter(own)]
    for line, number in (Counter(own) - expected).items():
        if method != "PUBLISH" or name_of(line) not in _HEAD_OF_A_FEED or number > 1:
            wrong.append(f"{method} has {line} in the calendar")
    return wrong


def _timezone(lines: list[str]) -> str:
    if lines.count("BEGIN:VTIMEZONE") != 1:
        return ""
    return "\n".join(lines[lines.index("BEGIN:VTIMEZONE") : lines.index("END:VTIMEZONE") + 1])


def _event(event: list[str], method: str) -> list[str]:
    wrong = []
    found = Counter(name_of(line) for line in event)
    for name, columns in RESTRICTIONS.items():
        least, most = _COUNTS[columns[_COLUMNS.index(method)]]
        if not least <= found[name] <= most:
            wrong.append(f"{method} has {name} {found[name]} times")
    wrong += [f"{method} has {name}" for name in found if name not in RESTRICTIONS]
    if wrong:
        return wrong
    # libical takes a property without a value away, and then misses it.
    wrong += [f"{name} is empty" for name in ("SUMMARY", "DESCRIPTION") if f"{name}:" in event]
    standing = (
        value_of(event, "STATUS"),
        value_of(event, "TRANSP"),
        value_of(event, "X-MICROSOFT-CDO-BUSYSTATUS"),
    )
    if method not in _STANDING.get(standing, ()):
        wrong.append(f"{method} with {standing}")
    if method == "CANCEL" and value_of(event, "SEQUENCE") == "0":
        wrong.append("CANCEL does not outrank the first REQUEST")
    wrong += [
        f"{name} is not in UTC"
        for name in ("DTSTAMP", "CREATED", "LAST-MODIFIED")
        if not re.fullmatch(r"\d{8}T\d{6}Z", value_of(event, name))
    ]
    for line in event:
        if name_of(line) in ("DTSTART", "DTEND") and not re.fullmatch(
            r"DT(START|END)(;TZID=Europe/Brussels:\d{8}T\d{6}|:\d{8}T\d{6}Z|;VALUE=DATE:\d{8})",
            line,
        ):
            wrong.append(f"{line} is no moment that every calendar reads alike")
        if name_of(line) in ("ORGANIZER", "ATTENDEE") and re.search(
            r"(?<!\^)(\^\^)*\^['n]|SENT-BY", line
        ):
            wrong.append(f"{line} has what older calendars show raw")
    return wrong
