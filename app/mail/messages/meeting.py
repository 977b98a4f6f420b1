"""What registered people hear about one meeting: changed, coming soon."""

from app.mail.facts import EditionFacts, MeetingChange, MeetingFacts, Recipient
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead, compose

#: A webinar's link goes out this many days before it or later: an older mail is hard to find.
JOIN_DAYS = 1


def meeting_changed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    change: MeetingChange,
    calendar: CalendarPart | None,
) -> Mail:
    """A meeting moved: from what to what, and only what changed. `edition` has it as it is now."""
    return compose(
        "meeting_changed",
        head,
        to,
        calendar=calendar,
        edition=edition,
        registration=registration,
        before=change.before,
        after=change.after,
    )


def reminder(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    meeting: MeetingFacts,
    days: int,
) -> Mail:
    """The meeting is `days` days away (0: today); from `JOIN_DAYS` on with the webinar's link."""
    return compose(
        "reminder",
        head,
        to,
        edition=edition,
        registration=registration,
        meeting=meeting,
        days=days,
        join_url=meeting.join_url if days <= JOIN_DAYS else "",
        joins_now=days <= JOIN_DAYS,
    )
