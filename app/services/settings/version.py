"""The mark by which all processes see that something changed."""

import secrets

from sqlalchemy import update

from app.extensions import db, look_again
from app.models import SettingsVersion


def count_change() -> None:
    """Set a new mark, at the end of each change; the settings are then read anew.

    The mark is drawn, not counted: one of a change that was rolled back never comes again.
    """
    db.session.flush()
    mark = secrets.token_hex(8)
    changed = db.session.execute(update(SettingsVersion).values(mark=mark))
    if not changed.rowcount:  # type: ignore[attr-defined]  # a cursor result, for an UPDATE
        db.session.add(SettingsVersion(id=1, mark=mark))
        db.session.flush()
    look_again()
