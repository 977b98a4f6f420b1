"""Own words: which fields they may name, and what is a paragraph."""

import pytest

from app.rules.errors import Code, RuleBroken
from app.rules.settings.wording import Wording, check_wording, own_greeting, paragraphs


@pytest.mark.parametrize("part", ["subject", "opening", "closing"])
def test_a_field_that_the_message_does_not_know_is_refused_where_it_stands(part: str) -> None:
    check_wording(Wording(**{part: "Dag {naam}, tot {datum}"}), ("naam", "datum"))
    with pytest.raises(RuleBroken) as broken:
        check_wording(Wording(**{part: "Dag {naam}, tot {datum}"}), ("naam",))
    assert (broken.value.code, broken.value.field) == (Code.FIELD_UNKNOWN, part)
    assert broken.value.facts == {"fields": ["datum"], "allowed": ("naam",)}


@pytest.mark.parametrize(
    ("text", "greeting", "rest"),
    [
        ("Dag {naam},\n\nFijn.", "Dag {naam},", "Fijn."),
        ("Beste { Naam }!\nFijn.", "Beste { Naam }!", "Fijn."),
        ("Dag {naam}", "Dag {naam}", ""),
        ("Chers collègues,\nFini.", "Chers collègues,", "Fini."),
        (
            " Bonjour à toutes et à tous,\nUne nouvelle.",
            "Bonjour à toutes et à tous,",
            "Une nouvelle.",
        ),
        ("Dag {naam}, we beslissen op {datum}.", "", "Dag {naam}, we beslissen op {datum}."),
        ("Fijn dat je komt, {naam}.", "", "Fijn dat je komt, {naam}."),
        (
            "De dag zelf,\neen zaterdag, is er koffie.",
            "",
            "De dag zelf,\neen zaterdag, is er koffie.",
        ),
        ("", "", ""),
    ],
)
def test_own_words_may_begin_with_a_greeting(text: str, greeting: str, rest: str) -> None:
    assert own_greeting(text) == (greeting, rest)


def test_blank_lines_part_paragraphs_and_other_line_ends_are_spaces() -> None:
    assert paragraphs("  Een\nzin.\n \n\nNog een.  ") == ("Een zin.", "Nog een.")
    assert paragraphs(" \n ") == ()


def test_words_are_there_as_soon_as_one_part_is() -> None:
    assert not Wording()
    assert Wording(closing="Dag")
