"""What a line of the history was written with: its facts, read by the sentences of each area."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext as _

Facts = Mapping[str, Any]
Sentences = dict[str, Callable[[Facts], str]]


def name(facts: Facts) -> str:
    """Of whom or what the line is about."""
    return str(facts.get("name", ""))


def number(facts: Facts) -> int:
    """How many people, rows or things it was."""
    return int(facts.get("number", 0))


def with_reason(text: str, facts: Facts) -> str:
    """The sentence, with the reason that was given behind it."""
    reason = str(facts.get("reason", "")).strip()
    return _("%(what)s: “%(reason)s”", what=text, reason=reason) if reason else text
