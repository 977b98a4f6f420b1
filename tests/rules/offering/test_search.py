"""What a typed word stands for."""

from collections.abc import Collection, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.offering.search import (
    LONGEST_WORD,
    MOST_WORDS,
    asked_words,
    errors_forgiven,
    fold,
    meant,
    words,
)

KNOWN = ["hulp", "jeugdhulp", "racism", "racisme", "rouw", "tolk"]


def nearest(word: str, known: Sequence[str], errors: int) -> Collection[str]:
    return [one for one in known if sorted(one) == sorted(word)] if errors else []


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Één CLIËNT", "een client"),
        ("Šárka Yıldız", "sarka yildiz"),
        ("Œuvre, Straße", "oeuvre, strasse"),
        ("Ærø", "aero"),
        ("ＴＯＰＯＩ", "topoi"),
    ],
)
def test_accents_and_capitals_make_no_difference(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_words_are_letters_and_digits() -> None:
    assert words("Niet-begeleide \x00 (jongeren), d'accord_2027!") == [
        *("niet", "begeleide", "jongeren", "d", "accord", "2027")
    ]
    assert words("x" * 500) == ["x" * LONGEST_WORD]


def test_empty_words_are_not_looked_for_unless_there_is_nothing_else() -> None:
    assert asked_words("Werken met een tolk, werken") == ["werken", "tolk"]
    assert asked_words("Over de") == ["over", "de"]
    assert asked_words(" \t-") == []
    assert len(asked_words(" ".join(f"woord{n}" for n in range(100)))) == MOST_WORDS


@pytest.mark.parametrize(("length", "errors"), [(3, 0), (4, 1), (7, 1), (8, 2), (60, 2)])
def test_longer_words_may_have_more_errors(length: int, errors: int) -> None:
    assert errors_forgiven(length) == errors


@pytest.mark.parametrize(
    ("word", "stems", "last", "found"),
    [
        ("racisme", {"racism"}, False, ["racism", "racisme"]),
        ("hulp", {"hulp"}, False, ["hulp", "jeugdhulp"]),
        ("ra", {"ra"}, True, ["racism", "racisme"]),
        ("ra", {"ra"}, False, []),
        ("r", {"r"}, True, []),
        ("tlok", {"tlok"}, False, ["tolk"]),
        ("uwo", {"uwo"}, True, []),
        ("niets", {"niet"}, True, []),
    ],
)
def test_a_word_stands_for(word: str, stems: set[str], last: bool, found: list[str]) -> None:
    assert meant(word, stems, KNOWN, nearest, last=last) == sorted(found)


def test_the_nearest_words_come_only_when_there_is_no_other() -> None:
    def anything(word: str, known: Sequence[str], errors: int) -> Collection[str]:
        return known

    assert meant("rouw", {"rouw"}, KNOWN, anything, last=True) == ["rouw"]
    assert meant("rauwe", {"rauw"}, KNOWN, anything, last=True) == KNOWN


@given(st.text(max_size=200))
def test_whatever_is_typed_becomes_plain_words(text: str) -> None:
    for word in asked_words(text):
        assert word.isalnum()
        assert words(word) == [word]
