"""Calendar invitations: the facts of one meeting in, the bytes of an iCalendar object out.

One invitation is one registration at one meeting, and so one VEVENT with one ATTENDEE: Outlook
ignores every VEVENT but the first (MS-STANOICAL 2.2.175) and a second attendee would tell one
participant about another. A training of several meetings gets several invitations, never RRULE,
RDATE or RECURRENCE-ID, which Exchange refuses or shifts.

The functions are pure: the same facts give the same bytes, so a message that is sent again is the
same message. UID, SEQUENCE and the stamps are therefore facts, stored by the caller.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import uuid4

from icalendar import Alarm, vCalAddress

from app.mail.cleaning import check_address
from app.mail.entries import (
    MeetingFacts,
    Standing,
    add_conference,
    add_standing,
    cal_address,
    calendar_of,
    event_of,
    written,
)


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
class Attendee:
    """The one person that an invitation is for. Raises ValueError for what is no address."""

    name: str
    email: str

    def __post_init__(self) -> None:
        check_address("attendee", self.email)


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(MeetingFacts):
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


def invitation_ics(facts: InvitationFacts) -> bytes:
    """The iCalendar object of one invitation, for the mail's text/calendar part and attachment.

    UTF-8 with CRLF, folded at 75 octets (RFC 5545 section 3.1), METHOD as `facts.method`.
    """
    cancelled = facts.method is Method.CANCEL
    event = event_of(facts)
    add_standing(event, Standing.CANCELLED if cancelled else Standing.CONFIRMED)
    event.add("attendee", _attendee(facts))
    if not cancelled:
        # Outlook must not offer "propose new time" (MS-OXCICAL 2.1.3.1.1.20.38): nobody could act
        # on a COUNTER for a meeting that a whole group attends.
        event.add("X-MICROSOFT-DISALLOW-COUNTER", "TRUE")
        add_conference(event, facts)
        if facts.alarm_minutes is not None:
            event.add_component(_alarm(facts, facts.alarm_minutes))
    return written(calendar_of(facts.method, [event]))


def _alarm(facts: InvitationFacts, minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", facts.title)
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _attendee(facts: InvitationFacts) -> vCalAddress:
    address = cal_address(facts.attendee.name, facts.attendee.email)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "ACCEPTED" if facts.accepted else "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE" if facts.asks else "FALSE"
    return address
