"""What the rules ask of the domain name system, so that they can be given answers by example."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Status(StrEnum):
    """How a question was answered. NOTHING: there is no such name, or none of that kind at it."""

    FOUND = "found"
    NOTHING = "nothing"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with its values; those of TXT are joined strings, those of MX hosts by priority."""

    status: Status
    values: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether nobody can say: a server that does not answer, or answers that it cannot."""
        return self.status is Status.FAILED


class Zone(Protocol):
    """Whoever answers; every question is answered in time, by FAILED if need be."""

    def txt(self, name: str) -> Answer:
        """The TXT records of a name."""

    def mx(self, name: str) -> Answer:
        """The hosts that take its mail; '.' for a domain that takes none (RFC 7505)."""

    def addresses(self, name: str) -> Answer:
        """Its IP addresses, of both kinds."""


def parents(domain: str) -> Iterator[str]:
    """The domains above this one, nearest first; never a bare top-level domain.

    Without a list of public suffixes nobody can tell where an organisation's domain begins, so
    all of them are looked at, as the tree walk of DMARC does.
    """
    while domain.count(".") > 1:
        domain = domain.partition(".")[2]
        yield domain


def tags(record: str) -> dict[str, str]:
    """The tag=value list of a DKIM or DMARC record (RFC 6376, section 3.2).

    Raises ValueError for what is none, or names a tag twice.
    """
    found: dict[str, str] = {}
    for part in record.split(";"):
        if not part.strip():
            continue
        name, equals, value = part.partition("=")
        name = name.strip().lower()
        if not equals or not name or name in found:
            raise ValueError(part.strip())
        found[name] = value.strip()
    return found
