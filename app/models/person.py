"""What an e-mail address may have here beside registrations; nobody has an account."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.offer import Training
from app.models.types import UTCDateTime


class Interest(Model):
    """Somebody wants to know when a training has a date.

    Counts once `confirmed_at` is set, by the link in a mail (double opt-in). `told_at`: when the
    one mail about a date was written, after which the row has done its work.
    """

    __tablename__ = "interests"
    __table_args__ = (UniqueConstraint("training_id", "email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    training_id: Mapped[int] = mapped_column(ForeignKey("trainings.id"))
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    training: Mapped[Training] = relationship()


class OrganisationAlias(Model):
    """Another way of writing an organisation, which stands for `name` from now on.

    `key` is the other name as `rules.people.merging.plain` makes it.
    """

    __tablename__ = "organisation_aliases"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))


class SignIn(Model):
    """One request for a link to 'my trainings'.

    The link opens until `link_expires_at`; the browser that opened it stays signed in until
    `expires_at`. `ended_at`: the person signed out.
    """

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    link_expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class Feed(Model):
    """A personal calendar feed: its address holds a key of which only a digest is kept here."""

    __tablename__ = "feeds"

    id: Mapped[int] = mapped_column(primary_key=True)
    email_key: Mapped[str] = mapped_column(String(254), index=True)
    key_digest: Mapped[str] = mapped_column(String(64), unique=True)
    language: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
