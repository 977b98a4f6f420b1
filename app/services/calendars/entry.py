"""What a calendar entry says of a meeting, the same in an invitation, a file and a feed."""

from typing import Any

from app.extensions import settings
from app.mail.entries import Organizer
from app.mail.mime import parse_sender
from app.models import Meeting
from app.rules.states import Format


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
