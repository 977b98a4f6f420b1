"""The settings that hold: those of the environment, with what administrators changed over them.

Each process keeps what it read last, with the mark that the database had then. Once a request, and
once in each transaction, one small statement asks for the mark; all the rest is read again only
after a change. A stored value that cannot be used (after an upgrade) stops nothing: the standard
holds, and the desk shows which it was.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app import extensions
from app.rules.settings.registry import EDITABLE, written
from app.rules.settings.wording import Wording
from config import READERS, Settings


@dataclass(frozen=True, slots=True)
class LogoMark:
    """Which logo there is, and its size in pixels."""

    digest: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Effective:
    """What holds now. `unusable` names stored values that cannot be read; for them holds the
    standard. `wordings` are the own words of messages by kind and language."""

    mark: str
    settings: Settings
    unusable: frozenset[str] = frozenset()
    wordings: Mapping[tuple[str, str], Wording] = field(default_factory=dict)
    logo: LogoMark | None = None


def read(name: str, value: str) -> Any:
    """A stored value, parsed; raises ValueError. Empty is for a setting without a standard."""
    reader, standard = READERS[name]
    if not value.strip() and standard is None:
        return None
    return reader(value)


def overridden(standard: Settings, stored: Mapping[str, str]) -> tuple[Settings, frozenset[str]]:
    """The standard with the stored values over it, and the names of those that cannot be used."""
    values: dict[str, Any] = {}
    unusable = set()
    for name, value in stored.items():
        if name not in EDITABLE:
            unusable.add(name)
            continue
        try:
            values[name.lower()] = read(name, value)
        except ValueError:
            unusable.add(name)
    return replace(standard, **values), frozenset(unusable)


def standard_of(settings: Settings, name: str) -> str:
    """A setting as it is written."""
    return written(name, getattr(settings, name.lower()))


class Keeper:
    """Keeps the settings of one application."""

    def __init__(self, standard: Settings) -> None:
        self.standard = standard
        self._kept = Effective("", standard)

    def look(self, writing: bool) -> Effective:
        """What holds, as the session sees it.

        In a transaction that writes, what was read is not kept: it may still be rolled back.
        Without its tables, as before an upgrade, or without a database, what was known holds.
        """
        session: Any = extensions.db.session
        try:
            with session.no_autoflush:
                mark = session.execute(text("SELECT mark FROM settings_version")).scalar() or ""
                if mark == self._kept.mark:
                    return self._kept
                found = self._read(session, mark)
        except SQLAlchemyError:
            if writing:
                raise
            session.rollback()
            return self._kept
        if not writing:
            self._kept = found
        return found

    def _read(self, session: Any, mark: str) -> Effective:
        stored = dict(session.execute(text("SELECT name, value FROM setting_values")).tuples())
        words = session.execute(
            text("SELECT kind, language, subject, opening, closing FROM message_texts")
        )
        logo = session.execute(text("SELECT digest, width, height FROM logos")).first()
        settings, unusable = overridden(self.standard, stored)
        return Effective(
            mark=mark,
            settings=settings,
            unusable=unusable,
            wordings={(row[0], row[1]): Wording(row[2], row[3], row[4]) for row in words},
            logo=None if logo is None else LogoMark(*logo),
        )
