"""Quotes: a sentence that a participant allows to be published, judged by a coordinator."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from app.rules.errors import Code, RuleBroken
from app.rules.states import QuoteConsent


@dataclass(frozen=True, slots=True)
class PublishedQuote:
    """An approved quote with what its signature needs."""

    text: str
    short_name: str
    first_on: date

    @property
    def signature(self) -> str:
        """The attribution as the quality report prints it: (deelnemer 'TOPOI' 06/02)."""
        return f"(deelnemer '{self.short_name}' {self.first_on:%d/%m})"


def _words(text: str) -> list[str]:
    # Phones send é as one character or as two (e and an accent); both are one letter of a word.
    composed = unicodedata.normalize("NFC", text)
    kept = "".join(c.casefold() if c.isalnum() else " " for c in composed)
    return kept.split()


def check_shortened(original: str, published: str) -> None:
    """A coordinator may leave words out, never put words in a participant's mouth.

    Every word of `published` must stand in `original` in the same order; punctuation, capitals and
    '(…)' are free. Raises RuleBroken(QUOTE_CHANGED_MEANING).
    """
    rest = iter(_words(original))
    words = _words(published)
    if not words or not all(any(word == other for other in rest) for word in words):
        raise RuleBroken(Code.QUOTE_CHANGED_MEANING, "text")


def check_publishable(consent: QuoteConsent) -> None:
    """Without the participant's consent nothing is published: RuleBroken(QUOTE_WITHOUT_CONSENT)."""
    if consent is QuoteConsent.NONE:
        raise RuleBroken(Code.QUOTE_WITHOUT_CONSENT)
