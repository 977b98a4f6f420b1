"""The log of sign-ins, for the person and for administrators."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import AccountEvent

#: Entries on one page of the log, and on the page of one account.
PAGE_SIZE = 50
LATEST = 10


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log; `number` counts from 1, `total` is the number of entries."""

    entries: tuple[AccountEvent, ...]
    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are; at least one."""
        return max(1, -(-self.total // PAGE_SIZE))


def latest_of(user_id: int) -> list[AccountEvent]:
    """The newest entries of one account."""
    return list(
        db.session.scalars(
            select(AccountEvent)
            .where(AccountEvent.user_id == user_id)
            .order_by(AccountEvent.at.desc(), AccountEvent.id.desc())
            .limit(LATEST)
        )
    )


def log_page(user_id: int | None, number: int) -> LogPage:
    """One page, newest first, of one account or of all; past the end it is empty."""
    condition: ColumnElement[bool] = true() if user_id is None else AccountEvent.user_id == user_id
    total = db.session.scalar(select(func.count()).select_from(AccountEvent).where(condition)) or 0
    if (number - 1) * PAGE_SIZE >= total:
        return LogPage((), number, total)
    entries = db.session.scalars(
        select(AccountEvent)
        .options(joinedload(AccountEvent.user))
        .where(condition)
        .order_by(AccountEvent.at.desc(), AccountEvent.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    )
    return LogPage(tuple(entries), number, total)
