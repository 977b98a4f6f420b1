"""What a place costs: the price of the kind of organisation, or that of all others."""

import pytest

from app.rules.registering.price import highest_price, price_for

PRICES = {"CLB": 2500, "Onderwijs": 0}


@pytest.mark.parametrize(
    ("kind", "cents"), [("CLB", 2500), ("Onderwijs", 0), ("Pleegzorg", 9500), ("", 9500)]
)
def test_each_kind_pays_its_own_price_and_all_others_the_standard(kind: str, cents: int) -> None:
    assert price_for(9500, PRICES, kind) == cents


@pytest.mark.parametrize(
    ("standard", "prices", "highest"),
    [(0, {}, 0), (9500, {}, 9500), (0, {"CLB": 2500}, 2500), (500, {"CLB": 0}, 500)],
)
def test_the_highest_price_says_whether_anybody_pays(
    standard: int, prices: dict[str, int], highest: int
) -> None:
    assert highest_price(standard, prices) == highest
