"""An organisation's own words in a message: a subject, an opening and a closing, with fields.

A field is a name between braces, such as {naam}; a message knows a few of them. What a message
must say (dates, links, terms) stands in its template and cannot be taken out by these words.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from app.rules.errors import Code, RuleBroken

_FIELD = re.compile(r"\{([^{}\n]*)\}")
_BRACE = re.compile(r"[{}]")
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class Wording:
    """Own words of one message in one language; an empty part is as the standard has it."""

    subject: str = ""
    opening: str = ""
    closing: str = ""

    def __bool__(self) -> bool:
        return bool(self.subject or self.opening or self.closing)


def check_wording(wording: Wording, known: Collection[str]) -> None:
    """Raise RuleBroken(FIELD_UNKNOWN) with the part at fault for a field that is not `known`."""
    for part in ("subject", "opening", "closing"):
        text = str(getattr(wording, part))
        asked = [name for name in _FIELD.findall(text) if name not in known]
        loose = _BRACE.search(_FIELD.sub("", text))
        if asked or loose:
            raise RuleBroken(
                Code.FIELD_UNKNOWN,
                part,
                unknown="{" + asked[0] + "}" if asked else "{",
                known=", ".join("{" + name + "}" for name in known),
            )


def filled(text: str, values: Mapping[str, str]) -> str:
    """`text` with each field as its value; raises KeyError for a field without one."""
    return _FIELD.sub(lambda found: values[found.group(1)], text)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, which blank lines part; a line end in one is a space."""
    parts = (" ".join(part.split()) for part in _BLANK_LINE.split(text.strip()))
    return tuple(part for part in parts if part)
