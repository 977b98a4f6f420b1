"""What registered people hear about one meeting: changed, coming soon."""

from app.mail.facts import (
    ChangeFacts,
    EditionFacts,
    MeetingFacts,
    Recipient,
    TrainerChange,
    what_changed,
)
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
    change: ChangeFacts,
    calendar: CalendarPart | None,
) -> Mail:
    """Meetings moved or changed: from what to what. `edition` has them as they are now.

    `calendar` updates the first entry that it touches; further ones come in mails of their own.
    """
    return compose(
        "meeting_changed",
        head,
        to,
        calendar=calendar,
        edition=edition,
        registration=registration,
        change=change,
        what=what_changed(change.changes),
    )


def edition_postponed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    change: ChangeFacts,
    calendar: CalendarPart | None,
) -> Mail:
    """The edition has new dates, and who cannot come then leaves at no cost with one click."""
    return compose(
        "edition_postponed",
        head,
        to,
        calendar=calendar,
        edition=edition,
        registration=registration,
        change=change,
    )


def trainer_replaced(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    guides: TrainerChange,
) -> Mail:
    """Somebody else guides the edition, one fewer or one more. Nothing else changes."""
    return compose(
        "trainer_replaced", head, to, edition=edition, registration=registration, guides=guides
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
