"""The parts of a mail from anybody, looked at within limits."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from email.policy import Compat32

#: A longer mail is for people. A bounce holds the whole mail that came back.
LARGEST = 2 * 1024 * 1024
#: Parts that are looked at, and how deep they may lie in one another.
MOST_PARTS = 60
DEEPEST = 8
#: Lines of a mail, and boundaries that it names. The parser compares each line with each boundary
#: around it, so 2 MB of short lines in hundreds of parts keep it busy for minutes. A mail of that
#: size has 30,000 lines, a report with the mail that came back five boundaries.
MOST_LINES = 100_000
MOST_BOUNDARIES = 20
_BOUNDARY = re.compile(rb"boundary", re.IGNORECASE)
#: Characters of a header that are looked at. The parameters of one are searched anew at each
#: semicolon: 200 kB of them took a minute, 2 MB would take hours.
LONGEST_HEADER = 5000
#: Characters of a text that are looked at.
LONGEST_TEXT = 200_000

# Not text encodings, or slow on purpose: what is said in them is read as UTF-8.
_NO_CHARSETS = ("punycode", "idna", "utf_7", "utf-7")

Part = Message


class _ShortHeaders(Compat32):
    """Headers cut at `LONGEST_HEADER`; otherwise `compat32`, for the modern policies raise on some
    malformed headers.
    """

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_HEADER]


_POLICY = _ShortHeaders()


def parsed(octets: bytes) -> Part | None:
    """The mail, or None when it is too large, made to keep us busy, or no mail at all."""
    lines = max(octets.count(b"\n"), octets.count(b"\r"))
    boundaries = sum(1 for _ in _BOUNDARY.finditer(octets))
    if len(octets) > LARGEST or lines > MOST_LINES or boundaries > MOST_BOUNDARIES:
        return None
    try:
        return message_from_bytes(octets, policy=_POLICY)
    except (ValueError, LookupError, RecursionError):
        return None


def parts_of(message: Part, deepest: int = DEEPEST) -> Iterator[Part]:
    """The parts of a mail itself, not those of mails that are attached to it."""
    left = MOST_PARTS
    waiting = [(message, 0)]
    while waiting and left:
        part, depth = waiting.pop(0)
        left -= 1
        kind = part.get_content_maintype()
        payload = part.get_payload()
        if kind == "multipart" and isinstance(payload, list):
            if depth < deepest:
                waiting[:0] = [(one, depth + 1) for one in attached(part)[:MOST_PARTS]]
            continue
        yield part


def attached(part: Part) -> list[Part]:
    """What a message/* part holds: the mail, or the groups of fields of a delivery report."""
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []


def text_of(part: Part) -> str:
    """The text of a part, decoded as it says, with a mark for what cannot be decoded."""
    try:
        octets = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return ""
    if not isinstance(octets, bytes):
        return ""
    octets = octets[:LONGEST_TEXT]
    charset = _plain(part.get_param("charset", "utf-8")).lower()
    if charset not in _NO_CHARSETS:
        try:
            return octets.decode(charset)
        except (ValueError, LookupError):
            # Names of codecs come from anybody: "\0" is a ValueError, "zlib" a LookupError.
            pass
    return octets.decode("utf-8", "replace")


def header(part: Part, name: str) -> str:
    """A header as one line, '' for none; encoded words stay as they are."""
    value = part.get(name)
    return "" if value is None else " ".join(str(value)[:2000].split())


def _plain(value: object) -> str:
    # RFC 2231 gives three parts: charset, language, value.
    return str(value[2] if isinstance(value, tuple) else value)
