"""The language of a page: the one that the visitor chose, else Dutch."""

from flask import g, session

LANGUAGES = ("nl", "en", "fr")
#: Values of the HTML lang attribute.
TAGS = {"nl": "nl-BE", "en": "en", "fr": "fr-BE"}


def current_language() -> str:
    """nl, en or fr. Dutch is not taken from the browser: the offer itself is in Dutch."""
    chosen = g.get("language") or session.get("language")
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def choose(code: str) -> None:
    """Keep the visitor's choice in the cookie of this browser."""
    session["language"] = code
