"""What registered people hear about one meeting: changed, coming soon."""

from app.mail.facts import (
    ChangeFacts,
    EditionFacts,
    MeetingFacts,
    Recipient,
    TrainerChange,
    WayIn,
    what_changed,
)
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead, compose

#: A reminder so many days before a webinar, or fewer, holds the way in.
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
    way_in: WayIn | None,
) -> Mail:
    """The meeting is `days` days away (0: today); from `JOIN_DAYS` on with the way in."""
    return compose(
        "reminder",
        head,
        to,
        edition=edition,
        registration=registration,
        meeting=meeting,
        days=days,
        way_in=way_in if days <= JOIN_DAYS else None,
        joins_now=days <= JOIN_DAYS,
    )


def webinar_reminder(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    meeting: MeetingFacts,
    way_in: WayIn,
) -> Mail:
    """The webinar starts within the hour, or whatever the setting says: this is your way in."""
    return compose(
        "webinar_reminder",
        head,
        to,
        edition=edition,
        registration=registration,
        meeting=meeting,
        way_in=way_in,
    )
