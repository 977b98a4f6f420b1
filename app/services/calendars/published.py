"""The meetings of a seat as a file to keep or a calendar to subscribe to has them.

The same entries as the invitations, without an attendee (RFC 5546, 3.2.1): a calendar that has both
shows each meeting once.
"""

from typing import Any
from uuid import UUID, uuid5

from app.mail.published import PublishedMeeting, published_ics
from app.models import Invitation, Meeting, Registration
from app.rules.workdays import LOCAL
from app.services.calendars.entry import described, entry_place, summary_of
from app.services.calendars.invitation import entries_of
from app.services.registering.changes import Changed, changes


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
    edition, rows = registration.edition, entries_of(registration)
    changed = changes([edition])[edition.id]
    published = [
        PublishedMeeting(**published_facts(registration, meeting, rows.get(meeting.id), changed))
        for meeting in edition.meetings
    ]
    return published_ics(published, edition.training.title)
