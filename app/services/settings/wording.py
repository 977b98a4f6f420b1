"""The organisation's own words in messages: changing them, and looking at a mail beforehand."""

from dataclasses import replace
from datetime import datetime

from app.extensions import db, effective
from app.mail.examples import example, fields_of, kinds
from app.mail.mime import Mail
from app.mail.rendering import LANGUAGES
from app.models import MessageText
from app.rules.settings.wording import Wording, check_wording
from app.services import history
from app.services.history import Action
from app.services.registering.link import without_links
from app.services.settings.version import count_change
from app.services.telling.message import letterhead

__all__ = ["LANGUAGES", "change", "current", "example_of", "fields_of", "kinds", "reset"]


def current(kind: str, language: str) -> Wording:
    """The own words that hold; all empty: the standard."""
    return effective().wordings.get((kind, language), Wording())


def example_of(kind: str, language: str, wording: Wording, now: datetime) -> Mail:
    """A mail with these words and facts as they could be; without links that open anything.

    Raises what `check_wording` does.
    """
    check_wording(wording, fields_of(kind))
    head = replace(letterhead(), wordings={(kind, language): wording})
    return without_links(example(kind, head, language, now), head.base_url)


def change(kind: str, language: str, wording: Wording, now: datetime, actor_id: int) -> bool:
    """Let a message say this from now on; whether that differs from what held.

    Raises what `check_wording` does.
    """
    check_wording(wording, fields_of(kind))
    if wording == current(kind, language):
        return False
    found = db.session.get(MessageText, (kind, language))
    if wording:
        found = found or MessageText(kind=kind, language=language)
        found.subject, found.opening, found.closing = (
            wording.subject,
            wording.opening,
            wording.closing,
        )
        found.changed_at, found.changed_by_id = now, actor_id
        db.session.add(found)
    elif found is not None:
        db.session.delete(found)
    history.record(
        Action.WORDING_CHANGED if wording else Action.WORDING_RESET,
        now,
        actor_id=actor_id,
        group=WORDINGS,
        kind=kind,
        language=language,
        old=_in_one(current(kind, language)),
        new=_in_one(wording),
    )
    count_change()
    return True


#: What the history calls the group of these changes.
WORDINGS = "berichten"


def reset(kind: str, language: str, now: datetime, actor_id: int) -> bool:
    """Go back to the standard; whether anything else held."""
    return change(kind, language, Wording(), now, actor_id)


def _in_one(wording: Wording) -> str:
    parts = (wording.subject, wording.opening, wording.closing)
    return " | ".join(part for part in parts if part)
