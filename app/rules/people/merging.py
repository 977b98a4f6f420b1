"""Two entries for one person or organisation: which ones look alike, and what may become one."""

import re
from collections.abc import Collection, Iterable, Sequence
from difflib import SequenceMatcher
from hashlib import sha256

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
    matcher = SequenceMatcher()
    # What the matcher knows of the second text it keeps; only the first one changes.
    matcher.set_seq2(plain(name))
    scored = []
    for other in others:
        matcher.set_seq1(plain(other))
        # The two quick ones are upper bounds: almost every name stops there.
        if (
            other != name
            and matcher.real_quick_ratio() >= _ALIKE
            and matcher.quick_ratio() >= _ALIKE
            and (score := matcher.ratio()) >= _ALIKE
        ):
            scored.append((score, other))
    return [other for _score, other in sorted(scored, reverse=True)]


def mark_of(registrations: Iterable[tuple[int, str, str, str]]) -> str:
    """Two people as they were shown, in 16 digits: (id, state, address, name) of what they have.

    Whoever confirms sends it along, so that nobody merges something that they did not see.
    """
    return sha256(repr(sorted(registrations)).encode()).hexdigest()[:16]


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
