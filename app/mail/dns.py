"""Questions to the domain name system, with an answer in time."""

import time
from collections.abc import Callable, Sequence
from typing import Any

import dns.exception
import dns.nameserver
import dns.resolver

from app.rules.delivering.dns import Answer, Status

#: For one try, in seconds; a server that is there answers well within it.
_ONE_TRY = 1.5


class Resolver:
    """Answers as `rules.delivering.dns.Zone` wants them; all together take `seconds` at most.

    `servers` are addresses, with a port where it is not 53; without them, those of the machine.
    What was asked before is not asked again.
    """

    def __init__(self, servers: Sequence[str] = (), seconds: float = 8.0) -> None:
        self._ends = time.monotonic() + seconds
        self._known: dict[tuple[str, str], Answer] = {}
        self._world: bool | None = None
        self._resolver: dns.resolver.Resolver | None
        try:
            self._resolver = dns.resolver.Resolver(configure=not servers)
        except dns.resolver.NoResolverConfiguration:
            self._resolver = None
            return
        if servers:
            self._resolver.nameservers = [_server(text) for text in servers]
        self._resolver.timeout = _ONE_TRY

    def txt(self, name: str) -> Answer:
        """The TXT records, each as one string."""
        return self._ask(
            name,
            "TXT",
            lambda found: [b"".join(r.strings).decode("utf-8", "replace") for r in found],
        )

    def mx(self, name: str) -> Answer:
        """The hosts that take its mail, the preferred ones first."""
        return self._ask(
            name,
            "MX",
            lambda found: [
                r.exchange.to_text(omit_final_dot=True)
                for r in sorted(found, key=lambda r: (r.preference, r.exchange))
            ],
        )

    def addresses(self, name: str) -> Answer:
        """The addresses, of the newer kind only when there is none of the older."""
        older = self._ask(name, "A", lambda found: [r.address for r in found])
        if older.status is not Status.NOTHING:
            return older
        return self._ask(name, "AAAA", lambda found: [r.address for r in found])

    def _ask(self, name: str, kind: str, read: Callable[[Any], list[str]]) -> Answer:
        key = (name.lower().rstrip("."), kind)
        if key not in self._known:
            self._known[key] = self._answer(name, kind, read)
        return self._known[key]

    def _answer(self, name: str, kind: str, read: Callable[[Any], list[str]]) -> Answer:
        left = self._ends - time.monotonic()
        if self._resolver is None or left <= 0:
            return Answer(Status.FAILED)
        try:
            found = self._resolver.resolve(
                name, kind, search=False, lifetime=min(left, 2 * _ONE_TRY)
            )
        except dns.resolver.NXDOMAIN:
            return Answer(Status.NOTHING if self._sees_the_world() else Status.FAILED)
        except dns.resolver.NoAnswer:
            return Answer(Status.NOTHING)
        except (dns.exception.DNSException, OSError, UnicodeError):
            return Answer(Status.FAILED)
        return Answer(Status.FOUND, tuple(read(found)))

    def _sees_the_world(self) -> bool:
        """Whether a 'there is no such name' is to be believed.

        The resolver of a closed network says so of every name, of the root too, which exists
        wherever there is an internet.
        """
        if self._world is None and self._resolver is not None:
            left = max(0.1, min(self._ends - time.monotonic(), _ONE_TRY))
            try:
                self._resolver.resolve(".", "NS", search=False, lifetime=left)
                self._world = True
            except dns.resolver.NXDOMAIN:
                self._world = False
            except (dns.exception.DNSException, OSError):
                # No word of the root proves nothing against what was said.
                self._world = True
        return bool(self._world)


def _server(text: str) -> dns.nameserver.Nameserver:
    address, _, port = text.rpartition(":") if text.count(":") == 1 else (text, "", "53")
    return dns.nameserver.Do53Nameserver(address, int(port))
