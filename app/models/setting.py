"""What administrators changed: settings, the words of messages, the logo, and their version."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Model
from app.models.staff import User
from app.models.types import UTCDateTime


class SettingValue(Model):
    """A setting that differs from the standard, written as the environment would have it."""

    __tablename__ = "setting_values"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    changed_by: Mapped[User | None] = relationship()


class MessageText(Model):
    """An organisation's own words in one kind of message, in one language."""

    __tablename__ = "message_texts"

    kind: Mapped[str] = mapped_column(String(60), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    subject: Mapped[str] = mapped_column(String(100), default="")
    opening: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))

    changed_by: Mapped[User | None] = relationship()


class Logo(Model):
    """The one logo, as we encoded it; `digest` names its bytes."""

    __tablename__ = "logos"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    digest: Mapped[str] = mapped_column(String(12))
    width: Mapped[int]
    height: Mapped[int]


class SettingsVersion(Model):
    """A mark that is new after each change; it is in one row.

    It also changes with the names of teams and themes, which pages of the offer show.
    """

    __tablename__ = "settings_version"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(16))
