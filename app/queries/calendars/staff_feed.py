"""The calendars that a member of staff made a link to, and what stands in them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Edition, Meeting, StaffFeed, User
from app.rules.calendars.staff_feed import FeedKind
from app.rules.states import EditionState


def feeds_of(user_id: int) -> dict[FeedKind, StaffFeed]:
    """The links of somebody that work."""
    found = db.session.scalars(select(StaffFeed).where(StaffFeed.user_id == user_id))
    return {feed.kind: feed for feed in found}


def by_digest(key_digest: str) -> StaffFeed | None:
    """The calendar behind a key, with its owner; None for a wrong key and for a closed account."""
    return db.session.scalars(
        select(StaffFeed)
        .join(StaffFeed.user)
        .where(StaffFeed.key_digest == key_digest, User.active)
        .options(joinedload(StaffFeed.user).selectinload(User.roles))
    ).one_or_none()


def editions_of(user: User, kind: FeedKind, since: datetime) -> Sequence[Edition]:
    """The editions in such a calendar with a meeting that ends after `since`, oldest first.

    A trainer's: what they guide and visitors know of. A team's: everything, drafts too.
    """
    return db.session.scalars(
        select(Edition)
        .where(_concerns(user, kind), Edition.meetings.any(Meeting.ends_at > since))
        .options(
            joinedload(Edition.training),
            selectinload(Edition.meetings),
        )
        .order_by(Edition.id)
    ).all()


def _concerns(user: User, kind: FeedKind) -> ColumnElement[bool]:
    if kind is FeedKind.OWN:
        return Edition.trainers.any(User.id == user.id) & (Edition.state != EditionState.DRAFT)
    all_teams = user.actor.is_administrator or user.team_id is None
    return true() if all_teams else Edition.team_id == user.team_id
