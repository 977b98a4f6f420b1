"""What may stand in a mail header or a calendar value, whatever people typed."""

import re

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_BLANKS = re.compile("[ \t\n]+")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"]+@[^\s@<>()\[\]\\,;:\"]+")


def clean_text(text: str) -> str:
    """`text` with LF as its only line end and without control characters or lone surrogates.

    RFC 5545 section 3.1 forbids control characters in a value, and neither they nor half a
    surrogate pair survive the way through every mail server.
    """
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", text))


def clean_line(text: str) -> str:
    """`text` as a single line: cleaned, with each run of blanks and line ends as one space.

    A no-break space stays: French typography stands on it.
    """
    return _BLANKS.sub(" ", clean_text(text)).strip(" ")


def check_address(role: str, email: str) -> None:
    """Raise ValueError unless `email` is one plain address (RFC 5322 `dot-atom "@" domain`).

    Quoted local parts are refused: no mail provider hands them out, and each is a way to smuggle
    a comma or an angle bracket into a header.
    """
    if not _ADDRESS.fullmatch(email) or clean_line(email) != email:
        raise ValueError(f"The {role} needs an e-mail address, and this is none: {email!r}.")
