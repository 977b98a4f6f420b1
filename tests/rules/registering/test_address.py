"""Addresses in parts."""

import pytest

from app.rules.registering.address import AddressParts, address_parts


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Voorbeeldstraat 12, 2600 Berchem", ("Voorbeeldstraat", "12", "2600", "Berchem")),
        (
            "Voorbeeldstraat 12 bus 3, 2600 Berchem",
            ("Voorbeeldstraat", "12 bus 3", "2600", "Berchem"),
        ),
        ("Voorbeeldstraat 12, Berchem", ("Voorbeeldstraat", "12", "", "Berchem")),
        ("Place du 3 mai 4A 1000 Bruxelles", ("Place du 3 mai", "4A", "1000", "Bruxelles")),
        ("De Brug, Kerkplein 1, 9000 Gent", ("De Brug, Kerkplein", "1", "9000", "Gent")),
        ("2600 Berchem", ("", "", "2600", "Berchem")),
        ("Stadspark, Antwerpen", ("Stadspark", "", "", "Antwerpen")),
        ("Ergens in het park", ("Ergens in het park", "", "", "")),
        ("  ", ("", "", "", "")),
        ("12", ("12", "", "", "")),
    ],
)
def test_the_parts_of_an_address(line: str, parts: tuple[str, str, str, str]) -> None:
    assert address_parts(line) == AddressParts(*parts)
