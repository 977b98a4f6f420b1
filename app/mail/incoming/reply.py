"""Answers to invitations (iMIP REPLY, RFC 6047): from a mail to what somebody answered."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from itertools import islice
from typing import Any

from icalendar import Calendar

from app.mail.cleaning import clean_line
from app.mail.incoming.parts import Part, header, parts_of, text_of
from app.rules.registering.registration import email_key
from app.rules.states import Reply

_KINDS = ("text/calendar", "application/ics")
#: An answer is there once, or twice: as a part and as an attachment.
_MOST_CALENDARS = 4
_MAILTO = "mailto:"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a calendar answered: to which entry (`uid`) and version of it, who, and what.

    `stamp` is the moment by the clock of the answering calendar, None when it says none. With a
    `comment`, a person wrote a word to people with it.
    """

    uid: str
    sequence: int
    stamp: datetime | None
    attendee: str
    reply: Reply
    comment: bool = False


def read_answer(message: Part) -> Answer | None:
    """The answer in a mail; None when it holds none.

    Exchange leaves ORGANIZER out, and some gateways the method in the header: neither is asked
    for. COUNTER, DELEGATED and everything that asks something of us is no answer.
    """
    sender = email_key(parseaddr(header(message, "From"))[1])
    calendars = (part for part in parts_of(message) if part.get_content_type() in _KINDS)
    for part in islice(calendars, _MOST_CALENDARS):
        answer = _read(text_of(part), sender)
        if answer is not None:
            return answer
    return None


def _read(text: str, sender: str) -> Answer | None:
    if "reply" not in text.casefold():
        return None
    try:
        calendar = Calendar.from_ical(text)
        if str(calendar.get("METHOD", "")).strip().upper() != "REPLY":
            return None
        event = next(iter(calendar.walk("VEVENT")), None)
        if event is None or "RECURRENCE-ID" in event:
            return None
        return _answer(event, sender)
    except (ValueError, LookupError, AttributeError, TypeError, OverflowError):
        # Whatever icalendar stumbles over in text that anybody may have written: no answer.
        return None


def _answer(event: Any, sender: str) -> Answer | None:
    # Written twice, a property is a list.
    named_uid = event.get("UID", "")
    uid = "" if isinstance(named_uid, list) else clean_line(str(named_uid))
    found = event.get("ATTENDEE")
    attendees = found if isinstance(found, list) else [found]
    named = [one for one in attendees if one is not None]
    if not uid or len(uid) > 255 or not named:
        return None
    # One attendee answers. Should a calendar name more, it is the one who sends.
    chosen = next((one for one in named if _address(one, "") == sender), named[0])
    partstat = str(chosen.params.get("PARTSTAT", "")).strip().casefold()
    attendee = _address(chosen, sender)
    if partstat not in set(Reply) or not attendee:
        return None
    sequence = int(str(event.get("SEQUENCE", "0")))
    return Answer(uid, sequence, _stamp(event), attendee, Reply(partstat), _has_comment(event))


def _address(attendee: Any, otherwise: str) -> str:
    value = str(attendee).strip().strip("\"'")
    if value[: len(_MAILTO)].casefold() == _MAILTO:
        value = value[len(_MAILTO) :]
    value = email_key(clean_line(value).strip("<>\"' "))
    return value if "@" in value and len(value) <= 254 else otherwise


def _has_comment(event: Any) -> bool:
    # Exchange writes an empty one with each answer.
    found = event.get("COMMENT", [])
    return any(str(one).strip() for one in (found if isinstance(found, list) else [found]))


def _stamp(event: Any) -> datetime | None:
    known = event.get("DTSTAMP")
    moment = getattr(known, "dt", None)
    if not isinstance(moment, datetime):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
