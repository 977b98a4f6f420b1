"""Staff accounts. Hashing a password is the edge's work, for it needs the web library."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select

from app.extensions import db
from app.mail import outbox
from app.mail.facts import Recipient
from app.mail.messages import password_changed, password_reset
from app.models import Role, Team, User
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role as RoleName
from app.services.registering.link import user_of
from app.services.telling.message import STAFF_LANGUAGE, letterhead

#: How long the link in a mail about a forgotten password works.
RESET_WITHIN = timedelta(hours=2)


def create(
    email: str,
    role: RoleName,
    password_hash: str,
    now: datetime,
    *,
    name: str = "",
    team: str | None = None,
    biography: str = "",
) -> User:
    """Open an account. Without a name, the first part of the address serves; no team: all teams.

    Raises RuleBroken(ACCOUNT_EXISTS) or RuleBroken(UNKNOWN_TEAM).
    """
    address = email.strip().lower()
    if by_email(address) is not None:
        raise RuleBroken(Code.ACCOUNT_EXISTS, "email")
    found_team = None
    if team is not None:
        found_team = team_named(team)
    user = User(
        email=address,
        name=name or re.sub(r"[._-]+", " ", address.partition("@")[0]).title(),
        biography=biography,
        password=password_hash,
        active=True,
        fs_uniquifier=uuid4().hex,
        team=found_team,
        created_at=now,
        roles=[role_row(role)],
    )
    db.session.add(user)
    db.session.flush()
    return user


def by_email(email: str) -> User | None:
    """The account with this address, in capitals or not."""
    return db.session.scalars(
        select(User).where(func.lower(User.email) == email.strip().lower())
    ).one_or_none()


def team_named(name: str) -> Team:
    """The team with this name; raises RuleBroken(UNKNOWN_TEAM), which names those there are."""
    team = db.session.scalars(select(Team).where(Team.name == name)).one_or_none()
    if team is None:
        known = ", ".join(db.session.scalars(select(Team.name).order_by(Team.name)))
        raise RuleBroken(Code.UNKNOWN_TEAM, "team", known=known)
    return team


def by_uniquifier(uniquifier: str) -> User | None:
    """Whose sessions bear this mark; it changes when they all must end."""
    return db.session.scalars(select(User).where(User.fs_uniquifier == uniquifier)).one_or_none()


def role_row(name: RoleName) -> Role:
    """The row of a role; made when nobody had it yet."""
    role = db.session.scalars(select(Role).where(Role.name == name)).one_or_none()
    if role is None:
        role = Role(name=name)
        db.session.add(role)
    return role


def grant(user: User, role: RoleName) -> None:
    """Give somebody one more role."""
    if role not in (held.name for held in user.roles):
        user.roles.append(role_row(role))
        db.session.flush()


def tell_reset(user: User, now: datetime) -> None:
    """Mail a link to choose a new password; asking again within a minute gives the same one."""
    minute = int(now.timestamp()) // 60
    key = f"password_reset:user-{user.id}:{minute}"
    if outbox.holds(key):
        return
    reference = f"{user.fs_uniquifier}.{int(now.timestamp())}"
    hours = RESET_WITHIN // timedelta(hours=1)
    mail = password_reset(letterhead(), recipient(user), user=reference, hours=hours)
    outbox.enqueue(mail, dedupe_key=key, now=now, not_after=now + RESET_WITHIN)


def tell_changed(user: User, now: datetime) -> None:
    """Mail that the password was changed, so that a stranger's change is noticed."""
    mail = password_changed(letterhead(), recipient(user))
    outbox.enqueue(mail, dedupe_key=f"password_changed:user-{user.id}:{now.isoformat()}", now=now)


def recipient(user: User) -> Recipient:
    """A member of staff as a reader of mail."""
    return Recipient(user.name, user.email, STAFF_LANGUAGE)


def user_of_link(token: str, now: datetime) -> User | None:
    """Whose password a link renews; None when it is forged, used or older than two hours.

    A used link is dead because a new password comes with a new `fs_uniquifier`.
    """
    found = user_of(token)
    if found is None:
        return None
    user, issued = found
    if now >= datetime.fromtimestamp(issued, UTC) + RESET_WITHIN or not user.active:
        return None
    return user
