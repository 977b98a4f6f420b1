"""Reading the outbox: who was told what, with which calendar entry."""

from collections import Counter

from icalendar import Calendar
from sqlalchemy import select

from app.extensions import db
from app.models import Message
from tests.mail.readers import Reading, read_alike


def mails(*kinds: str, to: str | None = None) -> list[Message]:
    """The messages of these kinds (none named: all) to one address or all, oldest first."""
    statement = select(Message).order_by(Message.id)
    if kinds:
        statement = statement.where(Message.kind.in_(kinds))
    if to is not None:
        statement = statement.where(Message.recipient == to)
    return list(db.session.scalars(statement))


def told(*kinds: str) -> Counter[tuple[str, str]]:
    """How often each person got each of these kinds (none named: all), as (kind, address)."""
    return Counter((mail.kind, mail.recipient) for mail in mails(*kinds))


def entry(mail: Message) -> Reading:
    """The calendar entry of a message, as three parsers read it alike."""
    assert mail.calendar is not None, f"{mail.kind} has no calendar entry"
    reading = read_alike(mail.calendar.encode())
    assert len(Calendar.from_ical(mail.calendar).events) == 1
    assert (reading.method, reading.uid, reading.sequence) == (
        mail.calendar_method,
        mail.calendar_uid,
        mail.calendar_sequence,
    )
    return reading


def attendee(mail: Message) -> str:
    """The one address that the calendar entry of a message invites."""
    assert mail.calendar is not None, f"{mail.kind} has no calendar entry"
    address = Calendar.from_ical(mail.calendar).events[0]["ATTENDEE"]
    return str(address).removeprefix("mailto:")
