"""Whether everything that the site needs is there."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, text

from app.extensions import db
from app.models import Heartbeat, Mailbox
from app.queries.telling import waiting

#: The worker says every minute that it lives.
WORKER_SILENT_AFTER = timedelta(minutes=5)

#: A message that waits longer than this, with a mail server configured, needs a look.
MAIL_LATE_AFTER = timedelta(minutes=30)


#: A mailbox that could not be read for as long needs a look; a server may be restarted.
MAILBOX_UNREAD_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Status:
    """What `/readyz` tells. Ages in whole seconds; None: never, or none."""

    revision: str | None
    worker_seconds: int | None
    oldest_message_seconds: int | None
    mailbox_problem_seconds: int | None = None

    @property
    def mailbox_read(self) -> bool:
        """Whether the mailbox, where there is one, could be read lately."""
        limit = MAILBOX_UNREAD_AFTER.total_seconds()
        return self.mailbox_problem_seconds is None or self.mailbox_problem_seconds <= limit

    @property
    def worker_alive(self) -> bool:
        """Whether the worker was heard of lately."""
        limit = WORKER_SILENT_AFTER.total_seconds()
        return self.worker_seconds is not None and self.worker_seconds <= limit

    @property
    def mail_on_time(self) -> bool:
        """Whether no message is late."""
        limit = MAIL_LATE_AFTER.total_seconds()
        return self.oldest_message_seconds is None or self.oldest_message_seconds <= limit


def status(now: datetime) -> Status:
    """The state of the database, the worker and the outbox."""
    revision = db.session.scalar(text("SELECT version_num FROM alembic_version"))
    beat_at = db.session.scalar(select(Heartbeat.beat_at).where(Heartbeat.name == "worker"))
    oldest = db.session.scalar(
        select(func.min(waiting.SINCE)).where(waiting.not_left(now, MAIL_LATE_AFTER))
    )
    unread = db.session.scalar(select(func.min(Mailbox.problem_at)))
    return Status(revision, _age(beat_at, now), _age(oldest, now), _age(unread, now))


def _age(moment: datetime | None, now: datetime) -> int | None:
    return None if moment is None else max(0, int((now - moment).total_seconds()))
