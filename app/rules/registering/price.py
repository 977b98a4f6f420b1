"""What a place costs: nothing, one price, or a price by kind of organisation (eurocents)."""

from collections.abc import Mapping


def price_for(price_cents: int, prices: Mapping[str, int], organisation_type: str) -> int:
    """What somebody of this kind of organisation pays: its own price, else that of all others."""
    return prices.get(organisation_type, price_cents)


def highest_price(price_cents: int, prices: Mapping[str, int]) -> int:
    """The most that anybody pays; 0 when the edition is free for everybody."""
    return max(price_cents, *prices.values()) if prices else price_cents
