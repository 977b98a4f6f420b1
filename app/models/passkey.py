"""Passkeys of staff."""

from datetime import datetime

from flask_security import WebAuthnMixin
from sqlalchemy import JSON, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Model
from app.models.types import UTCDateTime


class Passkey(Model, WebAuthnMixin):  # type: ignore[misc]  # flask-security ships no types
    """A public key whose other half never leaves somebody's device; columns as the library asks.

    `usage`: 'first' signs in by itself, 'secondary' comes after the password.
    """

    __tablename__ = "passkeys"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(10))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(Integer, default=0)
    transports: Mapped[list[str]] = mapped_column(JSON, default=list)
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(Text)
    lastuse_datetime: Mapped[datetime] = mapped_column(UTCDateTime)
