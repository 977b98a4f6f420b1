"""Calendar entries: one for each registration and meeting, from the first REQUEST to the CANCEL.

The row is the state: UID, SEQUENCE and the facts as last sent. Each change makes one message, and
(UID, SEQUENCE, method) is unique in the outbox, so nothing is sent twice by a retry. A UID ends
with its CANCEL: calendars keep to that, so what comes after it is an entry of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db, settings
from app.mail.facts import (
    BookedBy,
    EditionFacts,
    Ended,
    Gone,
    Left,
    MeetingChange,
    Recipient,
)
from app.mail.invitations import Attendee, InvitationFacts, Method, invitation_ics, new_uid
from app.mail.messages import entry_cancelled, invitation, registration_confirmed
from app.mail.mime import CalendarPart
from app.models import Invitation, Meeting, Registration
from app.rules.calendars.invitation import EntryFacts, asks_again, needs_update
from app.rules.states import Reply
from app.rules.workdays import LOCAL
from app.services.calendars.entry import described, entry_place, summary_of
from app.services.registering.withdrawal import costs_of
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
    """A calendar part ready to be sent, which version of which entry it is, and the meeting."""

    uid: str
    sequence: int
    meeting: Meeting
    part: CalendarPart

    @property
    def key(self) -> str:
        """What names this version of the entry, and no other, in the outbox."""
        return f"{self.uid}:{self.sequence}"

    @property
    def version(self) -> tuple[str, int]:
        """UID and SEQUENCE: what its message holds, for the order per UID."""
        return self.uid, self.sequence


def _facts_of(meeting: Meeting) -> EntryFacts:
    return EntryFacts(meeting.starts_at, meeting.ends_at, entry_place(meeting))


def entries_of(registration: Registration) -> dict[int, Invitation]:
    """The entries that somebody was ever sent for a registration, by the id of their meeting."""
    rows = db.session.scalars(
        select(Invitation).where(Invitation.registration_id == registration.id)
    )
    return {row.meeting_id: row for row in rows}


def invite(
    registration: Registration,
    now: datetime,
    *,
    moved_from: Left | None = None,
    fresh: bool = False,
) -> None:
    """Tell somebody that they have a seat, with an invitation for each meeting.

    `moved_from`: what the seat comes instead of. `fresh` as for `first_entries`.
    """
    entries = first_entries(registration, now, fresh=fresh)
    tell_seat(registration, entries, now, moved_from=moved_from)


def first_entries(registration: Registration, now: datetime, *, fresh: bool = False) -> list[Entry]:
    """The first REQUEST for each meeting that is not over.

    `fresh`: the registration was written down in this very transaction, so it cannot have had any
    entries before, and nobody asks for them.

    With more meetings than the setting there are none: a file with all dates stands on the page of
    the registration instead.
    """
    if len(registration.edition.meetings) > settings().invitation_max_meetings:
        return []
    known = {} if fresh else entries_of(registration)
    entries = []
    for meeting in registration.edition.meetings:
        if meeting.ends_at > now:
            row = known.get(meeting.id) or Invitation(
                registration_id=registration.id, meeting_id=meeting.id
            )
            entries.append(_new_entry(row, registration, meeting, now))
            # Not before: what is looked up on the way would write it half filled in.
            db.session.add(row)
    db.session.flush()
    return entries


def tell_seat(
    registration: Registration,
    entries: Sequence[Entry],
    now: datetime,
    *,
    moved_from: Left | None = None,
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
        calendar_file=not entries and registration.edition.last_meeting.ends_at > now,
        costs=costs_of(registration, now),
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
    gone: Gone | None = None,
    changed: Mapping[int, MeetingChange] | None = None,
    **details: Any,
) -> None:
    """Send a message with the first of the entries, and each further one in a mail of its own.

    A calendar reads one event a mail, so that a trajectory of three dates makes three mails. Each
    says by itself what happened: `gone` why the entries are taken back, `changed` what is no longer
    so for a meeting, by its id.
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
    meetings = registration.edition.meetings
    for entry in entries[1:]:
        further: dict[str, Any] = {"meeting": meeting_facts(entry.meeting), "calendar": entry.part}
        if entry.part.method is Method.REQUEST:
            further |= {
                "registration": link_reference(registration),
                "number": meetings.index(entry.meeting) + 1,
                "total": len(meetings),
                "update": (changed or {}).get(entry.meeting.id),
            }
        else:
            further |= {"gone": gone}
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


def _new_entry(
    row: Invitation, registration: Registration, meeting: Meeting, now: datetime
) -> Entry:
    """A REQUEST under a UID of its own; what the row held before is over."""
    row.uid, row.sequence, row.cancelled = new_uid(), 0, False
    row.created_at = row.modified_at = now
    _write_facts(row, meeting)
    _ask_anew(row)
    return _entry(row, registration, meeting, Method.REQUEST, now)


def _write_facts(row: Invitation, meeting: Meeting) -> None:
    facts = _facts_of(meeting)
    row.starts_at, row.ends_at, row.place = facts.starts_at, facts.ends_at, facts.place
    row.summary = summary_of(meeting)


def update_entry(registration: Registration, meeting: Meeting, now: datetime) -> Entry | None:
    """A REQUEST with a higher SEQUENCE when date, time or place changed since the last one.

    None for a meeting that is over: nobody looks at where it was.
    """
    row = entries_of(registration).get(meeting.id)
    if row is None or row.cancelled or max(row.ends_at, meeting.ends_at) <= now:
        return None
    sent, facts = EntryFacts(row.starts_at, row.ends_at, row.place), _facts_of(meeting)
    if not needs_update(sent, facts):
        return None
    _write_facts(row, meeting)
    row.sequence += 1
    row.modified_at = now
    if asks_again(sent, facts):
        _ask_anew(row)
    db.session.flush()
    return _entry(row, registration, meeting, Method.REQUEST, now)


def _ask_anew(row: Invitation) -> None:
    # What was answered before says nothing about this version.
    row.reply = row.replied_at = row.seat_asked_at = None
    row.reply_from = ""
    row.asked_sequence = row.sequence


def cancel_entries(registration: Registration, now: datetime) -> list[Entry]:
    """CANCELs for the entries of coming meetings that somebody has, with the facts as last sent."""
    entries = [
        _cancelled(row, registration, meeting, now) for row, meeting in _coming(registration, now)
    ]
    db.session.flush()
    return entries


def _cancelled(
    row: Invitation,
    registration: Registration,
    meeting: Meeting,
    now: datetime,
    attendee: Attendee | None = None,
) -> Entry:
    row.cancelled = True
    row.sequence += 1
    row.modified_at = now
    return _entry(row, registration, meeting, Method.CANCEL, now, attendee)


def take_back(registration: Registration, new: Registration, now: datetime) -> None:
    """A CANCEL for each coming meeting, in a mail of its own, for who moved to another place."""
    facts = edition_facts(registration.edition, now)
    gone = Gone(Ended.MOVED, to=edition_facts(new.edition, now))
    for entry in cancel_entries(registration, now):
        tell(
            entry_cancelled,
            registration,
            facts,
            now,
            key=entry.key,
            entry=entry.version,
            meeting=meeting_facts(entry.meeting),
            gone=gone,
            calendar=entry.part,
        )


def hand_over_entries(
    registration: Registration, old: Recipient, now: datetime
) -> tuple[list[Entry], list[Entry]]:
    """Another address or another person: CANCELs for the old one, then REQUESTs for the new.

    The new ones have UIDs of their own. Both addresses may end in one calendar, in whatever order
    the mails arrive, and somebody may go back to an address that had a CANCEL.
    """
    cancels, requests = [], []
    attendee = Attendee(old.name, old.email)
    for row, meeting in _coming(registration, now):
        cancels.append(_cancelled(row, registration, meeting, now, attendee))
        requests.append(_new_entry(row, registration, meeting, now))
    db.session.flush()
    return cancels, requests


def _coming(registration: Registration, now: datetime) -> list[tuple[Invitation, Meeting]]:
    """The entries in somebody's calendar whose meeting is not over."""
    rows = entries_of(registration)
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
    chosen = settings()
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
        needs_reply=chosen.asks_for_replies,
        accepted=method is Method.REQUEST and row.reply is Reply.ACCEPTED,
        alarm_minutes=chosen.invitation_alarm_minutes or None,
    )
    part = CalendarPart(method, invitation_ics(facts), asks=facts.asks)
    return Entry(row.uid, row.sequence, meeting, part)
