"""What an administrator does with an account, and what keeps at least one administrator in."""

from collections.abc import Collection
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from app.extensions import db
from app.mail import outbox
from app.mail.messages import second_factor_reset
from app.models import Role, Team, User
from app.rules.errors import Code, RuleBroken
from app.rules.states import Role as RoleName
from app.services import account, history
from app.services.calendars import staff_feed
from app.services.history import Action
from app.services.telling.message import letterhead


def change(
    user_id: int,
    name: str,
    email: str,
    roles: Collection[RoleName],
    team_id: int | None,
    now: datetime,
    actor_id: int,
) -> User:
    """Change who somebody is and what they may do. `team_id` None: all teams.

    Another address ends the link to the OpenID Connect provider, and all links mailed to the old
    one; another address, role or team ends calendar links. Raises RuleBroken: ROLE_MISSING,
    ACCOUNT_EXISTS, UNKNOWN_TEAM or LAST_ADMINISTRATOR.
    """
    user = _locked(user_id)
    address = email.strip().lower()
    if not roles:
        raise RuleBroken(Code.ROLE_MISSING, "roles")
    other = account.by_email(address)
    if other is not None and other.id != user.id:
        raise RuleBroken(Code.ACCOUNT_EXISTS, "email")
    if team_id is not None and db.session.get(Team, team_id) is None:
        raise RuleBroken(Code.UNKNOWN_TEAM, "team_id")
    if RoleName.ADMINISTRATOR not in roles:
        _keep_an_administrator(user, "roles")
    before = (user.name, user.email, _names(user), user.team_id)
    if address != user.email:
        user.provider_subject = None
        user.fs_uniquifier = uuid4().hex
    user.name, user.email, user.team_id = name, address, team_id
    user.roles = [account.role_row(role) for role in sorted(roles)]
    db.session.flush()
    after = (user.name, user.email, _names(user), user.team_id)
    if before[1:] != after[1:]:
        staff_feed.end_all(user.id)
    if before != after:
        _record(Action.STAFF_CHANGED, user, now, actor_id)
    return user


def rename(user_id: int, name: str, now: datetime) -> None:
    """Let somebody change their own name."""
    user = _locked(user_id)
    if user.name != name:
        user.name = name
        _record(Action.STAFF_CHANGED, user, now, user_id)


def deactivate(user_id: int, now: datetime, actor_id: int) -> None:
    """Let nobody in with this account any more, and end its sessions and calendar links.

    Raises RuleBroken(NOT_YOURSELF) or RuleBroken(LAST_ADMINISTRATOR).
    """
    if user_id == actor_id:
        raise RuleBroken(Code.NOT_YOURSELF)
    user = _locked(user_id)
    if not user.active:
        return
    _keep_an_administrator(user)
    user.active = False
    user.fs_uniquifier = uuid4().hex
    staff_feed.end_all(user.id)
    _record(Action.STAFF_DEACTIVATED, user, now, actor_id)


def activate(user_id: int, now: datetime, actor_id: int) -> None:
    """Let somebody in again."""
    user = _locked(user_id)
    if not user.active:
        user.active = True
        _record(Action.STAFF_ACTIVATED, user, now, actor_id)


def sign_out_everywhere(
    user_id: int, now: datetime, actor_id: int, *, calendars: bool = False
) -> None:
    """End all sessions of an account, and the links that were mailed for a new password.

    `calendars`: and the calendar links, which need no session. They go on otherwise, or a calendar
    would stand still without a word.
    """
    user = _locked(user_id)
    user.fs_uniquifier = uuid4().hex
    _record(Action.STAFF_SIGNED_OUT, user, now, actor_id)
    if calendars and staff_feed.end_all(user.id):
        _record(Action.CALENDAR_LINK_STOPPED, user, now, actor_id)


def reset_second_factor(user_id: int, now: datetime, actor_id: int | None) -> None:
    """Take the app, passkeys and recovery codes away, end all sessions, and tell the person.

    `actor_id` None: by command. Without a second factor there is nothing to reset.
    """
    user = _locked(user_id)
    if not (user.tf_totp_secret or user.webauthn or user.mf_recovery_codes):
        return
    user.tf_totp_secret = user.tf_primary_method = user.totp_counter = None
    user.mf_recovery_codes = []
    user.webauthn = []
    user.fs_uniquifier = uuid4().hex
    _record(Action.SECOND_FACTOR_RESET, user, now, actor_id)
    mail = second_factor_reset(letterhead(), account.recipient(user))
    key = f"second_factor_reset:user-{user.id}:{now.isoformat()}"
    outbox.enqueue(mail, dedupe_key=key, now=now)


def forget_provider(user_id: int, now: datetime, actor_id: int) -> None:
    """Let the next sign-in by OpenID Connect with this address be linked anew."""
    user = _locked(user_id)
    if user.provider_subject is not None:
        user.provider_subject = None
        _record(Action.PROVIDER_FORGOTTEN, user, now, actor_id)


def _locked(user_id: int) -> User:
    """The account, after everybody else who changes staff; raises LookupError.

    The row of the administrator's role is what all of them wait for: two who take each other's
    role away at the same moment would else both find the other one still there.
    """
    account.role_row(RoleName.ADMINISTRATOR)
    db.session.flush()
    lock = select(Role.id).where(Role.name == RoleName.ADMINISTRATOR).with_for_update()
    db.session.execute(lock)
    user = db.session.get(User, user_id, populate_existing=True)
    if user is None:
        raise LookupError(f"no account {user_id}")
    return user


def _keep_an_administrator(user: User, field: str | None = None) -> None:
    others = select(User.id).where(
        User.active, User.id != user.id, User.roles.any(Role.name == RoleName.ADMINISTRATOR)
    )
    leaves = user.active and RoleName.ADMINISTRATOR in _names(user)
    if leaves and db.session.scalars(others).first() is None:
        raise RuleBroken(Code.LAST_ADMINISTRATOR, field)


def _names(user: User) -> set[str]:
    return {role.name for role in user.roles}


def _record(action: Action, user: User, now: datetime, actor_id: int | None) -> None:
    history.record(action, now, actor_id=actor_id, user_id=user.id, name=user.name)
