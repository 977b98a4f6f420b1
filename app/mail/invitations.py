"""Calendar invitations: the facts of one meeting in, the bytes of an iCalendar object out.

One invitation is one registration at one meeting, and so one VEVENT with one ATTENDEE: Outlook
ignores every VEVENT but the first (MS-STANOICAL 2.2.175) and a second attendee would tell one
participant about another. A training of several meetings gets several invitations, never RRULE,
RDATE or RECURRENCE-ID, which Exchange refuses or shifts.

The functions are pure: the same facts give the same bytes, so a message that is sent again is the
same message. UID, SEQUENCE and the stamps are therefore facts, stored by the caller.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from urllib.parse import quote, urlsplit
from uuid import uuid4

from icalendar import Alarm, Calendar, Event, Timezone, vCalAddress, vUri

from app.mail.cleaning import check_address, clean_line, clean_text
from app.mail.zone import TIMEZONE, ZONE

PRODID = "-//Open Aanbod//Open Aanbod//EN"

_URL_CHARACTERS = "".join(chr(code) for code in range(0x21, 0x7F))

# In a name, icalendar would write a double quote as ^' (RFC 6868), which older clients show as it
# is; and parsers that take a backslash for an escape lose the delimiter after it.
_CN_SAFE = str.maketrans({'"': "'", "\\": "/"})


class Standing(StrEnum):
    """Whether a meeting takes place (RFC 5545 section 3.8.1.11); tentative: it is being planned."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


class Method(StrEnum):
    """What a calendar part asks of its reader (the iTIP methods of RFC 5546 that we send)."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def new_uid() -> str:
    """A UID for a new invitation: random, so that it betrays nothing and never returns.

    RFC 7986 section 5.3 recommends a UUID. Make it once for a registration and a meeting, store
    it, and take a new one when the person registers again: calendars ignore a cancelled UID.
    """
    return str(uuid4())


@dataclass(frozen=True)
class Organizer:
    """The organisation as the calendars show it: our one monitored address, also the mail's From.

    Raises ValueError for what is no address, and for a `+` in the local part: outlook.com and
    Microsoft 365 drop it, and the answers would go to nobody.
    """

    name: str
    email: str

    def __post_init__(self) -> None:
        check_address("organizer", self.email)
        if "+" in self.email.split("@")[0]:
            raise ValueError("The organizer's address must not hold a '+': Outlook drops it.")


@dataclass(frozen=True)
class Attendee:
    """The one person that an invitation is for. Raises ValueError for what is no address."""

    name: str
    email: str

    def __post_init__(self) -> None:
        check_address("attendee", self.email)


@dataclass(frozen=True, kw_only=True)
class _EntryFacts:
    """What every entry of a calendar has.

    The stamps are aware, and written to the second. `summary` becomes one line, `description` is
    plain text. `url` is our page about it ("" for none).
    """

    uid: str
    sequence: int
    dtstamp: datetime
    created: datetime
    last_modified: datetime
    summary: str
    description: str
    url: str
    organizer: Organizer

    def __post_init__(self) -> None:
        if not self.uid or clean_line(self.uid) != self.uid:
            raise ValueError("A UID must be one line of text, without control characters.")
        if self.sequence < 0:
            raise ValueError(f"SEQUENCE must be 0 or more, not {self.sequence}.")
        self._check_aware("dtstamp", "created", "last_modified")
        if self.url:
            _uri(self.url)

    @property
    def title(self) -> str:
        """`summary` as one line; who organises stands in for an empty one.

        An invitation needs a SUMMARY (RFC 5546, section 3.2.2), and readers drop an empty one.
        """
        return clean_line(self.summary) or clean_line(self.organizer.name) or self.organizer.email

    def _check_aware(self, *names: str) -> None:
        for name in names:
            moment: datetime = getattr(self, name)
            if moment.utcoffset() is None:
                raise ValueError(f"{name} must be an aware datetime: {moment} has no time zone.")


@dataclass(frozen=True, kw_only=True)
class _MeetingFacts(_EntryFacts):
    """What a calendar shows of one meeting, whoever it is for.

    Its times are aware; they are written to the second. `location` becomes one line;
    `conference_url` is where an online meeting takes place.
    """

    starts_at: datetime
    ends_at: datetime
    location: str
    conference_url: str | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        self._check_aware("starts_at", "ends_at")
        if _to_second(self.ends_at) <= _to_second(self.starts_at):
            raise ValueError(f"A meeting must end after its start: {self.starts_at}.")
        if self.conference_url:
            _uri(self.conference_url)


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(_MeetingFacts):
    """One version of the invitation of one registration for one meeting.

    `sequence` starts at 0 and rises by one when date, time, place or status change, and on CANCEL:
    the highest wins (RFC 5546 section 2.1.4). A text-only change or a resend repeats it with a new
    `dtstamp`.

    `needs_reply` is False where nobody reads the answers. `accepted` marks a person who already
    said yes and whose meeting did not move: asking again would put the meeting back to undecided.
    `alarm_minutes` before the start the calendar gives its own reminder; None for no reminder.

    Raises ValueError for naive datetimes, an end that is not after the start, an organizer who is
    the attendee (Gmail then shows no buttons), a CANCEL that does not outrank a REQUEST, links
    that are no http or https addresses, and a reminder that is not before the start.
    """

    method: Method
    attendee: Attendee
    needs_reply: bool = True
    accepted: bool = False
    alarm_minutes: int | None = None

    @property
    def asks(self) -> bool:
        """Whether it asks for an answer (RSVP)."""
        return self.needs_reply and not self.accepted and self.method is Method.REQUEST

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.organizer.email.casefold() == self.attendee.email.casefold():
            raise ValueError("The organizer can't be invited: Gmail would show no buttons.")
        if self.method is Method.CANCEL and self.sequence == 0:
            raise ValueError("A CANCEL needs a higher SEQUENCE than the REQUEST it takes back.")
        if self.alarm_minutes is not None and self.alarm_minutes <= 0:
            raise ValueError(f"A reminder comes before the start, not {self.alarm_minutes} min.")


@dataclass(frozen=True, kw_only=True)
class PublishedMeeting(_MeetingFacts):
    """A meeting in a file that anyone may keep: it names no attendee (RFC 5546 section 3.2.1).

    Use the UID of the person's invitation, so that a calendar that has both shows one entry.
    Raises ValueError as InvitationFacts does for the fields that they share.
    """


@dataclass(frozen=True, kw_only=True)
class PublishedDay(_EntryFacts):
    """A day to remember in such a file, without hours. Raises ValueError as PublishedMeeting."""

    day: date


def invitation_ics(facts: InvitationFacts) -> bytes:
    """The iCalendar object of one invitation, for the mail's text/calendar part and attachment.

    UTF-8 with CRLF, folded at 75 octets (RFC 5545 section 3.1), METHOD as `facts.method`.
    """
    cancelled = facts.method is Method.CANCEL
    event = _event(facts)
    _add_standing(event, Standing.CANCELLED if cancelled else Standing.CONFIRMED)
    event.add("attendee", _attendee(facts))
    if not cancelled:
        # Outlook must not offer "propose new time" (MS-OXCICAL 2.1.3.1.1.20.38): nobody could act
        # on a COUNTER for a meeting that a whole group attends.
        event.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
        _add_conference(event, facts)
        if facts.alarm_minutes is not None:
            event.add_component(_alarm(facts, facts.alarm_minutes))
    return written(_calendar(facts.method, [event]))


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
    return _calendar("PUBLISH", events)


def published_event(
    meeting: PublishedMeeting,
    *,
    standing: Standing = Standing.CONFIRMED,
    takes_time: bool = True,
) -> Event:
    """The VEVENT of a meeting without an attendee.

    Whoever has it in the calendar is busy then, unless not `takes_time`, or not confirmed.
    """
    event = _event(meeting)
    _add_standing(event, standing, takes_time=takes_time)
    if standing is not Standing.CANCELLED:
        _add_conference(event, meeting)
    return event


def published_day(facts: PublishedDay) -> Event:
    """The VEVENT of a whole day, which takes no time."""
    event = _entry(facts)
    event.add("dtstart", facts.day)
    # The end is the first day that it does not last (RFC 5545 section 3.6.1).
    event.add("dtend", facts.day + timedelta(days=1))
    if description := clean_text(facts.description).strip():
        event.add("description", description)
    _add_standing(event, Standing.CONFIRMED, takes_time=False)
    return event


def _add_standing(event: Event, standing: Standing, *, takes_time: bool = True) -> None:
    busy = takes_time and standing is Standing.CONFIRMED
    event.add("status", str(standing))
    event.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY" if busy else "FREE")


def _calendar(method: str, events: Iterable[Event]) -> Calendar:
    # Calendar() and Event(), never their .new(): that adds a random UID and the present time.
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODID)
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", str(method))
    for event in events:
        calendar.add_component(event)
    return calendar


def written(calendar: Calendar) -> bytes:
    """The octets of a calendar, with the time zone before its first entry.

    Each has the same zone, so that is written once: it would take a third of the time of all.
    """
    octets: bytes = calendar.to_ical()
    # No text holds a line end as it is, so a line that begins an entry is none of somebody's words.
    entry = octets.find(b"\r\nBEGIN:VEVENT\r\n")
    place = (octets.rindex(b"\r\nEND:VCALENDAR") if entry < 0 else entry) + 2
    return octets[:place] + _zone() + octets[place:]


@cache
def _zone() -> bytes:
    octets: bytes = Timezone.from_ical(TIMEZONE).to_ical()
    return octets


def _entry(facts: _EntryFacts) -> Event:
    event = Event()
    event.add("uid", facts.uid)
    event.add("sequence", facts.sequence)
    event.add("dtstamp", _to_second(facts.dtstamp))
    event.add("created", _to_second(facts.created))
    event.add("last-modified", _to_second(facts.last_modified))
    event.add("summary", facts.title)
    if facts.url:
        event.add("url", vUri(_uri(facts.url)))
    event.add("class", "PUBLIC")
    event.add("organizer", _cal_address(facts.organizer))
    return event


def _event(facts: _MeetingFacts) -> Event:
    event = _entry(facts)
    for name, moment in zip(("dtstart", "dtend"), _local_times(facts), strict=True):
        event.add(name, moment)
    location, description = _place_and_text(facts)
    if description:
        event.add("description", description)
    if location:
        event.add("location", location)
    return event


def _local_times(facts: _MeetingFacts) -> tuple[datetime, datetime]:
    starts_at, ends_at = _to_second(facts.starts_at), _to_second(facts.ends_at)
    local = starts_at.astimezone(ZONE), ends_at.astimezone(ZONE)
    # A local time that comes twice means its first coming (RFC 5545 section 3.3.5), so the second
    # one can be said in UTC only; both ends in one form.
    return (starts_at, ends_at) if any(moment.fold for moment in local) else local


def _place_and_text(facts: _MeetingFacts) -> tuple[str, str]:
    # Outlook, Apple and Thunderbird show no CONFERENCE: people must find the link where they look.
    location, description = clean_line(facts.location), clean_text(facts.description).strip()
    if facts.conference_url is None:
        return location, description
    link = _uri(facts.conference_url)
    if not location:
        return link, description
    return location, f"{link}\n{description}".strip()


def _add_conference(event: Event, facts: _MeetingFacts) -> None:
    if facts.conference_url is None:
        return
    # vUri, which refuses line ends by itself: for an X- property icalendar has an assert only,
    # which is gone under `python -O`, and its text type would escape the commas of the link.
    link = vUri(_uri(facts.conference_url))
    event.add("conference", link, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    event.add("X-GOOGLE-CONFERENCE", vUri(link))


def _alarm(facts: InvitationFacts, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", facts.title)
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _attendee(facts: InvitationFacts) -> vCalAddress:
    address = _cal_address(facts.attendee)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED" if facts.accepted else "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE" if facts.asks else "FALSE"
    return address


def _cal_address(person: Organizer | Attendee) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    if name := clean_line(person.name).translate(_CN_SAFE):
        address.params["CN"] = name
    return address


def _to_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _uri(link: str) -> str:
    if any(character.isspace() for character in link) or clean_text(link) != link:
        raise ValueError(f"A link must not hold blanks or control characters: {link!r}.")
    if urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc:
        raise ValueError(f"A link must be a full http or https address: {link!r}.")
    return quote(link, safe=_URL_CHARACTERS)
