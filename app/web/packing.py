"""Compressing what is the same for everybody, and so gives nothing away by its length (BREACH)."""

import gzip

from werkzeug.http import parse_accept_header

#: How hard to compress: beyond this it takes twice the time for one byte in fifty.
_EFFORT = 5


def pack(content: bytes) -> bytes:
    """`content` as gzip; the same bytes for the same content."""
    return gzip.compress(content, _EFFORT, mtime=0)


def unpack(packed: bytes) -> bytes:
    """What was packed."""
    return gzip.decompress(packed)


def takes_gzip(accepted: str) -> bool:
    """Whether a browser that sent this Accept-Encoding can unpack it (RFC 9110, section 12.5.3)."""
    if ";" not in accepted and "*" not in accepted:
        return "gzip" in accepted
    return parse_accept_header(accepted)["gzip"] > 0
