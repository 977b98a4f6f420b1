"""Which names look alike, and which persons can become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.errors import Code, RuleBroken
from app.rules.people.merging import alike, check_merge, plain


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CLB De Horizon", "C.L.B. Horizon"),
        ("Huis van het Kind vzw", "Huis van het kind"),
        ("École Saint-Éloi", "ecole saint eloi"),
        ("Begeleidingshuis Kompas", "Begeleidingshuis Compas"),
    ],
)
def test_names_that_are_perhaps_the_same(one: str, other: str) -> None:
    assert alike(one, [other, "Iets heel anders"]) == [other]


@pytest.mark.parametrize("other", ["CLB De Wissel", "OCMW Gent", "CLB De Horizon"])
def test_another_name_is_another_and_a_name_is_no_duplicate_of_itself(other: str) -> None:
    assert alike("CLB De Horizon", [other]) == []


@given(st.text(max_size=60))
def test_a_plain_name_is_plain(name: str) -> None:
    assert plain(plain(name)) == plain(name)


@pytest.mark.parametrize(
    ("keys", "editions", "others", "code"),
    [
        (("a@x", "a@x"), set(), set(), Code.SAME_PERSON),
        (("a@x", "b@x"), {1, 2}, {2}, Code.BOTH_REGISTERED),
    ],
)
def test_who_cannot_become_one(
    keys: tuple[str, str], editions: set[int], others: set[int], code: Code
) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_merge(keys, editions, others)
    assert broken.value.code is code


def test_two_addresses_without_an_edition_in_common_can() -> None:
    check_merge(("a@x", "b@x"), {1}, {2})
