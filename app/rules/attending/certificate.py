"""Certificates (attesten): who gets one, and codes that people can type from paper."""

import unicodedata
from collections.abc import Iterable

from app.rules.attending.attendance import is_participant
from app.rules.states import AttendanceStatus, EditionState, RegistrationState

#: Digits and capitals without I, L, O and U: none looks like another (Crockford's base 32).
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

#: 16 signs of 32 kinds are 80 bits: nobody guesses one.
LENGTH = 16

_GROUP = 4
_MISREAD = str.maketrans("OIL", "011")


def deserves_certificate(
    edition: EditionState, registration: RegistrationState, statuses: Iterable[AttendanceStatus]
) -> bool:
    """Whether somebody took part in an edition that is completed: present at one meeting at least.

    `statuses` are the marks of this registration.
    """
    return (
        edition is EditionState.COMPLETED
        and registration is RegistrationState.REGISTERED
        and is_participant(statuses)
    )


def grouped(code: str) -> str:
    """A code as it is printed, in groups of four: '7K4M-9QXT-2D6H-VW3P'."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def typed_code(text: str) -> str | None:
    """The code that somebody typed, however they grouped it; None when it cannot be one.

    Small letters, O for 0, and I or L for 1 are taken for what was meant.
    """
    wide = unicodedata.normalize("NFKC", text[: 4 * LENGTH]).upper()
    bare = "".join(sign for sign in wide if sign.isalnum()).translate(_MISREAD)
    return bare if len(bare) == LENGTH and set(bare) <= set(ALPHABET) else None
