"""What people see of an edition and will find changed, in words, with who hears of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _

from app.extensions import settings
from app.formats import date_long, datetime_long
from app.services.offering.effects import Seen, SeenChange
from app.web.language import LANGUAGE_NAMES, current_language
from app.web.public.prices import price_text
from app.web.words import in_words


@dataclass(frozen=True, slots=True)
class SeenRow:
    """One thing that changes: what it was, what it becomes, and what that means for people."""

    what: str
    before: str
    after: str
    meaning: str


def seen_row(change: SeenChange) -> SeenRow:
    """A change in words."""
    said = _WORDS[change.what]
    return SeenRow(
        {
            Seen.TITLE: _("Training"),
            Seen.TEAM: _("Team"),
            Seen.LANGUAGE: _("Language"),
            Seen.CO_ORGANISERS: _("Together with"),
            Seen.TRAINERS: _("Trainers"),
            Seen.CAPACITY: _("Places"),
            Seen.MINIMUM: _("Minimum"),
            Seen.DECISION_ON: _("Decision date"),
            Seen.OPENS_AT: _("Registration opens"),
            Seen.CLOSES_AT: _("Registration closes"),
            Seen.PRICE: _("Price"),
            Seen.PRICES: _("Other prices"),
            Seen.MEAL: _("Meal"),
        }[change.what],
        said(change.before),
        said(change.after),
        _meaning(change),
    )


def _meaning(change: SeenChange) -> str:
    if change.what in (Seen.PRICE, Seen.PRICES):
        return _("For who registers from now on. Who is registered keeps the price of before.")
    if change.what is Seen.CAPACITY and change.after > change.before:
        return _("A place that comes free goes to who waits first.")
    if change.what is Seen.TRAINERS:
        return _("Nobody is mailed. With “A trainer is ill or cannot come” people are told.")
    return _("On the website at once. Nobody is mailed about it.")


def _minimum(number: int | None) -> str:
    return str(settings().minimum_registrations if number is None else number)


def _names(names: list[str]) -> str:
    return in_words(names) or _("Nobody")


def _prices(prices: Mapping[str, int]) -> str:
    said = [
        _("%(label)s: %(text)s", label=kind, text=price_text(cents))
        for kind, cents in prices.items()
    ]
    return ", ".join(said) or _("None")


def _day(day: date) -> str:
    return date_long(day, current_language())


def _moment(moment: datetime) -> str:
    return datetime_long(moment, current_language())


_WORDS: Mapping[Seen, Callable[[Any], str]] = {
    Seen.TITLE: str,
    Seen.TEAM: str,
    Seen.LANGUAGE: lambda code: LANGUAGE_NAMES.get(code, code),
    Seen.CO_ORGANISERS: _names,
    Seen.TRAINERS: _names,
    Seen.CAPACITY: str,
    Seen.MINIMUM: _minimum,
    Seen.DECISION_ON: _day,
    Seen.OPENS_AT: _moment,
    Seen.CLOSES_AT: _moment,
    Seen.PRICE: price_text,
    Seen.PRICES: _prices,
    Seen.MEAL: lambda meal: _("Yes") if meal else _("No"),
}
