"""The filter of the catalogue: a plain GET form, so that every choice is an address to share."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.formats import month_name
from app.queries.offering import search
from app.queries.offering.offer import EditionCard, Offer, teams, themes
from app.rules.states import EditionState, Format
from app.web.language import LANGUAGE_NAMES, current_language

if TYPE_CHECKING:
    from app.models import Training

#: Longest search text, in characters; what follows is left out.
_LONGEST = 100
_MONTH = re.compile(r"20\d\d-(0[1-9]|1[0-2])", re.ASCII)


def _has_format(card: EditionCard, value: str) -> bool:
    return any(meeting.actual_format == value for meeting in card.edition.meetings)


def _in_language(card: EditionCard, value: str) -> bool:
    return card.edition.language == value


def _of_team(card: EditionCard, value: str) -> bool:
    return any(str(team_id) == value for team_id in card.edition.team_ids)


def _about(card: EditionCard, value: str) -> bool:
    return _has_theme(card.edition.training, value)


def _has_theme(training: "Training", value: str) -> bool:
    return any(str(theme.id) == value for theme in training.themes)


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
_TEXT, _THEME = "q", "thema"

Options = Mapping[str, Mapping[str, str]]


def options(offer: Offer, arguments: Mapping[str, str]) -> Options:
    """What can be chosen, by parameter: value -> words; only what occurs in this offer.

    And what was chosen at a time when it did occur: who follows an old link must read what they
    asked for, and that there is none now.
    """
    cards = offer.cards
    editions = [card.edition for card in cards]
    found_formats = {meeting.actual_format for edition in editions for meeting in edition.meetings}
    languages = {edition.language for edition in editions}
    team_names = {
        str(team.id): team.name
        for edition in editions
        for team in (edition.team, *edition.helping_teams)
    }
    trainings = [*(edition.training for edition in editions), *offer.dateless]
    theme_names = {str(theme.id): theme.name for one in trainings for theme in one.themes}
    found = {
        "vorm": {one.value: words for one, words in formats().items() if one in found_formats},
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


def formats() -> dict[Format, str]:
    """What live and online are called, to choose from."""
    return {Format.LIVE: _("Live"), Format.WEBINAR: _("Webinar")}


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(names.items(), key=lambda pair: pair[1].casefold()))


def _month(value: str) -> str:
    day = date.fromisoformat(f"{value}-01")
    return f"{month_name(day, current_language())} {day.year}"


def _once(name: str, value: str) -> str:
    """The words of a choice that does not occur now; "" when there never was one."""
    if name == "vorm":
        return {one.value: words for one, words in formats().items()}.get(value, "")
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


def unknown(arguments: Mapping[str, str], offered: Options) -> bool:
    """Whether an address asks for something that never could be chosen, as a broken link does."""
    return any(arguments.get(name, "").strip() not in ("", *offered[name]) for name in _MATCHES)


def matching(offer: Offer, asked: Mapping[str, str], found: search.Found) -> Offer:
    """What meets everything that was asked for; `found` is what speaks of the search text.

    Trainings without a date meet no wish about a date.
    """
    tests = [(_MATCHES[name], value) for name, value in asked.items() if name != _TEXT]
    by_text, theme = _TEXT in asked, asked.get(_THEME)
    about_dates = asked.keys() - {_TEXT, _THEME}
    return Offer(
        cards=[
            card
            for card in offer.cards
            if (not by_text or card.edition.id in found.editions)
            and all(test(card, value) for test, value in tests)
        ],
        dateless=[
            training
            for training in offer.dateless
            if not about_dates
            and (not by_text or training.id in found.trainings)
            and (theme is None or _has_theme(training, theme))
        ],
    )


def in_words(asked: Mapping[str, str], offered: Options) -> list[str]:
    """What was asked for, one phrase each, the search text in quotation marks."""
    return [
        f"“{value}”" if name == _TEXT else offered[name][value] for name, value in asked.items()
    ]


def ways_on(
    offer: Offer, asked: Mapping[str, str], found: search.Found
) -> list[tuple[str, dict[str, str]]]:
    """Each single choice that can be dropped to find something: its name and what then is left."""
    looser = [(name, {n: v for n, v in asked.items() if n != name}) for name in asked]
    wider = [(name, rest, matching(offer, rest, found)) for name, rest in looser]
    return [(name, rest) for name, rest, left in wider if left.cards or left.dateless]
