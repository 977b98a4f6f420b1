"""Staff as administrators see them: accounts, open invitations, and what changed."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import HistoryEntry, Passkey, StaffInvitation, User

#: Changes shown on the page of one account.
LATEST_CHANGES = 30


@dataclass(frozen=True, slots=True)
class Account:
    """An account in the list."""

    user: User
    has_second_factor: bool


def accounts() -> list[Account]:
    """Everybody with an account, the active ones first, by name."""
    with_passkey = set(
        db.session.scalars(select(Passkey.user_id).where(Passkey.usage == "secondary").distinct())
    )
    users = db.session.scalars(
        select(User)
        .options(selectinload(User.roles))
        .order_by(User.active.desc(), func.lower(User.name), User.id)
    )
    return [
        Account(user, user.tf_totp_secret is not None or user.id in with_passkey) for user in users
    ]


def invitations() -> list[StaffInvitation]:
    """Who is invited and has no account yet, the latest first."""
    return list(
        db.session.scalars(
            select(StaffInvitation)
            .options(joinedload(StaffInvitation.team))
            .order_by(StaffInvitation.sent_at.desc(), StaffInvitation.id.desc())
        )
    )


def user_by_id(user_id: int) -> User | None:
    """One account."""
    return db.session.get(User, user_id)


def changes_of(user_id: int) -> list[HistoryEntry]:
    """What changed about one account, newest first."""
    return list(
        db.session.scalars(
            select(HistoryEntry)
            .options(joinedload(HistoryEntry.actor))
            .where(
                HistoryEntry.edition_id.is_(None),
                HistoryEntry.registration_id.is_(None),
                HistoryEntry.facts["user_id"].as_integer() == user_id,
            )
            .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
            .limit(LATEST_CHANGES)
        )
    )
