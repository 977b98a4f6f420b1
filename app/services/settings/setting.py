"""Changing settings: read as `config` reads them, kept where they differ from the standard."""

from collections.abc import Mapping
from datetime import datetime

from app.effective import read
from app.extensions import db, effective, installation
from app.models import SettingValue
from app.rules.errors import Code, RuleBroken
from app.rules.settings.contrast import TEXT, TooFaint, faint_in_dark, faint_in_light, parse
from app.rules.settings.registry import EDITABLE, Kind, written
from app.services import history
from app.services.history import Action
from app.services.settings.version import count_change
from config import READERS, Whole

#: Longer texts fit in no head and no line of a mail.
MOST_LETTERS = 300


def standard(name: str) -> str:
    """What a setting is without any change at the desk, as it is written."""
    return written(name, getattr(installation(), name.lower()))


def current(name: str) -> str:
    """What a setting is now, as it is written."""
    return written(name, getattr(effective().settings, name.lower()))


def check(name: str, value: str) -> str:
    """A value as it will be kept.

    Raises RuleBroken(SETTING_UNUSABLE) with what is allowed, or COLOUR_FAINT; the field is the
    name of the setting in small letters. KeyError for what cannot be changed at the desk.
    """
    kind, field = EDITABLE[name].kind, name.lower()
    reader = READERS[name][0]
    try:
        if kind in (Kind.TEXT, Kind.EMAIL, Kind.WEB) and len(value) > MOST_LETTERS:
            raise ValueError("a shorter text")
        if kind is Kind.COLOUR:
            faint = _faint(name, parse(value))
            if faint is not None:
                raise RuleBroken(
                    Code.COLOUR_FAINT,
                    field,
                    ratio=faint.ratio,
                    needed=TEXT,
                    on=faint.on,
                    suggestion=faint.suggestion,
                )
        return written(name, read(name, " ".join(value.split()) if kind is Kind.TEXT else value))
    except ValueError:
        bounds = (reader.least, reader.most) if isinstance(reader, Whole) else (0, 0)
        raise RuleBroken(
            Code.SETTING_UNUSABLE, field, kind=kind, least=bounds[0], most=bounds[1]
        ) from None


def _faint(name: str, colour: str) -> TooFaint | None:
    return faint_in_light(colour) if name == "BRAND_COLOUR" else faint_in_dark(colour)


def change(values: Mapping[str, str], seen: str, now: datetime, actor_id: int) -> int:
    """Give settings these values; how many differ from what held.

    `seen` is the mark of the settings that the person had before them. Raises what `check` does,
    and RuleBroken(SETTINGS_CHANGED) when somebody else changed something since: else the values
    that this person left alone would undo that.
    """
    checked = {name: check(name, value) for name, value in values.items()}
    changes = {name: value for name, value in checked.items() if value != current(name)}
    # A stored value that cannot be used is replaced too, also by the standard that holds now.
    broken = {name: checked[name] for name in effective().unusable if name in checked}
    if not changes and not broken:
        return 0
    if seen != effective().mark:
        raise RuleBroken(Code.SETTINGS_CHANGED)
    for name, value in (broken | changes).items():
        _write(name, value, now, actor_id)
    count_change()
    return len(broken | changes)


def reset(name: str, now: datetime, actor_id: int) -> None:
    """Go back to the standard. KeyError for what cannot be changed at the desk."""
    if db.session.get(SettingValue, name) is None:
        return
    _write(name, written(name, read(name, standard(name))), now, actor_id)
    count_change()


def _write(name: str, value: str, now: datetime, actor_id: int) -> None:
    old, stored = current(name), db.session.get(SettingValue, name)
    back = value == standard(name)
    if back and stored is not None:
        db.session.delete(stored)
    elif not back:
        stored = stored or SettingValue(name=name)
        stored.value, stored.changed_at, stored.changed_by_id = value, now, actor_id
        db.session.add(stored)
    history.record(
        Action.SETTING_RESET if back else Action.SETTING_CHANGED,
        now,
        actor_id=actor_id,
        group=EDITABLE[name].group,
        setting=name,
        old=old,
        new=value,
    )
