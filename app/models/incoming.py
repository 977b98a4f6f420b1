"""Mail that comes in: how far the mailbox was read, and addresses from which mail came back."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.models.types import UTCDateTime


class Mailbox(Model):
    """How far a folder was read; what is behind `last_uid` is never looked at again.

    UIDs rise within one UIDVALIDITY (RFC 3501 section 2.3.1.1). `claimed_at`: somebody reads it
    since then. `problem` is what keeps it from being read, since `problem_at`, without addresses.
    """

    __tablename__ = "mailboxes"

    name: Mapped[str] = mapped_column(String(300), primary_key=True)
    uid_validity: Mapped[int] = mapped_column(BigInteger, default=0)
    last_uid: Mapped[int] = mapped_column(BigInteger, default=0)
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    checked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    problem: Mapped[str] = mapped_column(String(200), default="")
    problem_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BouncedAddress(Model):
    """A normalised address at which mail cannot be delivered, and what the server said of it."""

    __tablename__ = "bounced_addresses"

    email_key: Mapped[str] = mapped_column(String(254), primary_key=True)
    reason: Mapped[str] = mapped_column(String(500))
    bounced_at: Mapped[datetime] = mapped_column(UTCDateTime)
