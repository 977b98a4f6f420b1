"""The language of a page: the one that the visitor chose, else Dutch."""

from flask import g, session
from markupsafe import Markup
from wtforms.fields import SelectChoice

LANGUAGES = ("nl", "en", "fr")
#: Each in its own words, for whoever looks for it.
LANGUAGE_NAMES = {"nl": "Nederlands", "en": "English", "fr": "Français"}
#: Values of the HTML lang attribute.
TAGS = {"nl": "nl-BE", "en": "en", "fr": "fr-BE"}


def language_choices() -> list[SelectChoice]:
    """The languages, for a list to choose from."""
    return [SelectChoice(code, name) for code, name in LANGUAGE_NAMES.items()]


#: Where the language of the mail stands whose link was opened last, and who of staff is signed in.
_OF_MAIL, _STAFF = "mail_language", "_user_id"


def current_language() -> str:
    """nl, en or fr. Dutch is not taken from the browser: the offer itself is in Dutch."""
    chosen = g.get("language") or session.get("language")
    # The desk does not turn French because somebody looked at a participant's link.
    if not chosen and _STAFF not in session:
        chosen = session.get(_OF_MAIL)
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def follow_mail(code: str) -> None:
    """Speak the language of the mail that led here, unless this visitor chose one."""
    session[_OF_MAIL] = code


def choose(code: str) -> None:
    """Keep the visitor's choice in the cookie of this browser."""
    session["language"] = code


def lang_attribute(code: str = LANGUAGES[0]) -> Markup:
    """` lang="nl"` for an element in another language than its page, else nothing.

    WCAG 2.2, success criterion 3.1.2: a screen reader pronounces each part by its own language.
    Without a code it is Dutch, the language in which trainings are described.
    """
    return lang_attribute_on(current_language(), code)


def lang_attribute_on(page: str, code: str = LANGUAGES[0]) -> Markup:
    """`lang_attribute` on a page whose language is known."""
    return Markup("") if code == page else Markup(' lang="{}"').format(code)


def in_language(text: str, code: str = LANGUAGES[0]) -> Markup | str:
    """`text` for within a sentence of the page, marked when it is in another language."""
    return in_language_on(current_language(), text, code)


def in_language_on(page: str, text: str, code: str = LANGUAGES[0]) -> Markup | str:
    """`in_language` on a page whose language is known."""
    attribute = lang_attribute_on(page, code)
    return Markup("<span{}>{}</span>").format(attribute, text) if attribute else text
