"""Calendars that staff subscribe to: a trainer's own meetings, and all editions of a team.

They name no participant. The address of each holds a key, of which a digest is kept, and ends when
role, team or account of its owner change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.extensions import db, settings
from app.mail.entries import Standing
from app.mail.feeds import FeedEntry, FeedMeeting, feed_ics
from app.mail.published import PublishedDay
from app.models import Edition, Meeting, StaffFeed, User
from app.queries.calendars.staff_feed import by_digest, editions_of
from app.rules.calendars.staff_feed import FeedKind, may_have
from app.rules.states import EditionState
from app.rules.workdays import LOCAL
from app.services import history
from app.services.calendars.entry import described, entry_place, summary_of
from app.services.calendars.key import digest, new_key
from app.services.calendars.personal_feed import REMEMBERED
from app.services.calendars.public_feed import public_id
from app.services.history import Action
from app.services.registering.changes import Changed, changes

_STANDING = {EditionState.DRAFT: Standing.TENTATIVE, EditionState.CANCELLED: Standing.CANCELLED}


@dataclass(frozen=True, slots=True)
class Words:
    """What stands before a title: of a draft, of what is cancelled, of a decision date; names."""

    draft: str
    cancelled: str
    decision: str
    own: str
    all_teams: str


def make(user: User, kind: FeedKind, now: datetime) -> str:
    """The key of a new calendar for this member of staff; an earlier one of this kind ends.

    It is told this once: the database keeps a digest only. Raises LookupError for a
    kind that goes with another role.
    """
    # Of a double click the second waits here, so that one calendar is left.
    db.session.execute(select(User.id).where(User.id == user.id).with_for_update())
    if not may_have(kind, user.actor):
        raise LookupError(f"no calendar {kind} for this role")
    _end(user.id, kind)
    key = new_key()
    db.session.add(StaffFeed(user_id=user.id, kind=kind, key_digest=digest(key), created_at=now))
    db.session.flush()
    _record(Action.CALENDAR_LINK_MADE, user, kind, now)
    return key


def stop(user: User, kind: FeedKind, now: datetime) -> None:
    """Let the address of this calendar work no more."""
    if _end(user.id, kind):
        _record(Action.CALENDAR_LINK_STOPPED, user, kind, now)


def end_all(user_id: int) -> bool:
    """Let no calendar of somebody work any more; whether one did.

    When role, team or account are not what they were, or when the link itself may be in other
    hands.
    """
    ended = [_end(user_id, kind) for kind in FeedKind]
    return any(ended)


def _record(action: Action, user: User, kind: FeedKind, now: datetime) -> None:
    history.record(action, now, actor_id=user.id, user_id=user.id, name=user.name, kind=kind)


def _end(user_id: int, kind: FeedKind) -> bool:
    result: Any = db.session.execute(
        delete(StaffFeed)
        .where(StaffFeed.user_id == user_id, StaffFeed.kind == kind)
        .execution_options(synchronize_session="fetch")
    )
    return bool(result.rowcount)


def calendar(key: str, now: datetime, words: Words) -> bytes | None:
    """The calendar at the address with this key; None for one that does not work (any more).

    The same rows give the same bytes, until a meeting is over for half a year.
    """
    found = by_digest(digest(key))
    if found is None or not may_have(found.kind, found.user.actor):
        return None
    since = now - REMEMBERED
    editions = editions_of(found.user, found.kind, since)
    changed = changes(editions)
    entries: list[FeedEntry] = []
    for edition in editions:
        entries += _meetings(edition, found.kind, changed[edition.id], since, words)
        if found.kind is FeedKind.TEAM and edition.state is EditionState.PUBLISHED:
            entries.append(_decision(edition, changed[edition.id], words))
    return feed_ics(entries, _name(found.user, found.kind, words))


def _name(user: User, kind: FeedKind, words: Words) -> str:
    team = user.team.name if user.team else words.all_teams
    about = words.own if kind is FeedKind.OWN else team
    return f"{settings().organisation_name}: {about}"


def _meetings(
    edition: Edition, kind: FeedKind, changed: Changed, since: datetime, words: Words
) -> Iterator[FeedMeeting]:
    for meeting in edition.meetings:
        if meeting.ends_at > since:
            yield _meeting(meeting, kind, changed, words)


def _meeting(meeting: Meeting, kind: FeedKind, changed: Changed, words: Words) -> FeedMeeting:
    edition, own = meeting.edition, kind is FeedKind.OWN
    summary = summary_of(meeting)
    if edition.state is EditionState.DRAFT:
        summary = f"{words.draft}: {summary}"
    elif edition.state is EditionState.CANCELLED:
        # Some calendars show what has STATUS:CANCELLED like any other meeting.
        summary = f"{words.cancelled}: {summary}"
    # Who guides it goes in by the link; for the team it is one more address that need not travel.
    place = entry_place(meeting) if own else meeting.where or "Online"
    page = f"/werk/sessies/{meeting.id}/aanwezigheid" if own else f"/werk/edities/{edition.id}"
    return FeedMeeting(
        # Not the UID of another calendar: Google keeps one entry where two have the same.
        uid=str(public_id(edition, f"{kind} meeting {meeting.id}")),
        sequence=changed.versions,
        dtstamp=changed.at,
        created=edition.created_at,
        last_modified=changed.at,
        starts_at=meeting.starts_at.astimezone(LOCAL),
        ends_at=meeting.ends_at.astimezone(LOCAL),
        standing=_STANDING.get(edition.state, Standing.CONFIRMED),
        takes_time=own,
        **(described(meeting, place, summary) | _linked(summary, edition, page)),
    )


def _decision(edition: Edition, changed: Changed, words: Words) -> PublishedDay:
    summary = f"{words.decision}: {edition.training.title}"
    first = described(edition.first_meeting, "", summary)
    return PublishedDay(
        uid=str(public_id(edition, "team decision")),
        sequence=changed.versions,
        dtstamp=changed.at,
        created=edition.created_at,
        last_modified=changed.at,
        day=edition.decision_on,
        organizer=first["organizer"],
        **_linked(summary, edition, f"/werk/edities/{edition.id}"),
    )


def _linked(summary: str, edition: Edition, page: str) -> dict[str, str]:
    """The title, and the page of the desk about it, which asks who is there."""
    url = f"{settings().base_url}{page}"
    lines = [summary, ", ".join(edition.co_organisers), url]
    return {"summary": summary, "description": "\n".join(filter(None, lines)), "url": url}
