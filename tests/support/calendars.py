"""Calendars as programs keep them: what they show after these mails, in this order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from icalendar import Calendar

from app.models import Message
from tests.mail.itip import violations


@dataclass(frozen=True)
class Shown:
    """A meeting as it stands in somebody's calendar."""

    starts_at: datetime
    ends_at: datetime
    place: str


@dataclass(frozen=True)
class _Part:
    """What a mail brings."""

    uid: str
    sequence: int
    cancels: bool
    attendee: str
    shown: Shown


@dataclass
class CalendarProgram:
    """The strictest there is: the highest SEQUENCE wins, and what was cancelled stays away.

    RFC 5546 section 2.1.5 for the order; that a UID never comes back is how careful programs read a
    CANCEL. Several addresses may lead to one of these.
    """

    entries: dict[str, _Part] = field(default_factory=dict)

    def receive(self, part: _Part) -> None:
        """Take in what a mail brings."""
        known = self.entries.get(part.uid)
        if known is None or (not known.cancels and part.sequence > known.sequence):
            self.entries[part.uid] = part

    def shows(self) -> dict[str, Shown]:
        """What stands in it, by UID."""
        return {uid: part.shown for uid, part in self.entries.items() if not part.cancels}


class Mailboxes:
    """The calendar of each address, and one that all addresses lead to."""

    def __init__(self) -> None:
        self.own: dict[str, CalendarProgram] = {}
        self.shared = CalendarProgram()
        self._last = 0

    def read(self, messages: Iterable[Message]) -> None:
        """Take in what was sent since the last look; `messages` is the outbox in its order."""
        for message in messages:
            if message.id > self._last and message.calendar is not None:
                part = _part(message.calendar)
                # A calendar takes no invitation for somebody else.
                assert part.attendee == f"mailto:{message.recipient}"
                box = self.own.setdefault(message.recipient.lower(), CalendarProgram())
                box.receive(part)
                self.shared.receive(part)
            self._last = max(self._last, message.id)


def _part(octets: str) -> _Part:
    assert violations(octets.encode()) == []
    calendar = Calendar.from_ical(octets)
    (event,) = calendar.events
    starts_at, ends_at = event.start, event.end
    assert isinstance(starts_at, datetime)
    assert isinstance(ends_at, datetime)
    return _Part(
        str(event["UID"]),
        int(str(event["SEQUENCE"])),
        str(calendar["METHOD"]) == "CANCEL",
        str(event["ATTENDEE"]),
        Shown(starts_at, ends_at, str(event.get("LOCATION", ""))),
    )
