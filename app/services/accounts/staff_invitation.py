"""Inviting staff: a link by mail opens an account once, within a few days.

No token is kept: the link is signed, and names the row and the version of its link.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, exists, select

from app.extensions import db, installation
from app.mail import outbox
from app.mail.facts import Recipient
from app.mail.links import Purpose
from app.mail.messages import staff_invited
from app.models import StaffInvitation, Team, User
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role
from app.services import account, history
from app.services.history import Action
from app.services.registering.link import signer
from app.services.telling.message import STAFF_LANGUAGE, letterhead

#: How long an invitation that nobody took stays in sight after its link died.
KEPT = timedelta(days=30)


def invite(
    name: str,
    email: str,
    roles: Collection[Role],
    team_id: int | None,
    now: datetime,
    actor_id: int | None = None,
) -> StaffInvitation:
    """Mail somebody the link that opens an account. `team_id` None: all teams.

    Raises RuleBroken: ROLE_MISSING, ACCOUNT_EXISTS, ALREADY_INVITED or UNKNOWN_TEAM.
    """
    address = email.strip().lower()
    if not roles:
        raise RuleBroken(Code.ROLE_MISSING, "roles")
    if account.by_email(address) is not None:
        raise RuleBroken(Code.ACCOUNT_EXISTS, "email")
    if db.session.scalar(select(exists().where(StaffInvitation.email == address))):
        raise RuleBroken(Code.ALREADY_INVITED, "email")
    if team_id is not None and db.session.get(Team, team_id) is None:
        raise RuleBroken(Code.UNKNOWN_TEAM, "team_id")
    invitation = StaffInvitation(
        public_id=uuid4().hex,
        email=address,
        name=name,
        roles=sorted(roles),
        team_id=team_id,
        link_version=0,
        invited_by_id=actor_id,
        sent_at=now,
        expires_at=now + _valid(),
    )
    db.session.add(invitation)
    db.session.flush()
    _send(invitation, now)
    _record(Action.STAFF_INVITED, invitation, now, actor_id)
    return invitation


def send_again(invitation_id: int, now: datetime, actor_id: int) -> StaffInvitation:
    """Mail a new link; the older one is dead. Once a minute: a double click sends one mail.

    Raises RuleBroken(INVITATION_OVER) when it was taken or withdrawn.
    """
    invitation = _locked(StaffInvitation.id == invitation_id)
    if now - invitation.sent_at >= timedelta(minutes=1):
        invitation.link_version += 1
        invitation.sent_at, invitation.expires_at = now, now + _valid()
        _send(invitation, now)
        _record(Action.STAFF_INVITED_AGAIN, invitation, now, actor_id)
    return invitation


def withdraw(invitation_id: int, now: datetime, actor_id: int) -> None:
    """Let the link open nothing any more; raises RuleBroken(INVITATION_OVER) as above."""
    invitation = _locked(StaffInvitation.id == invitation_id)
    _record(Action.STAFF_INVITATION_WITHDRAWN, invitation, now, actor_id)
    db.session.delete(invitation)


def of_link(token: str, now: datetime) -> StaffInvitation | None:
    """What a link opens; None for one that is forged, replaced, used, withdrawn or too old."""
    reference = signer().read(Purpose.STAFF_INVITATION, token) or ""
    public_id, _, version = reference.partition(".")
    invitation = db.session.scalars(
        select(StaffInvitation).where(StaffInvitation.public_id == public_id)
    ).one_or_none()
    if invitation is None or version != str(invitation.link_version):
        return None
    return invitation if now < invitation.expires_at else None


def accept(token: str, password_hash: str, now: datetime) -> User:
    """Open the account; raises RuleBroken(INVITATION_OVER) or RuleBroken(ACCOUNT_EXISTS)."""
    found = of_link(token, now)
    if found is None:
        raise RuleBroken(Code.INVITATION_OVER)
    invitation = _locked(StaffInvitation.id == found.id)
    first, *others = (Role(name) for name in invitation.roles)
    user = account.create(
        invitation.email,
        first,
        password_hash,
        now,
        name=invitation.name,
        team=invitation.team.name if invitation.team else None,
    )
    for role in others:
        account.grant(user, role)
    db.session.delete(invitation)
    history.record(
        Action.STAFF_JOINED, now, actor_id=user.id, user_id=user.id, name=invitation.name
    )
    return user


def _valid() -> timedelta:
    return timedelta(days=installation().staff_invitation_days)


def _locked(condition: ColumnElement[bool]) -> StaffInvitation:
    found = db.session.scalars(
        select(StaffInvitation)
        .where(condition)
        .with_for_update(of=StaffInvitation)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise RuleBroken(Code.INVITATION_OVER)
    return found


def _send(invitation: StaffInvitation, now: datetime) -> None:
    mail = staff_invited(
        letterhead(),
        Recipient(invitation.name, invitation.email, STAFF_LANGUAGE),
        account=f"{invitation.public_id}.{invitation.link_version}",
        days=installation().staff_invitation_days,
    )
    key = f"staff_invited:{invitation.public_id}:{invitation.link_version}"
    outbox.enqueue(mail, dedupe_key=key, now=now)


def _record(
    action: Action, invitation: StaffInvitation, now: datetime, actor_id: int | None
) -> None:
    history.record(action, now, actor_id=actor_id, name=invitation.name)


def _long_over(now: datetime) -> ColumnElement[bool]:
    return StaffInvitation.expires_at <= now - KEPT


def has_some_to_erase(now: datetime) -> bool:
    """Whether an invitation that nobody took is long over."""
    return bool(db.session.scalar(select(exists().where(_long_over(now)))))


def erase(now: datetime) -> int:
    """Erase those invitations; how many."""
    statement = delete(StaffInvitation).where(_long_over(now))
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
