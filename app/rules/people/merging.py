"""Two entries for one person or organisation: which ones look alike, and what may become one."""

import re
from collections.abc import Collection, Sequence
from difflib import SequenceMatcher

from app.rules.errors import Code, RuleBroken
from app.rules.offering.search import fold

#: From this likeness on, two names are perhaps the same: 'CLB De Horizon' and 'C.L.B. Horizon'.
_ALIKE = 0.84
#: Words that many organisations carry and that tell none apart.
_FORMS = re.compile(r"\b(vzw|asbl|npo|bv|nv|de|het|le|la|les)\b")
_NO_WORD = re.compile(r"[^\w]+")


def plain(name: str) -> str:
    """A name as it is compared: without accents, dots, articles and legal forms."""
    words = _NO_WORD.sub(" ", fold(name).replace(".", ""))
    return " ".join(_FORMS.sub(" ", words).split())


def alike(name: str, others: Collection[str]) -> list[str]:
    """Those of the other names that are perhaps the same as `name`, the most alike first."""
    mine = plain(name)
    scored = [
        (SequenceMatcher(None, mine, plain(other)).ratio(), other)
        for other in others
        if other != name
    ]
    return [other for score, other in sorted(scored, reverse=True) if score >= _ALIKE]


def check_merge(keys: Sequence[str], editions: Collection[int], others: Collection[int]) -> None:
    """Whether two persons, known by these addresses, may become one.

    `editions` and `others`: in which editions each has a live registration. Raises
    RuleBroken(SAME_PERSON) for one and the same address, BOTH_REGISTERED when that would give one
    person two places in an edition.
    """
    if len(set(keys)) < 2:
        raise RuleBroken(Code.SAME_PERSON, "other")
    if set(editions) & set(others):
        raise RuleBroken(Code.BOTH_REGISTERED, "other")
