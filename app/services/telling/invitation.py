"""Calendar entries: one for each registration and meeting, from the first REQUEST to the CANCEL.

The row is the state: UID, SEQUENCE and the facts as last sent. Each change makes one message, and
(UID, SEQUENCE, method) is unique in the outbox, so nothing is sent twice by a retry.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from app.extensions import db, settings
from app.mail.facts import BookedBy, EditionFacts, Recipient
from app.mail.invitations import (
    Attendee,
    InvitationFacts,
    Method,
    Organizer,
    PublishedMeeting,
    invitation_ics,
    new_uid,
    published_ics,
)
from app.mail.messages import entry_cancelled, invitation, registration_confirmed
from app.mail.mime import CalendarPart, parse_sender
from app.models import Invitation, Meeting, Registration
from app.rules.states import Format, Reply
from app.rules.telling.invitation import EntryFacts, asks_again, needs_update
from app.rules.workdays import LOCAL
from app.services.telling.message import (
    Compose,
    edition_facts,
    link_reference,
    meeting_facts,
    tell,
    way_in_soon,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A calendar part ready to be sent, with the rows that it belongs to."""

    invitation: Invitation
    meeting: Meeting
    sequence: int
    part: CalendarPart

    @property
    def key(self) -> str:
        """What names this version of the entry, and no other, in the outbox."""
        return f"{self.invitation.uid}:{self.sequence}"

    @property
    def version(self) -> tuple[str, int]:
        """UID and SEQUENCE: what its message holds, for the order per UID."""
        return self.invitation.uid, self.sequence


def entry_place(meeting: Meeting) -> str:
    """Where, as the calendar entry says it: the place, or the link of a webinar.

    Clients ignore CONFERENCE, so the link of an online meeting stands in LOCATION.
    """
    if meeting.actual_format is Format.WEBINAR:
        return meeting.actual_join_url or "Online"
    return meeting.where


def _facts_of(meeting: Meeting) -> EntryFacts:
    return EntryFacts(meeting.starts_at, meeting.ends_at, entry_place(meeting))


def summary_of(meeting: Meeting) -> str:
    """The title of an entry: the training, and the meeting where it has a title of its own."""
    title = meeting.edition.training.title
    return f"{title}: {meeting.title}" if meeting.title else title


def _of(registration: Registration) -> dict[int, Invitation]:
    rows = db.session.scalars(
        select(Invitation).where(Invitation.registration_id == registration.id)
    )
    return {row.meeting_id: row for row in rows}


def invite(registration: Registration, now: datetime, *, moved_from: str | None = None) -> None:
    """Tell somebody that they have a seat, with an invitation for each meeting.

    `moved_from`: title of the edition that somebody came from.
    """
    tell_seat(registration, first_entries(registration, now), now, moved_from=moved_from)


def first_entries(registration: Registration, now: datetime) -> list[Entry]:
    """The first REQUEST for each meeting.

    With more meetings than the setting there are none: a file with all dates stands on the page of
    the registration instead.
    """
    separate = len(registration.edition.meetings) <= settings().invitation_max_meetings
    return _request_entries(registration, now) if separate else []


def tell_seat(
    registration: Registration,
    entries: Sequence[Entry],
    now: datetime,
    *,
    moved_from: str | None = None,
    booked: BookedBy | None = None,
    new_address: bool = False,
    restored: bool = False,
) -> None:
    """The confirmation of a seat, with these entries; `booked` says who gave it to the person.

    `new_address`: they had it already, and gave another address. `restored`: it was taken away.
    """
    version = registration.edition.lock_version
    tell_entries(
        registration_confirmed,
        registration,
        entries,
        now,
        key=f"{registration.link_version}{f':{version}' if restored else ''}",
        registration=link_reference(registration),
        needs=registration.needs is not None,
        moved_from=moved_from,
        calendar_file=not entries,
        booked=booked,
        new_address=new_address,
        restored=restored,
        way_in=way_in_soon(registration.edition, now),
    )


def tell_entries(
    compose: Compose,
    registration: Registration,
    entries: Sequence[Entry],
    now: datetime,
    /,
    *,
    key: str = "",
    to: Recipient | None = None,
    facts: EditionFacts | None = None,
    **details: Any,
) -> None:
    """Send a message with the first of the entries, and each further one in a mail of its own.

    A calendar reads one event a mail, so that a trajectory of three dates makes three mails.
    """
    facts = facts or edition_facts(registration.edition, now)
    first = entries[0] if entries else None
    tell(
        compose,
        registration,
        facts,
        now,
        key=key,
        to=to,
        entry=first.version if first else None,
        calendar=first.part if first else None,
        **details,
    )
    for number, entry in enumerate(entries[1:], start=2):
        further: dict[str, Any] = {"meeting": meeting_facts(entry.meeting), "calendar": entry.part}
        if entry.part.method is Method.REQUEST:
            further |= {
                "registration": link_reference(registration),
                "number": number,
                "total": len(entries),
            }
        compose_further = invitation if entry.part.method is Method.REQUEST else entry_cancelled
        tell(
            compose_further,
            registration,
            facts,
            now,
            key=entry.key,
            to=to,
            entry=entry.version,
            **further,
        )


def _request_entries(registration: Registration, now: datetime) -> list[Entry]:
    entries = []
    # Who comes back has rows that were cancelled. A calendar keeps to the CANCEL of a UID, so the
    # entry is a new one.
    known = _of(registration)
    for meeting in registration.edition.meetings:
        facts = _facts_of(meeting)
        row = known.get(meeting.id) or Invitation(
            registration_id=registration.id, meeting_id=meeting.id
        )
        row.uid, row.sequence, row.cancelled = new_uid(), 0, False
        row.starts_at, row.ends_at = facts.starts_at, facts.ends_at
        row.place, row.summary = facts.place, summary_of(meeting)
        row.created_at = row.modified_at = now
        _ask_anew(row)
        db.session.add(row)
        entries.append(_entry(row, registration, meeting, Method.REQUEST, now))
    db.session.flush()
    return entries


def update_entry(registration: Registration, meeting: Meeting, now: datetime) -> Entry | None:
    """A REQUEST with a higher SEQUENCE when date, time or place changed since the last one."""
    row = _of(registration).get(meeting.id)
    if row is None or row.cancelled:
        return None
    sent = EntryFacts(row.starts_at, row.ends_at, row.place)
    facts = _facts_of(meeting)
    if not needs_update(sent, facts):
        return None
    row.starts_at, row.ends_at = facts.starts_at, facts.ends_at
    row.place, row.summary = facts.place, summary_of(meeting)
    row.sequence += 1
    row.modified_at = now
    if asks_again(sent, facts):
        _ask_anew(row)
    db.session.flush()
    return _entry(row, registration, meeting, Method.REQUEST, now)


def _ask_anew(row: Invitation) -> None:
    """What was answered before says nothing about this version."""
    row.reply = row.replied_at = row.seat_asked_at = None
    row.reply_from = ""
    row.asked_sequence = row.sequence


def cancel_entries(registration: Registration, now: datetime) -> list[Entry]:
    """CANCELs for the entries of coming meetings that somebody has, with the facts as last sent."""
    entries = []
    for row, meeting in _coming(registration, now):
        row.cancelled = True
        row.sequence += 1
        row.modified_at = now
        entries.append(_entry(row, registration, meeting, Method.CANCEL, now))
    db.session.flush()
    return entries


def take_back(registration: Registration, now: datetime) -> None:
    """A CANCEL for each coming meeting, in a mail of its own; another mail says why."""
    facts = edition_facts(registration.edition, now)
    for entry in cancel_entries(registration, now):
        tell(
            entry_cancelled,
            registration,
            facts,
            now,
            key=entry.key,
            entry=entry.version,
            meeting=meeting_facts(entry.meeting),
            calendar=entry.part,
        )


def hand_over_entries(
    registration: Registration, old: Recipient, now: datetime
) -> tuple[list[Entry], list[Entry]]:
    """The address changed: CANCELs for the old one, then REQUESTs for the new.

    Each raises SEQUENCE: where both addresses end in one calendar, the REQUEST must win.
    """
    cancels, requests = [], []
    attendee = Attendee(old.name, old.email)
    for row, meeting in _coming(registration, now):
        row.modified_at = now
        row.sequence += 1
        cancels.append(_entry(row, registration, meeting, Method.CANCEL, now, attendee))
        row.sequence += 1
        _ask_anew(row)
        requests.append(_entry(row, registration, meeting, Method.REQUEST, now))
    db.session.flush()
    return cancels, requests


def _coming(registration: Registration, now: datetime) -> list[tuple[Invitation, Meeting]]:
    """The entries in somebody's calendar whose meeting is not over."""
    rows = _of(registration)
    return [
        (rows[meeting.id], meeting)
        for meeting in registration.edition.meetings
        if meeting.id in rows and not rows[meeting.id].cancelled and meeting.ends_at > now
    ]


def _entry(
    row: Invitation,
    registration: Registration,
    meeting: Meeting,
    method: Method,
    now: datetime,
    attendee: Attendee | None = None,
) -> Entry:
    facts = InvitationFacts(
        uid=row.uid,
        sequence=row.sequence,
        method=method,
        dtstamp=now,
        created=row.created_at,
        last_modified=row.modified_at,
        starts_at=row.starts_at.astimezone(LOCAL),
        ends_at=row.ends_at.astimezone(LOCAL),
        **described(meeting, row.place, row.summary),
        attendee=attendee or Attendee(registration.name, registration.email),
        needs_reply=settings().asks_for_replies,
        accepted=method is Method.REQUEST and row.reply is Reply.ACCEPTED,
    )
    part = CalendarPart(method, invitation_ics(facts), asks=facts.asks)
    return Entry(row, meeting, row.sequence, part)


def described(meeting: Meeting, place: str, summary: str) -> dict[str, Any]:
    """What an entry says beside its time: words, place or link, our page, and who organises."""
    chosen = settings()
    sender = parse_sender(chosen.mail_default_sender)
    online = place.startswith(("http://", "https://"))
    url = f"{chosen.base_url}/edities/{meeting.edition_id}"
    return {
        "summary": summary,
        "description": f"{summary}\n{url}",
        "location": "" if online else place,
        "conference_url": place if online else None,
        "url": url,
        "organizer": Organizer(sender.display_name or chosen.organisation_name, sender.addr_spec),
    }


def calendar_file(registration: Registration, now: datetime) -> bytes:
    """All meetings of a registration as one iCalendar file to keep, without an attendee.

    It has the UIDs of the invitations that went out, so that a calendar shows each meeting once.
    Without invitations (too many meetings) they are made from the registration and the meeting,
    always the same, and the number of changes to the edition serves as SEQUENCE, so that a file
    that is fetched again replaces the first one.
    """
    rows = _of(registration)
    published = []
    for meeting in registration.edition.meetings:
        row = rows.get(meeting.id)
        published.append(
            PublishedMeeting(
                uid=row.uid if row else str(uuid5(UUID(registration.public_id), str(meeting.id))),
                sequence=row.sequence if row else registration.edition.lock_version,
                dtstamp=now,
                created=row.created_at if row else registration.created_at,
                last_modified=row.modified_at if row else registration.created_at,
                starts_at=meeting.starts_at.astimezone(LOCAL),
                ends_at=meeting.ends_at.astimezone(LOCAL),
                **described(meeting, entry_place(meeting), summary_of(meeting)),
            )
        )
    return published_ics(published, registration.edition.training.title)
