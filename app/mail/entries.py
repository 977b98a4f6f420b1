"""Entries of calendars: what all of them say of a meeting, whoever they are for, and their octets.

Pure: the same facts give the same bytes. `invitations` makes of it what one person gets by mail,
`published` what anyone may keep, `feeds` what somebody subscribes to.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from urllib.parse import quote, urlsplit

from icalendar import Calendar, Event, Timezone, vCalAddress, vUri

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


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
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
class MeetingFacts(EntryFacts):
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


def entry_of(facts: EntryFacts) -> Event:
    """The VEVENT with what every entry has."""
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
    event.add("organizer", cal_address(facts.organizer.name, facts.organizer.email))
    return event


def event_of(facts: MeetingFacts) -> Event:
    """The VEVENT of a meeting, but for who is invited and whether it takes place."""
    event = entry_of(facts)
    for name, moment in zip(("dtstart", "dtend"), _local_times(facts), strict=True):
        event.add(name, moment)
    location, description = _place_and_text(facts)
    if description:
        event.add("description", description)
    if location:
        event.add("location", location)
    return event


def add_standing(event: Event, standing: Standing, *, takes_time: bool = True) -> None:
    """Say whether it takes place, and whether whoever has it is busy then."""
    busy = takes_time and standing is Standing.CONFIRMED
    event.add("status", str(standing))
    event.add("transp", "OPAQUE" if busy else "TRANSPARENT")
    event.add("X-MICROSOFT-CDO-BUSYSTATUS", "BUSY" if busy else "FREE")


def add_conference(event: Event, facts: MeetingFacts) -> None:
    """Name the link of an online meeting also as programs with a button for it want it."""
    if facts.conference_url is None:
        return
    # vUri, which refuses line ends by itself: for an X- property icalendar has an assert only,
    # which is gone under `python -O`, and its text type would escape the commas of the link.
    link = vUri(_uri(facts.conference_url))
    event.add("conference", link, parameters={"VALUE": "URI", "FEATURE": "VIDEO"})
    event.add("X-GOOGLE-CONFERENCE", vUri(link))


def cal_address(name: str, email: str) -> vCalAddress:
    """Somebody as a calendar names them."""
    address = vCalAddress(f"mailto:{email}")
    if shown := clean_line(name).translate(_CN_SAFE):
        address.params["CN"] = shown
    return address


def calendar_of(method: str, events: Iterable[Event]) -> Calendar:
    """A calendar with this METHOD around these events, for `written`."""
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


def _local_times(facts: MeetingFacts) -> tuple[datetime, datetime]:
    starts_at, ends_at = _to_second(facts.starts_at), _to_second(facts.ends_at)
    local = starts_at.astimezone(ZONE), ends_at.astimezone(ZONE)
    # A local time that comes twice means its first coming (RFC 5545 section 3.3.5), so the second
    # one can be said in UTC only; both ends in one form.
    return (starts_at, ends_at) if any(moment.fold for moment in local) else local


def _place_and_text(facts: MeetingFacts) -> tuple[str, str]:
    # Outlook, Apple and Thunderbird show no CONFERENCE: people must find the link where they look.
    location, description = clean_line(facts.location), clean_text(facts.description).strip()
    if facts.conference_url is None:
        return location, description
    link = _uri(facts.conference_url)
    if not location:
        return link, description
    return location, f"{link}\n{description}".strip()


def _to_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)


def _uri(link: str) -> str:
    if any(character.isspace() for character in link) or clean_text(link) != link:
        raise ValueError(f"A link must not hold blanks or control characters: {link!r}.")
    if urlsplit(link).scheme not in ("http", "https") or not urlsplit(link).netloc:
        raise ValueError(f"A link must be a full http or https address: {link!r}.")
    return quote(link, safe=_URL_CHARACTERS)
