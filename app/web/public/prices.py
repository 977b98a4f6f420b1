"""Prices in words: one, or one for each kind of organisation."""

from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.formats import euro
from app.rules.registering.price import highest_price, price_for
from app.web.language import current_language

if TYPE_CHECKING:
    from app.models import Edition


def price_text(cents: int) -> str:
    """An amount in eurocents, or that it is free."""
    return euro(cents, current_language()) if cents else _("Free")


def price_span(edition: "Edition", organisation_type: str | None = None) -> str:
    """What an edition costs, from the lowest price to the highest where they differ.

    With a kind of organisation, what that one pays.
    """
    if organisation_type is not None:
        return price_text(price_for(edition.price_cents, edition.prices, organisation_type))
    if not varies(edition):
        return price_text(edition.price_cents)
    cents = (edition.price_cents, *edition.prices.values())
    return _(
        "%(lowest)s to %(highest)s", lowest=price_text(min(cents)), highest=price_text(max(cents))
    )


def price_facts(edition: "Edition") -> list[tuple[str, str, None]]:
    """What each kind of organisation pays, and what all others pay; nothing when it is one price.

    For the macro `facts`.
    """
    if not varies(edition):
        return []
    named = [(kind, price_text(cents), None) for kind, cents in edition.prices.items()]
    return [*named, (_("All others"), price_text(edition.price_cents), None)]


def varies(edition: "Edition") -> bool:
    """Whether the price depends on who somebody works for."""
    return any(cents != edition.price_cents for cents in edition.prices.values())


def costs_something(edition: "Edition", organisation_type: str | None = None) -> bool:
    """Whether anybody pays, or this kind of organisation."""
    if organisation_type is not None:
        return price_for(edition.price_cents, edition.prices, organisation_type) > 0
    return highest_price(edition.price_cents, edition.prices) > 0
