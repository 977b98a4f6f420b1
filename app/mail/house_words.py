"""The organisation's own words in a message: its fields, and what they say to one reader."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app import formats
from app.rules.deciding.cancelling import OwnWords
from app.rules.settings.wording import Wording, own_greeting, paragraphs
from app.rules.telling.mailing import fill

Facts = Mapping[str, Any]

#: Field -> (the fact that a message must know, how it is said in a language).
FIELDS: Mapping[str, tuple[str, Callable[[Any, str], str]]] = {
    "naam": ("to", lambda to, _: to.called or to.email),
    "organisatie": ("head", lambda org, _: org.name),
    "vorming": ("edition", lambda edition, _: edition.title),
    "datum": ("edition", lambda edition, code: formats.date_long(edition.first.starts_at, code)),
    "team": ("edition", lambda edition, _: edition.team),
    "beslisdatum": ("edition", lambda edition, code: formats.date_long(edition.decision_on, code)),
    "sessie": ("meeting", lambda one, code: formats.when(one.starts_at, one.ends_at, code)),
}


@dataclass(frozen=True, slots=True)
class HouseWords:
    """What stands in one mail: an empty subject or greeting is that of the standard."""

    subject: str = ""
    greeting: str = ""
    opening: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()


def house_words(wording: Wording | None, facts: Facts, language: str) -> HouseWords:
    """The words with their fields filled in; none when one of them names an unknown field.

    That was refused when it was written; a later version of a message may know fewer.
    """
    if not wording:
        return HouseWords()
    values = _values(facts, language)
    # What a coordinator wrote for this one occasion goes before what is said each time.
    written = facts.get("words")
    subject = "" if isinstance(written, OwnWords) and written.subject else wording.subject
    greeting, opening = own_greeting(wording.opening)
    try:
        return HouseWords(
            fill(subject, values),
            fill(greeting, values),
            paragraphs(fill(opening, values)),
            paragraphs(fill(wording.closing, values)),
        )
    except KeyError:
        return HouseWords()


def own_words(words: OwnWords, facts: Facts, language: str) -> tuple[str, OwnWords]:
    """What a coordinator wrote for one cancellation, with its fields filled in for the reader.

    A greeting in it comes apart, for it belongs on top, before the reason.
    `rules.deciding.cancelling.check_words` let pass no other fields.
    """
    values = _values(facts, language)
    greeting, opening = own_greeting(words.opening)
    return fill(greeting, values), OwnWords(fill(words.subject, values), fill(opening, values))


def _values(facts: Facts, language: str) -> dict[str, str]:
    return {
        name: say(facts[fact], language) for name, (fact, say) in FIELDS.items() if fact in facts
    }
