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
from app.rules.settings.registry import EDITABLE
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


class Keeper:
    """Keeps what was read last, for one application."""

    def __init__(self, standard: Settings) -> None:
        self._standard, self._kept = standard, Effective("", standard)

    def with_mark(self, standard: Settings, mark: str) -> Effective | None:
        """What is kept, when it has this mark."""
        kept = self._kept
        return kept if mark == kept.mark and standard is self._standard else None

    def look(self, standard: Settings, writing: bool) -> Effective:
        """What holds over these settings of the environment, as the session sees it.

        In a transaction that writes, what was read is not kept: it may still be rolled back.
        Without its tables, as before an upgrade, or without a database, what was known holds.
        """
        if standard is not self._standard:
            self._standard, self._kept = standard, Effective("", standard)
        session: Any = extensions.db.session
        try:
            with session.no_autoflush:
                mark = session.execute(text("SELECT mark FROM settings_version")).scalar() or ""
                if mark == self._kept.mark:
                    return self._kept
                found = _read(session, standard, mark)
        except SQLAlchemyError:
            if writing:
                raise
            session.rollback()
            return self._kept
        if not writing:
            self._kept = found
        return found


def _read(session: Any, standard: Settings, mark: str) -> Effective:
    rows = session.execute(text("SELECT name, value FROM setting_values"))
    settings, unusable = overridden(standard, {row.name: row.value for row in rows})
    words = session.execute(
        text("SELECT kind, language, subject, opening, closing FROM message_texts")
    )
    logo = session.execute(text("SELECT digest, width, height FROM logos")).first()
    return Effective(
        mark=mark,
        settings=settings,
        unusable=unusable,
        wordings={(row[0], row[1]): Wording(row[2], row[3], row[4]) for row in words},
        logo=None if logo is None else LogoMark(*logo),
    )
