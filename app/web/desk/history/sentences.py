"""The history of an edition as sentences: what happened, and who did it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.web.desk.history import (
    decision_sentences,
    edition_sentences,
    message_sentences,
    registration_sentences,
    setting_sentences,
    staff_sentences,
)
from app.web.desk.history.facts import Facts, Sentences

if TYPE_CHECKING:
    from app.models import HistoryEntry

_AREAS = (edition_sentences, decision_sentences, registration_sentences, message_sentences)
_SENTENCES: Sentences = {
    action: write
    for area in (*_AREAS, staff_sentences, setting_sentences)
    for action, write in area.SENTENCES.items()
}
#: Actions without a person behind them, where nobody is named.
_BY_ITSELF = frozenset(action for area in _AREAS for action in area.BY_ITSELF)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the log."""

    at: datetime
    text: str
    who: str


def lines_of(entries: Iterable["HistoryEntry"]) -> list[Line]:
    """Each entry as a line, in the same order."""
    return [Line(entry.at, sentence(entry.action, entry.facts), _who(entry)) for entry in entries]


def sentence(action: str, facts: Facts) -> str:
    """What happened; an action of a later version keeps its own name."""
    write = _SENTENCES.get(action)
    return write(facts) if write else action


def _who(entry: "HistoryEntry") -> str:
    if entry.actor is not None:
        return entry.actor.name
    if entry.action in staff_sentences.BY_COMMAND:
        return _("By command")
    return _("By itself") if entry.action in _BY_ITSELF else _("By the participant")
