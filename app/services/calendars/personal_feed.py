"""A calendar of one's own seats to subscribe to, at an address that only its owner knows."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select, update
from sqlalchemy.orm import joinedload

from app.extensions import db, settings
from app.mail.entries import Standing
from app.mail.feeds import FeedMeeting, feed_ics
from app.mail.rendering import lines
from app.models import Edition, Feed, Invitation, Meeting, Registration, SignIn
from app.rules.states import RegistrationState
from app.rules.workdays import LOCAL
from app.services.calendars.entry import described
from app.services.calendars.key import digest, new_key
from app.services.calendars.published import published_facts
from app.services.registering.changes import changes

#: Meetings stay in the feed this long after they ended; calendars would forget them at once.
REMEMBERED = timedelta(days=180)

#: A feed that was revoked is kept this long, then erased with the address that it belonged to.
KEPT = timedelta(days=30)


def make(sign_in: SignIn, now: datetime) -> str:
    """The key of a new feed for the person who is signed in; earlier ones stop working.

    It is told this once: the database keeps a digest only.
    """
    # Of a double click the second waits here, so that one feed is left.
    db.session.refresh(sign_in, with_for_update=True)
    revoke(sign_in.email_key, now)
    key = new_key()
    db.session.add(
        Feed(
            email_key=sign_in.email_key,
            key_digest=digest(key),
            language=sign_in.language,
            created_at=now,
        )
    )
    db.session.flush()
    return key


def revoke(email_key: str, now: datetime) -> None:
    """Let no address of this person's calendar work any more."""
    db.session.execute(
        update(Feed)
        .where(Feed.email_key == email_key, Feed.revoked_at.is_(None))
        .values(revoked_at=now)
        .execution_options(synchronize_session="fetch")
    )


def _over(now: datetime) -> ColumnElement[bool]:
    return Feed.revoked_at <= now - KEPT


def has_some_to_erase(now: datetime) -> bool:
    """Whether a feed was revoked long ago."""
    return bool(db.session.scalar(select(exists().where(_over(now)))))


def erase(now: datetime) -> int:
    """Erase those feeds; how many."""
    statement = delete(Feed).where(_over(now))
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def calendar(key: str, now: datetime) -> bytes | None:
    """The feed at the address with this key; None for a wrong or revoked one.

    Every seat, with the UIDs of the invitations; a seat that was given up, and a meeting that does
    not take place, stay in it struck out. The same rows give the same bytes, until a meeting is
    over for half a year.
    """
    feed = db.session.scalars(
        select(Feed).where(Feed.key_digest == digest(key), Feed.revoked_at.is_(None))
    ).one_or_none()
    if feed is None:
        return None
    (cancelled,) = lines("mail/calendar_words.txt", feed.language)
    entries = _entries(feed.email_key, now - REMEMBERED, cancelled)
    return feed_ics(entries, settings().organisation_name)


def _entries(email_key: str, since: datetime, cancelled: str) -> list[FeedMeeting]:
    people = db.session.scalars(
        select(Registration)
        .where(Registration.email_key == email_key)
        .options(
            joinedload(Registration.edition).selectinload(Edition.meetings),
            joinedload(Registration.edition).joinedload(Edition.training),
        )
        .order_by(Registration.id)
    ).all()
    rows = {
        (row.registration_id, row.meeting_id): row
        for row in db.session.scalars(
            select(Invitation).where(Invitation.registration_id.in_([p.id for p in people]))
        )
    }
    seats = [p for p in people if p.state is RegistrationState.REGISTERED]
    seen_to = {meeting.id for person in seats for meeting in person.edition.meetings}
    changed = changes([person.edition for person in seats])
    entries = []
    for person, meeting in _meetings(people, since):
        row = rows.get((person.id, meeting.id))
        if person.state is RegistrationState.REGISTERED:
            facts = published_facts(person, meeting, row, changed[person.edition_id])
            entries.append(FeedMeeting(**facts))
        elif row is not None and row.cancelled and meeting.id not in seen_to:
            entries.append(_struck_out(meeting, row, cancelled))
    return entries


def _meetings(
    people: Iterable[Registration], since: datetime
) -> Iterator[tuple[Registration, Meeting]]:
    for person in people:
        for meeting in person.edition.meetings:
            if meeting.ends_at > since:
                yield person, meeting


def _struck_out(meeting: Meeting, row: Invitation, cancelled: str) -> FeedMeeting:
    # Some calendars show what has STATUS:CANCELLED like any other meeting.
    summary = f"{cancelled}: {row.summary}"
    return FeedMeeting(
        uid=row.uid,
        sequence=row.sequence,
        dtstamp=row.modified_at,
        created=row.created_at,
        last_modified=row.modified_at,
        starts_at=row.starts_at.astimezone(LOCAL),
        ends_at=row.ends_at.astimezone(LOCAL),
        standing=Standing.CANCELLED,
        **described(meeting, row.place, summary),
    )
