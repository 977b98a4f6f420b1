"""Phone numbers as they are compared: people write one and the same number in many ways."""

import re

#: So many digits of a number are asked for: with fewer, half the list would have them.
SHORTEST = 6
#: What stands in a number beside its digits.
_WRITTEN = re.compile(r"\+?[\d\s()./\-]+")
#: Belgian numbers start with 0 at home and with +32 or 0032 abroad, by some with the 0 as well.
PREFIX = "^(0032|32|0)0?"


def comparable(text: str) -> str:
    """The digits of a number from the first one that is the same for everybody who dials it.

    '0470 12 34 56', '+32 470 12.34.56' and '0032 (0)470/123456' are all '470123456'; a number
    of another country keeps its country. `queries.people.folding` says the same in SQL.
    """
    return re.sub(PREFIX, "", re.sub(r"[^0-9]", "", text))


def asked(question: str) -> str:
    """A question that is a phone number, or a part of one, as it is compared; else empty."""
    if _WRITTEN.fullmatch(question.strip()) is None:
        return ""
    digits = comparable(question)
    return digits if len(digits) >= SHORTEST else ""
