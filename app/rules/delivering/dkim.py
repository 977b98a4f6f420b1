"""DKIM: the public key with which receivers check our signature (RFC 6376)."""

from base64 import b64decode
from collections.abc import Sequence

from app.rules.delivering.dns import Zone, tags
from app.rules.delivering.finding import Finding, Verdict

#: Shorter RSA keys must not be trusted, and longer ones should be used (RFC 8301, section 3.2).
LEAST_BITS, GOOD_BITS = 1024, 2048

_SEQUENCE, _INTEGER, _BIT_STRING = 0x30, 0x02, 0x03


def judge_dkim(domain: str, selectors: Sequence[str], zone: Zone) -> list[Finding]:
    """A finding for each selector; without one, that DKIM shows in a mail that was received only.

    No names are guessed: a key that nobody signs with says nothing.
    """
    if not selectors:
        return [Finding(Verdict.DKIM_NOT_ASKED, {"domain": domain})]
    return [_judge(f"{selector}._domainkey.{domain}", selector, zone) for selector in selectors]


def _judge(name: str, selector: str, zone: Zone) -> Finding:
    facts: dict[str, str | int] = {"name": name, "selector": selector}
    answer = zone.txt(name)
    if answer.failed:
        return Finding(Verdict.DKIM_UNKNOWN, facts)
    records = [value for value in answer.values if "p=" in value.replace(" ", "")]
    if not records:
        return Finding(Verdict.DKIM_MISSING, facts)
    if len(records) > 1:
        return Finding(Verdict.DKIM_MANY, facts | {"number": len(records)})
    try:
        found = tags(records[0])
        return Finding(*_of_key(found, facts))
    except (ValueError, IndexError):
        return Finding(Verdict.DKIM_UNREADABLE, facts)


def _of_key(
    found: dict[str, str], facts: dict[str, str | int]
) -> tuple[Verdict, dict[str, str | int]]:
    """The verdict of a key record. Raises ValueError or IndexError for one that cannot be read."""
    if found.get("v", "DKIM1") != "DKIM1":
        raise ValueError(found["v"])
    if not found["p"]:
        return Verdict.DKIM_REVOKED, facts
    key = b64decode("".join(found["p"].split()), validate=True)
    kind = found.get("k", "rsa").lower()
    if kind == "ed25519":
        if len(key) != 32:
            raise ValueError(len(key))
        return Verdict.DKIM_ED25519, facts
    if kind != "rsa":
        raise ValueError(kind)
    bits = rsa_bits(key)
    facts = facts | {"bits": bits}
    if bits < LEAST_BITS:
        return Verdict.DKIM_SHORT, facts
    if "y" in found.get("t", "").lower().split(":"):
        return Verdict.DKIM_TESTING, facts
    return (Verdict.DKIM_SHORTISH if bits < GOOD_BITS else Verdict.DKIM_GOOD), facts


def rsa_bits(key: bytes) -> int:
    """The length of an RSA key in DER: a SubjectPublicKeyInfo or a bare RSAPublicKey (RFC 8017).

    Raises ValueError or IndexError for what is neither.
    """
    inside = _content(key, _SEQUENCE)
    if inside[0] != _INTEGER:
        # The algorithm stands first; then the key, in a string of bits without unused ones.
        algorithm = _content(inside, _SEQUENCE)
        rest = inside[_header(inside) + len(algorithm) :]
        inside = _content(_content(rest, _BIT_STRING)[1:], _SEQUENCE)
    return int.from_bytes(_content(inside, _INTEGER)).bit_length()


def _content(data: bytes, tag: int) -> bytes:
    """What stands in the first element, which must be of this kind."""
    if data[0] != tag:
        raise ValueError(data[0])
    start = _header(data)
    length = data[1] if start == 2 else int.from_bytes(data[2:start])
    if start + length > len(data):
        raise ValueError(length)
    return data[start : start + length]


def _header(data: bytes) -> int:
    """How many octets name the kind and the length of the first element."""
    return 2 if data[1] < 0x80 else 2 + (data[1] & 0x7F)
