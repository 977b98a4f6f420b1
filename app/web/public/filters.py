"""The filter of the catalogue: a plain GET form, so that every choice is an address to share."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _

from app.formats import month_name
from app.queries.offer import EditionCard, teams, themes
from app.rules.states import EditionState, Format
from app.web.language import LANGUAGE_NAMES, current_language

#: Longest search text, in characters; what follows is left out.
_LONGEST = 100
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


def _has_format(card: EditionCard, value: str) -> bool:
    return any(meeting.actual_format == value for meeting in card.edition.meetings)


def _in_language(card: EditionCard, value: str) -> bool:
    return card.edition.language == value


def _of_team(card: EditionCard, value: str) -> bool:
    return str(card.edition.team_id) == value


def _about(card: EditionCard, value: str) -> bool:
    return any(str(theme.id) == value for theme in card.edition.training.themes)


def _in_month(card: EditionCard, value: str) -> bool:
    return f"{card.first_on:%Y-%m}" == value


def _has_seats(card: EditionCard, _value: str) -> bool:
    return card.open and not card.seats.full


def _goes_ahead(card: EditionCard, _value: str) -> bool:
    return card.edition.state is EditionState.CONFIRMED


#: In the order in which an address names them; `q`, the search text, comes first.
_MATCHES: dict[str, Callable[[EditionCard, str], bool]] = {
    "vorm": _has_format,
    "voertaal": _in_language,
    "regio": _of_team,
    "thema": _about,
    "maand": _in_month,
    "plaats": _has_seats,
    "zeker": _goes_ahead,
}
_TEXT = "q"

Options = Mapping[str, Mapping[str, str]]


def options(cards: Sequence[EditionCard], arguments: Mapping[str, str]) -> Options:
    """What can be chosen, by parameter: value -> words; only what occurs in these cards.

    And what was chosen at a time when it did occur: who follows an old link must read what they
    asked for, and that there is none now.
    """
    editions = [card.edition for card in cards]
    formats = {meeting.actual_format for edition in editions for meeting in edition.meetings}
    languages = {edition.language for edition in editions}
    team_names = {str(edition.team_id): edition.team.name for edition in editions}
    theme_names = {
        str(theme.id): theme.name for edition in editions for theme in edition.training.themes
    }
    found = {
        "vorm": {one.value: words for one, words in _formats().items() if one in formats},
        "voertaal": {code: name for code, name in LANGUAGE_NAMES.items() if code in languages},
        "regio": _by_name(team_names),
        "thema": _by_name(theme_names),
        "maand": {month: _month(month) for month in sorted({f"{c.first_on:%Y-%m}" for c in cards})},
        "plaats": {"1": _("with free places")},
        "zeker": {"1": _("that certainly go ahead")},
    }
    for name, choices in found.items():
        value = arguments.get(name, "").strip()
        if value and value not in choices and (words := _once(name, value)):
            choices[value] = words
    return found


def _formats() -> dict[Format, str]:
    return {Format.LIVE: _("Live"), Format.WEBINAR: _("Webinar")}


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _month(value: str) -> str:
    day = date.fromisoformat(f"{value}-01")
    return f"{month_name(day, current_language())} {day.year}"


def _once(name: str, value: str) -> str:
    """The words of a choice that does not occur now; "" when there never was one."""
    if name == "vorm":
        return {one.value: words for one, words in _formats().items()}.get(value, "")
    if name == "voertaal":
        return LANGUAGE_NAMES.get(value, "")
    if name == "maand":
        return _month(value) if _MONTH.fullmatch(value) else ""
    rows = teams() if name == "regio" else themes() if name == "thema" else []
    return next((row.name for row in rows if str(row.id) == value), "")


def chosen(arguments: Mapping[str, str], offered: Options) -> dict[str, str]:
    """What the visitor asked for; a value that cannot be chosen asks for nothing."""
    text = " ".join(arguments.get(_TEXT, "").split())[:_LONGEST]
    asked = {name: arguments.get(name, "").strip() for name in _MATCHES}
    return ({_TEXT: text} if text else {}) | {
        name: value for name, value in asked.items() if value in offered[name]
    }


def matching(
    cards: Sequence[EditionCard], asked: Mapping[str, str], found: Collection[int]
) -> list[EditionCard]:
    """The cards that meet everything that was asked for; `found` are the ids of the search text."""
    tests = [(_MATCHES[name], value) for name, value in asked.items() if name != _TEXT]
    return [
        card
        for card in cards
        if (_TEXT not in asked or card.edition.id in found)
        and all(test(card, value) for test, value in tests)
    ]


def in_words(asked: Mapping[str, str], offered: Options) -> list[str]:
    """What was asked for, one phrase each, the search text in quotation marks."""
    return [
        f"“{value}”" if name == _TEXT else offered[name][value] for name, value in asked.items()
    ]


def ways_on(
    cards: Sequence[EditionCard], asked: Mapping[str, str], found: Collection[int]
) -> list[tuple[str, dict[str, str]]]:
    """Each single choice that can be dropped to find something: its name and what then is left."""
    looser = [(name, {n: v for n, v in asked.items() if n != name}) for name in asked]
    return [(name, rest) for name, rest in looser if matching(cards, rest, found)]
