"""An organisation's own words in a message: a subject, an opening and a closing, with fields.

A field is a name between braces, such as {naam}; a message knows a few of them. What a message
must say (dates, links, terms) stands in its template and cannot be taken out by these words.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.rules.errors import Code, RuleBroken
from app.rules.telling.mailing import unknown_fields

_BLANK_LINE = re.compile(r"\n\s*\n")
_NAMED = re.compile(r"[^{}]{0,30}\{\s*naam\s*\}[^{}]{0,30}(?<![.:?])", re.IGNORECASE)
_HAILED = re.compile(
    r"(?:dag|beste|hallo|hoi|geachte|bonjour|bonsoir|ch[eè]re?s?|cher·e·?s?|hello|hi|dear)\b.{0,60},",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Own words of one message in one language; an empty part is as the standard has it."""

    subject: str = ""
    opening: str = ""
    closing: str = ""

    def __bool__(self) -> bool:
        return bool(self.subject or self.opening or self.closing)


def check_wording(wording: Wording, known: Sequence[str]) -> None:
    """Raise RuleBroken(FIELD_UNKNOWN) at the part with a field that is not `known`.

    Its facts are `fields`, those at fault, and those that are `allowed`.
    """
    for part in ("subject", "opening", "closing"):
        if unknown := unknown_fields(str(getattr(wording, part)), known):
            raise RuleBroken(Code.FIELD_UNKNOWN, part, fields=unknown, allowed=known)


def own_greeting(text: str) -> tuple[str, str]:
    """The greeting with which own words begin, and the rest of them; empty where they have none.

    A first line such as 'Beste {naam},' or 'Dag allemaal,' is one. It stands in the place of the
    greeting of the house, for nobody is greeted twice.
    """
    first, _, rest = text.strip().partition("\n")
    first = first.strip()
    if _NAMED.fullmatch(first) or _HAILED.fullmatch(first):
        return first, rest.strip()
    return "", text


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which blank lines part; a line end in one is a space."""
    parts = (" ".join(part.split()) for part in _BLANK_LINE.split(text.strip()))
    return tuple(part for part in parts if part)
