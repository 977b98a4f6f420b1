"""Settings as the desk shows them: who changed what, when, and what lists hold."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Edition, HistoryEntry, Logo, MessageText, SettingValue, Team, Theme, User
from app.models.offer import training_themes


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with how many editions and staff accounts name it."""

    team: Team
    editions: int
    people: int


def changed() -> Mapping[str, SettingValue]:
    """The settings that differ from the standard, by name, with who changed them."""
    rows = db.session.scalars(select(SettingValue).options(joinedload(SettingValue.changed_by)))
    return {row.name: row for row in rows}


def stored_values(names: Collection[str]) -> Mapping[str, str]:
    """What is stored for these settings, usable or not; nothing is asked about none."""
    if not names:
        return {}
    wanted = SettingValue.name.in_(names)
    rows = db.session.execute(select(SettingValue.name, SettingValue.value).where(wanted))
    return {row.name: row.value for row in rows}


def changed_texts() -> Mapping[tuple[str, str], MessageText]:
    """The messages with own words, by kind and language, with who changed them."""
    rows = db.session.scalars(select(MessageText).options(joinedload(MessageText.changed_by)))
    return {(row.kind, row.language): row for row in rows}


def history(group: str | None = None, most: int = 200) -> list[HistoryEntry]:
    """The latest changes of settings, of one group or all, newest first, with who did it."""
    in_group = HistoryEntry.facts["group"].as_string()
    wanted = in_group.is_not(None) if group is None else in_group == group
    return list(
        db.session.scalars(
            select(HistoryEntry)
            .where(HistoryEntry.edition_id.is_(None), wanted)
            .options(joinedload(HistoryEntry.actor))
            .order_by(HistoryEntry.at.desc(), HistoryEntry.id.desc())
            .limit(most)
        )
    )


def logo() -> bytes | None:
    """The bytes of the logo."""
    return db.session.scalar(select(Logo.content))


def team_lines() -> list[TeamLine]:
    """All teams by name, also the retired ones."""
    editions = _number(Edition)
    people = _number(User)
    rows = db.session.execute(select(Team, editions, people).order_by(Team.name))
    return [TeamLine(*row) for row in rows]


def _number(table: type[Edition] | type[User]) -> ScalarSelect[int]:
    count = select(func.count()).select_from(table).where(table.team_id == Team.id)
    return count.correlate(Team).scalar_subquery()


def theme_lines() -> list[tuple[Theme, int]]:
    """All themes by name, with how many trainings have them."""
    trainings = (
        select(func.count())
        .select_from(training_themes)
        .where(training_themes.c.theme_id == Theme.id)
        .correlate(Theme)
        .scalar_subquery()
    )
    rows = db.session.execute(select(Theme, trainings).order_by(Theme.name))
    return [(theme, number) for theme, number in rows]
