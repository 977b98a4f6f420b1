"""Around the accounts of staff: who is invited, who signed in, who subscribes to a calendar."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.staff import Team, User
from app.models.types import UTCDateTime, states
from app.rules.accounts.sign_in_log import AccountEventKind, SignInMethod
from app.rules.calendars.staff_feed import FeedKind


class StaffInvitation(Model):
    """Somebody may open an account. The row goes when they do, and when it is withdrawn.

    A signed link opens it, made of `public_id` and `link_version`; sending it again counts the
    version up, so that the older link is dead.
    """

    __tablename__ = "staff_invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    roles: Mapped[list[str]] = mapped_column(JSON)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"))
    link_version: Mapped[int] = mapped_column(Integer, default=0)
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)

    team: Mapped[Team | None] = relationship()


class AccountEvent(Model):
    """One sign-in, one try, one change of password.

    `user_id` None: a try with an address that has no account. `device` and `network` are coarse.
    """

    __tablename__ = "account_events"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    user_id: Mapped[int | None] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[AccountEventKind] = mapped_column(states(AccountEventKind, "kind"))
    method: Mapped[SignInMethod | None] = mapped_column(states(SignInMethod, "method"))
    device: Mapped[str] = mapped_column(String(60))
    network: Mapped[str] = mapped_column(String(45))

    user: Mapped[User | None] = relationship()


class StaffFeed(Model):
    """A calendar that a member of staff subscribes to: its address holds a key, here is a digest.

    The row goes when they stop it, and when their role, team or account change.
    """

    __tablename__ = "staff_feeds"
    __table_args__ = (UniqueConstraint("user_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[FeedKind] = mapped_column(states(FeedKind, "kind"))
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    user: Mapped[User] = relationship()
