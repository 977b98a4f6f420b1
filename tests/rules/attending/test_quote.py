"""Quotes: shortened, never changed; published with consent; signed as the report signs them."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.attending.quote import PublishedQuote, check_publishable, check_shortened
from app.rules.errors import Code, RuleBroken
from app.rules.states import QuoteConsent

ORIGINAL = "Ik neem zeker mee dat je, ook bij één vraag, eerst moet luisteren en dan pas spreken."
WORDS = st.lists(st.text("abcé1", min_size=1, max_size=4), min_size=1, max_size=12)


@pytest.mark.parametrize(
    "published",
    [
        ORIGINAL,
        "Eerst moet luisteren en dan pas spreken",
        "Ik neem zeker mee dat je (…) eerst moet luisteren (…).",
        "“Ik neem zeker mee dat je eerst moet luisteren.”",
        "IK NEEM ZEKER MEE",
        "ik … spreken",
        "één vraag",
        unicodedata.normalize("NFD", "één vraag"),
    ],
)
def test_words_may_be_left_out(published: str) -> None:
    check_shortened(ORIGINAL, published)
    check_shortened(unicodedata.normalize("NFD", ORIGINAL), published)


@pytest.mark.parametrize(
    "published",
    [
        "Ik neem zeker en vast mee",  # a word more
        "Je moet eerst luisteren",  # another order
        "Ik neem neem zeker mee",  # a word twice
        "Ik neem mij zeker mee",
        "een vraag",  # another word: één is one, een is a
        "luister",  # a part of a word
        "",
        " (…) ",
    ],
)
def test_words_are_never_put_in_a_mouth(published: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_shortened(ORIGINAL, published)
    assert broken.value.code is Code.QUOTE_CHANGED_MEANING
    assert broken.value.field == "text"


@given(words=WORDS, data=st.data())
def test_leaving_out_any_words_but_all_is_shortening(words: list[str], data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    published = [word for word, keep in zip(words, kept, strict=True) if keep]
    if published:
        check_shortened(", ".join(words), " (…) ".join(published).upper())
        return
    with pytest.raises(RuleBroken):
        check_shortened(", ".join(words), "")


@given(words=WORDS, place=st.integers(0, 12))
def test_one_word_that_was_not_said_is_one_too_many(words: list[str], place: int) -> None:
    added = [*words[:place], "nooit", *words[place:]]
    with pytest.raises(RuleBroken):
        check_shortened(" ".join(words), " ".join(added))


def test_the_signature_names_the_training_the_day_and_the_month() -> None:
    assert PublishedQuote("…", "TOPOI", date(2023, 2, 6)).signature == "(deelnemer 'TOPOI' 06/02)"
    assert PublishedQuote("…", "Rouw", date(2028, 2, 29)).signature == "(deelnemer 'Rouw' 29/02)"
    assert PublishedQuote("…", "Rouw", date(2027, 12, 13)).signature == "(deelnemer 'Rouw' 13/12)"


def test_nothing_is_published_without_consent() -> None:
    check_publishable(QuoteConsent.REPORT)
    check_publishable(QuoteConsent.WEBSITE)
    with pytest.raises(RuleBroken) as broken:
        check_publishable(QuoteConsent.NONE)
    assert broken.value.code is Code.QUOTE_WITHOUT_CONSENT
