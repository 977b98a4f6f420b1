"""The log of sign-ins: who, when, how and on what kind of device, for a limited time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select

from app.extensions import db, installation
from app.mail import outbox
from app.mail.messages import new_device
from app.models import AccountEvent, User
from app.rules.accounts.sign_in_log import LETS_IN, AccountEventKind, SignInMethod
from app.services import account
from app.services.telling.message import letterhead


@dataclass(frozen=True, slots=True)
class Whence:
    """Where a request comes from, made coarse by `rules.accounts.sign_in_log`."""

    device: str
    network: str


def record(
    kind: AccountEventKind,
    whence: Whence,
    now: datetime,
    *,
    user_id: int | None,
    method: SignInMethod | None = None,
) -> None:
    """Write one entry. `user_id` None: a try with an address that has no account.

    Somebody who signs in on a kind of device that is new to their log gets a mail.
    """
    user = None if user_id is None else db.session.get(User, user_id)
    if user is not None and kind in LETS_IN:
        user.last_sign_in_at = now
        if _is_new(user, whence.device):
            mail = new_device(letterhead(), account.recipient(user), device=whence.device, at=now)
            key = f"new_device:user-{user.id}:{now.isoformat()}"
            outbox.enqueue(mail, dedupe_key=key, now=now)
    db.session.add(
        AccountEvent(
            at=now,
            user_id=user.id if user else None,
            kind=kind,
            method=method,
            device=whence.device,
            network=whence.network,
        )
    )
    db.session.flush()


def _is_new(user: User, device: str) -> bool:
    """Whether the log knows other devices of this person only; the first one is no news."""
    known = set(
        db.session.scalars(
            select(AccountEvent.device)
            .where(AccountEvent.user_id == user.id, AccountEvent.kind.in_(LETS_IN))
            .distinct()
        )
    )
    return bool(known) and device not in known


def _old(now: datetime) -> ColumnElement[bool]:
    return AccountEvent.at <= now - timedelta(days=installation().sign_in_log_days)


def has_some_to_erase(now: datetime) -> bool:
    """Whether the log holds entries that are too old."""
    return bool(db.session.scalar(select(exists().where(_old(now)))))


def erase(now: datetime) -> int:
    """Erase those entries; how many."""
    statement = delete(AccountEvent).where(_old(now))
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
