"""Teams and staff accounts. Participants have no account: they come by signed link."""

from datetime import datetime

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model, db
from app.models.types import UTCDateTime
from app.rules.access import Actor
from app.rules.states import Role as RoleName


class Team(Model):
    """A regional team that plans trainings; a retired one gets nothing new."""

    __tablename__ = "teams"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    retired: Mapped[bool] = mapped_column(default=False, server_default=false())


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
    """A trainer, coordinator or administrator. `team_id` None: all teams."""

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

    team: Mapped[Team | None] = relationship(lazy="joined")
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # narrower than theirs
        secondary=user_roles, lazy="selectin"
    )

    @property
    def actor(self) -> Actor:
        """The user as the rules on access see one."""
        return Actor(self.id, frozenset(RoleName(role.name) for role in self.roles), self.team_id)
