"""Searching the offer: how words are compared, and which known words a typed word may mean.

The texts of an edition and what a visitor types become plain words: without accents, in lower case.
A typed word stands for the known words that it begins or is a part of (Dutch writes compounds as
one word), for those with its stem, and, only when there are none, for the nearest ones.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Sequence

#: What of a question is looked at; more words would only make it slower, never better.
MOST_WORDS = 12
#: Longest word that is kept, in characters.
LONGEST_WORD = 60
#: From this length on a word is also found inside longer ones: "tolk" in "sociaaltolk".
_INSIDE_FROM = 4
#: Letters of which nothing is left to take off by decomposition (Unicode, chapter 7.1).
_PLAIN = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_WORD = re.compile(r"[^\W_]+")

#: Words that say nothing about a training, in the languages of the site.
_SAY_NOTHING = """
aan als bij daar dan dat de der des die dit door een en er het hoe ik in is je met naar niet nog of
om onder onze ook op over te tot uit van voor waar wat wie zijn zonder
a an and are as at by for from how in is it of on or our the to what who with without your
au aux avec ce ces chez comment d dans de des du elle en est et il l la le les leur mais ou par pas
pour que qui sa sans se ses son sur un une votre
"""
_EMPTY = frozenset(_SAY_NOTHING.split())


def fold(text: str) -> str:
    """`text` as it is compared: without accents, without regard to case."""
    decomposed = unicodedata.normalize("NFKD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c)).casefold()
    return plain.translate(_PLAIN)


def words(text: str) -> list[str]:
    """The words of a text, folded, in their order; a very long one is cut."""
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def asked_words(question: str) -> list[str]:
    """The words of a question that are looked for: each once, without those that say nothing.

    A question of nothing but such words is taken at its word.
    """
    typed = list(dict.fromkeys(words(question)))
    return ([word for word in typed if word not in _EMPTY] or typed)[:MOST_WORDS]


def errors_forgiven(length: int) -> int:
    """How many typing errors (a letter too many, too few, another, two swapped) a word may have.

    In a word of three letters each error makes another word; a long one stays itself after two.
    """
    if length < 4:
        return 0
    return 1 if length < 8 else 2


def meant(
    word: str,
    stems: Collection[str],
    known: Sequence[str],
    near: Callable[[str, Sequence[str], int], Collection[str]],
    *,
    last: bool,
) -> list[str]:
    """The known words that a typed word stands for, in their order; none when it means nothing.

    `stems` are those of the word in each language. `near` gives the known words within so many
    typing errors. The `last` word may be half typed, so it also stands for what begins with it.
    """
    inside = len(word) >= _INSIDE_FROM
    found = [
        one
        for one in known
        if one == word
        or one in stems
        or (last and len(word) > 1 and one.startswith(word))
        or (inside and word in one)
    ]
    if found:
        return found
    allowed = errors_forgiven(len(word))
    close = near(word, known, allowed) if allowed else ()
    return [one for one in known if one in close]
