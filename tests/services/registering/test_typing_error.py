"""Likely typing errors in addresses: asked about when near, left alone when not."""

import pytest

from app.services.registering.typing_error import likely_address

OWN = frozenset({"clbdehorizon.be", "cig.be"})


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("an@gmial.com", "an@gmail.com"),
        ("an@gmail.con", "an@gmail.com"),
        ("an@gmail.co", "an@gmail.com"),
        ("an@hotmial.com", "an@hotmail.com"),
        ("an@telnet.be", "an@telenet.be"),
        ("An.Peeters@outlok.com", "An.Peeters@outlook.com"),
        ("an@clbdehorzon.be", "an@clbdehorizon.be"),
        ("an@CLBdehorizont.be", "an@clbdehorizon.be"),
        ("an@ci.be", "an@cig.be"),
    ],
)
def test_almost_a_domain_that_many_have(typed: str, meant: str) -> None:
    assert likely_address(typed, OWN) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "an@gmail.com",
        "an@GMAIL.com",
        "an@clbdehorizon.be",
        "an@organisatie.example",
        # Two letters off a short domain is another domain.
        "an@kik.be",
        "an@gmail",
        "gmial.com",
        "",
        "@gmial.com",
    ],
)
def test_nothing_to_ask(typed: str) -> None:
    assert likely_address(typed, OWN) is None


def test_a_domain_that_several_people_use_is_no_error() -> None:
    assert likely_address("an@gmailo.com", ()) == "an@gmail.com"
    assert likely_address("an@gmailo.com", {"gmailo.com"}) is None
