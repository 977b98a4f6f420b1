"""Themes: added, renamed, merged, deleted; the search follows."""

from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import Theme, Training
from app.rules.errors import Code, RuleBroken
from app.services.history import Action
from app.services.offering import search
from app.services.settings.naming import check_free, note

#: What the history calls the group of these changes.
THEMES = "themas"


def add_theme(name: str, now: datetime, actor_id: int) -> Theme:
    """A new theme. Raises RuleBroken(NAME_TAKEN)."""
    check_free(Theme, name)
    theme = Theme(name=name)
    db.session.add(theme)
    note(Action.THEME_ADDED, THEMES, now, actor_id, name)
    return theme


def rename_theme(theme_id: int, name: str, now: datetime, actor_id: int) -> None:
    """Another name. Raises LookupError, RuleBroken(NAME_TAKEN): then they can be merged."""
    theme = _theme(theme_id)
    if theme.name == name:
        return
    check_free(Theme, name, theme_id)
    old, theme.name = theme.name, name
    note(Action.THEME_RENAMED, THEMES, now, actor_id, name, old)
    _index(_trainings(theme_id))


def merge_theme(theme_id: int, into_id: int, now: datetime, actor_id: int) -> None:
    """Give all trainings of a theme the other one instead, and delete it. Raises LookupError."""
    if theme_id == into_id:
        return
    theme, other = _theme(theme_id), _theme(into_id)
    trainings = _trainings(theme_id)
    for training in trainings:
        training.themes.remove(theme)
        if other not in training.themes:
            training.themes.append(other)
    db.session.flush()
    db.session.delete(theme)
    note(Action.THEME_MERGED, THEMES, now, actor_id, other.name, theme.name)
    _index(trainings)


def delete_theme(theme_id: int, now: datetime, actor_id: int) -> None:
    """Take a theme away that no training has. Raises LookupError, RuleBroken(THEME_IN_USE)."""
    theme = _theme(theme_id)
    if _trainings(theme_id):
        raise RuleBroken(Code.THEME_IN_USE)
    db.session.delete(theme)
    note(Action.THEME_DELETED, THEMES, now, actor_id, theme.name)


def _theme(theme_id: int) -> Theme:
    theme = db.session.get(Theme, theme_id)
    if theme is None:
        raise LookupError(f"no theme {theme_id}")
    return theme


def _trainings(theme_id: int) -> list[Training]:
    with_theme = select(Training).where(Training.themes.any(Theme.id == theme_id))
    return list(db.session.scalars(with_theme.order_by(Training.id)))


def _index(trainings: list[Training]) -> None:
    search.index_trainings([training.id for training in trainings])
