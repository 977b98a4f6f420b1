"""The filter of the catalogue: a plain GET form, so that every choice is an address to share."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from flask_babel import gettext as _

from app.formats import month_name
from app.queries.offer import EditionCard
from app.rules.states import Format
from app.web.language import current_language

#: Longest search text, in characters; what follows is left out.
_LONGEST = 100


def fold(text: str) -> str:
    """`text` as it is compared: without accents, without regard to case."""
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()


def _says(card: EditionCard, words: str) -> bool:
    training = card.edition.training
    text = fold(f"{training.title} {training.summary}")
    return all(word in text for word in fold(words).split())


def _has_format(card: EditionCard, value: str) -> bool:
    return any(meeting.actual_format == value for meeting in card.edition.meetings)


def _of_team(card: EditionCard, value: str) -> bool:
    return str(card.edition.team_id) == value


def _about(card: EditionCard, value: str) -> bool:
    return any(str(theme.id) == value for theme in card.edition.training.themes)


def _in_month(card: EditionCard, value: str) -> bool:
    return f"{card.first_on:%Y-%m}" == value


def _has_seats(card: EditionCard, _value: str) -> bool:
    return card.open and not card.seats.full


_MATCHES: dict[str, Callable[[EditionCard, str], bool]] = {
    "q": _says,
    "vorm": _has_format,
    "regio": _of_team,
    "thema": _about,
    "maand": _in_month,
    "plaats": _has_seats,
}

Options = Mapping[str, Mapping[str, str]]


def options(
    cards: Sequence[EditionCard], teams: Mapping[int, str], themes: Mapping[int, str]
) -> Options:
    """What can be chosen, by parameter: value -> words. Months are those that have editions."""
    language = current_language()
    months = {f"{card.first_on:%Y-%m}": card.first_on for card in cards}
    return {
        "vorm": {Format.LIVE.value: _("Live"), Format.WEBINAR.value: _("Webinar")},
        "regio": {str(team_id): name for team_id, name in teams.items()},
        "thema": {str(theme_id): name for theme_id, name in themes.items()},
        "maand": {
            value: f"{month_name(day, language)} {day.year}"
            for value, day in sorted(months.items())
        },
        "plaats": {"1": _("with free places")},
    }


def chosen(arguments: Mapping[str, str], offered: Options) -> dict[str, str]:
    """What the visitor asked for; a value that cannot be chosen asks for nothing."""
    asked = {name: arguments.get(name, "").strip()[:_LONGEST] for name in _MATCHES}
    return {
        name: value
        for name, value in asked.items()
        if value and (name not in offered or value in offered[name])
    }


def matching(cards: Sequence[EditionCard], asked: Mapping[str, str]) -> list[EditionCard]:
    """The cards that meet everything that was asked for."""
    return [
        card for card in cards if all(_MATCHES[name](card, value) for name, value in asked.items())
    ]


def in_words(asked: Mapping[str, str], offered: Options) -> list[str]:
    """What was asked for, one phrase each, the search text in quotation marks."""
    return [
        offered[name][value] if name in offered else f"“{value}”" for name, value in asked.items()
    ]


def ways_on(
    cards: Sequence[EditionCard], asked: Mapping[str, str]
) -> list[tuple[str, dict[str, str]]]:
    """Each single choice that can be dropped to find something: its name and what then is left."""
    looser = [(name, {n: v for n, v in asked.items() if n != name}) for name in asked]
    return [(name, rest) for name, rest in looser if matching(cards, rest)]
