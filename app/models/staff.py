"""Teams and staff accounts. Participants have no account: they come by signed link."""

from datetime import date, datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, db, installation
from app.models.passkey import Passkey
from app.models.types import UTCDateTime
from app.rules.access import Actor
from app.rules.accounts.second_factor import TwoFactor
from app.rules.states import Role as RoleName


class Team(Model):
    """A regional team that plans trainings; a retired one gets nothing new.

    `email` is where answers to mails about its editions go; empty: to the organisation.
    """

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    email: Mapped[str] = mapped_column(String(254), default="", server_default="")


user_roles = Table(
    "user_roles",
    db.metadata,
    Column("user_id", Integer, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True),
    Column("role_id", Integer, ForeignKey("roles.id", ondelete="CASCADE"), primary_key=True),
)


class Role(Model, RoleMixin):  # type: ignore[misc]  # flask-security ships no types
    """A staff role; the rows are those of `rules.states.Role`."""

    __tablename__ = "roles"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30), unique=True)
    description: Mapped[str | None] = mapped_column(String(200))


class User(Model, UserMixin):  # type: ignore[misc]  # flask-security ships no types
    """A trainer, coordinator or administrator. `team_id` None: all teams.

    The names `tf_...`, `mf_...`, `fs_...` and `webauthn` are those of Flask-Security.
    `tf_totp_secret` is encrypted; `totp_counter` is the period of the last code that was taken,
    so that none is taken twice; `mf_recovery_codes` are keyed digests. `provider_subject` is a
    digest of who this is at the OpenID Connect provider. `digest`: whether they want the morning
    mail, None for who did not say; `digested_on` is the last day for which it was looked at.
    """

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    biography: Mapped[str] = mapped_column(String(1000), default="", server_default="")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(Boolean(create_constraint=True, name="active"))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    team_id: Mapped[int | None] = mapped_column(ForeignKey("teams.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    last_sign_in_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    tf_primary_method: Mapped[str | None] = mapped_column(String(30))
    tf_totp_secret: Mapped[str | None] = mapped_column(Text)
    totp_counter: Mapped[int | None] = mapped_column(BigInteger)
    mf_recovery_codes: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # untyped there
        String(64), unique=True, index=True
    )
    provider_subject: Mapped[str | None] = mapped_column(String(64), unique=True, index=True)
    digest: Mapped[bool | None]
    digested_on: Mapped[date | None] = mapped_column(Date)

    team: Mapped[Team | None] = relationship(lazy="joined")
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # narrower than theirs
        secondary=user_roles
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # narrower than theirs
        cascade="all, delete-orphan", order_by=Passkey.id, passive_deletes=True
    )

    @property
    def actor(self) -> Actor:
        """The user as the rules on access see one."""
        return Actor(self.id, frozenset(RoleName(role.name) for role in self.roles), self.team_id)

    @property
    def has_second_factor(self) -> bool:
        """Whether a password alone does not sign this person in."""
        return self.tf_totp_secret is not None or any(
            passkey.usage == "secondary" for passkey in self.webauthn
        )

    def check_tf_required(
        self, tf_setup_methods: list[tuple[str, str]], tf_fresh: bool
    ) -> tuple[bool, list[tuple[str, str]]]:
        """Flask-Security asks whether signing in takes a second factor: if the person has one."""
        wanted = installation().two_factor is not TwoFactor.OFF
        return wanted and bool(tf_setup_methods), tf_setup_methods
