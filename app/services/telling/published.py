"""What calendars show of a meeting, in an invitation, a file or a feed; and the file itself."""

from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from app.extensions import db, settings
from app.mail.invitations import Organizer, PublishedMeeting, published_ics
from app.mail.mime import parse_sender
from app.models import Invitation, Meeting, Registration
from app.rules.states import Format
from app.rules.workdays import LOCAL
from app.services.registering.changes import Changed, changes


def entry_place(meeting: Meeting) -> str:
    """Where, as the calendar entry says it: the place, or the link of a webinar.

    Clients ignore CONFERENCE, so the link of an online meeting stands in LOCATION.
    """
    if meeting.actual_format is Format.WEBINAR:
        return meeting.actual_join_url or "Online"
    return meeting.where


def summary_of(meeting: Meeting) -> str:
    """The title of an entry: the training, and the meeting where it has a title of its own."""
    title = meeting.edition.training.title
    return f"{title}: {meeting.title}" if meeting.title else title


def entries_by_meeting(registration: Registration) -> dict[int, Invitation]:
    """The invitations that somebody had so far, by meeting."""
    rows = db.session.scalars(
        select(Invitation).where(Invitation.registration_id == registration.id)
    )
    return {row.meeting_id: row for row in rows}


def described(meeting: Meeting, place: str, summary: str) -> dict[str, Any]:
    """What an entry says beside its time: words, place or link, our page, and who organises.

    We organise also what others organise with us: their names stand in the text, for the answers of
    calendars come to the one address that the mail is from.
    """
    chosen = settings()
    sender = parse_sender(chosen.mail_default_sender)
    online = place.startswith(("http://", "https://"))
    url = f"{chosen.base_url}/edities/{meeting.edition_id}"
    others = meeting.edition.co_organisers
    together = [", ".join([chosen.organisation_name, *others])] if others else []
    return {
        "summary": summary,
        "description": "\n".join([summary, *together, url]),
        "location": "" if online else place,
        "conference_url": place if online else None,
        "url": url,
        "organizer": Organizer(sender.display_name or chosen.organisation_name, sender.addr_spec),
    }


def published_facts(
    registration: Registration, meeting: Meeting, row: Invitation | None, changed: Changed
) -> dict[str, Any]:
    """A meeting of a seat as a file or a feed has it; `row` is its invitation, if there is one.

    With the UID of the invitation a calendar shows the meeting once. Without (too many meetings) it
    is made from the registration and the meeting, always the same, and SEQUENCE is how often the
    edition was moved. No stamp is of the moment of reading, so the same rows give the same bytes.
    """
    # The words may change without a new invitation; the later of the two is when this was so.
    stamp = max(row.modified_at if row else registration.created_at, changed.at)
    return {
        "uid": row.uid if row else str(uuid5(UUID(registration.public_id), str(meeting.id))),
        "sequence": row.sequence if row else changed.moves,
        "dtstamp": stamp,
        "created": row.created_at if row else registration.created_at,
        "last_modified": stamp,
        "starts_at": meeting.starts_at.astimezone(LOCAL),
        "ends_at": meeting.ends_at.astimezone(LOCAL),
        **described(meeting, entry_place(meeting), summary_of(meeting)),
    }


def calendar_file(registration: Registration) -> bytes:
    """All meetings of a registration as one iCalendar file to keep, without an attendee.

    Its UIDs and SEQUENCEs are those of the invitations and of the feed, so that a file that is
    fetched again replaces the first one, and calendars show each meeting once.
    """
    edition, rows = registration.edition, entries_by_meeting(registration)
    changed = changes([edition])[edition.id]
    published = [
        PublishedMeeting(**published_facts(registration, meeting, rows.get(meeting.id), changed))
        for meeting in edition.meetings
    ]
    return published_ics(published, edition.training.title)
