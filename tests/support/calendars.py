"""Calendars as programs keep them: what they show after these mails, in this order."""

from dataclasses import dataclass, field
from datetime import datetime

from icalendar import Calendar

from app.models import Message


@dataclass(frozen=True)
class Shown:
    """A meeting as it stands in somebody's calendar."""

    starts_at: datetime
    ends_at: datetime
    place: str


@dataclass
class _Known:
    sequence: int
    cancelled: bool
    shown: Shown


@dataclass
class CalendarProgram:
    """The strictest there is: the highest SEQUENCE wins, and what was cancelled stays away.

    RFC 5546 section 2.1.5 for the order; that a UID never comes back is how careful programs read a
    CANCEL. Several addresses may lead to one of these.
    """

    entries: dict[str, _Known] = field(default_factory=dict)

    def receive(self, octets: str) -> None:
        """Take a mail with a calendar part in."""
        calendar = Calendar.from_ical(octets)
        (event,) = calendar.events
        uid, sequence = str(event["UID"]), int(str(event["SEQUENCE"]))
        starts_at, ends_at = event.start, event.end
        assert isinstance(starts_at, datetime)
        assert isinstance(ends_at, datetime)
        shown = Shown(starts_at, ends_at, str(event.get("LOCATION", "")))
        known = self.entries.get(uid)
        if known is not None and (known.cancelled or sequence <= known.sequence):
            return
        cancelled = str(calendar["METHOD"]) == "CANCEL"
        self.entries[uid] = _Known(sequence, cancelled, shown)

    def shows(self) -> dict[str, Shown]:
        """What stands in it, by UID."""
        return {uid: known.shown for uid, known in self.entries.items() if not known.cancelled}


class Mailboxes:
    """The calendar of each address, and one that all addresses lead to."""

    def __init__(self) -> None:
        self.own: dict[str, CalendarProgram] = {}
        self.shared = CalendarProgram()
        self._read = 0

    def read(self, messages: list[Message]) -> None:
        """Take in what was sent since the last look; `messages` is the outbox in its order."""
        for message in messages[self._read :]:
            if message.calendar is None:
                continue
            (event,) = Calendar.from_ical(message.calendar).events
            # A calendar takes no invitation for somebody else.
            assert event["ATTENDEE"] == f"mailto:{message.recipient}"
            self.own.setdefault(message.recipient.lower(), CalendarProgram()).receive(
                message.calendar
            )
            self.shared.receive(message.calendar)
        self._read = len(messages)
