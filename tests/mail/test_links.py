"""Links at rest and on their way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from app.mail.links import LinkBook, LinkSigner, Purpose

BASE = "https://vorming.example.org"
SIGNER = LinkSigner("a secret", BASE)
REFERENCE = "5f1c.3"


def test_a_placeholder_tells_nothing_of_what_it_opens() -> None:
    book = LinkBook(BASE)
    first, second = book.link("i", REFERENCE), book.link("i", REFERENCE)
    assert first != second
    assert REFERENCE not in first
    assert len(first.removeprefix(f"{BASE}/~")) == 24
    assert book.links == {first: f"i:{REFERENCE}", second: f"i:{REFERENCE}"}


def test_an_unknown_purpose_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="x"):
        LinkBook(BASE).link("x", REFERENCE)


def test_each_placeholder_becomes_the_address_that_opens_what_it_stands_for() -> None:
    book = LinkBook(BASE)
    mine, form = book.link("i", REFERENCE), book.link("e", "ticket")
    filled = SIGNER.fill(f"Kijk op {mine}, vul {form} in, of weer {mine}.", book.links)
    own, evaluation = (
        SIGNER.url(Purpose.REGISTRATION, REFERENCE),
        SIGNER.url(Purpose.EVALUATION, "ticket"),
    )
    assert filled == f"Kijk op {own}, vul {evaluation} in, of weer {own}."


@given(purpose=st.sampled_from(Purpose), reference=st.text(min_size=1, max_size=60))
def test_what_was_signed_is_read_back(purpose: Purpose, reference: str) -> None:
    token = SIGNER.token(purpose, reference)
    assert SIGNER.read(purpose, token) == reference
    assert SIGNER.url(purpose, reference) == f"{BASE}/{purpose.value}/{token}"


@given(made=st.sampled_from(Purpose), tried=st.sampled_from(Purpose))
def test_a_link_is_good_for_its_own_purpose_only(made: Purpose, tried: Purpose) -> None:
    found = SIGNER.read(tried, SIGNER.token(made, REFERENCE))
    assert found == (REFERENCE if made is tried else None)


@given(data=st.data())
def test_a_link_that_was_changed_opens_nothing(data: st.DataObject) -> None:
    token = SIGNER.token(Purpose.REGISTRATION, REFERENCE)
    # The last character of a base64 text has bits that mean nothing.
    place = data.draw(st.integers(0, len(token) - 2))
    other = data.draw(st.sampled_from("ABCabc012-_."))
    changed = token[:place] + other + token[place + 1 :]
    found = SIGNER.read(Purpose.REGISTRATION, changed)
    assert found == (REFERENCE if changed == token else None)


@pytest.mark.parametrize("token", ["", ".", "x", "é", "a.b.c", "\x00", "." * 3000])
def test_nonsense_opens_nothing(token: str) -> None:
    assert SIGNER.read(Purpose.REGISTRATION, token) is None


def test_a_link_of_another_installation_opens_nothing() -> None:
    foreign = LinkSigner("another secret", BASE).token(Purpose.REGISTRATION, REFERENCE)
    assert SIGNER.read(Purpose.REGISTRATION, foreign) is None


def test_a_signed_value_that_is_no_text_opens_nothing() -> None:
    serializer = URLSafeSerializer("a secret", salt="open-aanbod.link.REGISTRATION")
    assert SIGNER.read(Purpose.REGISTRATION, serializer.dumps([REFERENCE])) is None
