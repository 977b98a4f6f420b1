"""The offer as a calendar to subscribe to: for everybody, so without people and join links."""

from collections.abc import Sequence
from uuid import UUID, uuid5

from app.extensions import settings
from app.mail.entries import Standing
from app.mail.feeds import FeedMeeting, feed_ics
from app.models import Edition, Meeting
from app.rules.states import EditionState, Format
from app.rules.workdays import LOCAL
from app.services.calendars.entry import described, summary_of
from app.services.registering.changes import Changed, changes

#: Where the ids of public entries start from; any other value would double them in calendars.
_PUBLIC = UUID("6d0f7c5e-52c4-4c5b-9d0e-3f1a7be0c2a4")


def public_id(edition: Edition, part: str = "") -> UUID:
    """The id of an edition, or of a part of it, in calendars and feeds.

    Always the same, whatever the settings say, and no other installation's: it is derived from the
    moment at which the edition was planned, to the microsecond.
    """
    return uuid5(_PUBLIC, f"{edition.created_at.isoformat()} {edition.id} {part}".strip())


def calendar(editions: Sequence[Edition], name: str, cancelled: str) -> bytes:
    """The meetings of these editions as one iCalendar feed called `name`.

    `cancelled` is the word before the title of what does not take place: some calendars show what
    has STATUS:CANCELLED like any other meeting.
    The same rows give the same bytes. Its UIDs are not those of the invitations: who subscribes
    has the public entry beside an own one, which knows more.
    """
    changed = changes(editions)
    return feed_ics(
        (
            _entry(edition, meeting, changed[edition.id], cancelled)
            for edition in editions
            for meeting in edition.meetings
        ),
        name,
    )


def _entry(edition: Edition, meeting: Meeting, changed: Changed, word: str) -> FeedMeeting:
    online = meeting.actual_format is Format.WEBINAR
    cancelled = edition.state is EditionState.CANCELLED
    summary = f"{word}: {summary_of(meeting)}" if cancelled else summary_of(meeting)
    return FeedMeeting(
        uid=str(public_id(edition, f"meeting {meeting.id}")),
        sequence=changed.moves,
        dtstamp=changed.at,
        created=edition.published_at or edition.created_at,
        last_modified=changed.at,
        starts_at=meeting.starts_at.astimezone(LOCAL),
        ends_at=meeting.ends_at.astimezone(LOCAL),
        standing=Standing.CANCELLED if cancelled else Standing.CONFIRMED,
        **described(meeting, "Online" if online else meeting.where, summary),
    )


def calendar_name(about: str = "") -> str:
    """The name of a feed: the organisation, and what the feed is about."""
    name = settings().organisation_name
    return f"{name}: {about}" if about else name
