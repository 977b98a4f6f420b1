"""A real name server for the tests, on UDP and TCP: it answers from a list, or misbehaves."""

import socketserver
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

HOST = "127.0.0.1"


class Trouble(StrEnum):
    """How a name misbehaves."""

    FAILS = "fails"
    SILENT = "silent"
    #: The answer over UDP is cut off, so that whoever asks must come again over TCP.
    CUT_OFF = "cut off"


@dataclass
class NameServer:
    """What it knows: (name, type) -> values as a zone file writes them; and which names misbehave.

    `asked` holds (name, type, transport) of every question.
    """

    records: Mapping[tuple[str, str], tuple[str, ...]]
    troubles: Mapping[str, Trouble] = field(default_factory=dict)
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    #: It is that of a closed network: of the root, too, it says that there is no such name.
    closed: bool = False
    port: int = 0

    @property
    def address(self) -> str:
        """Where it listens, as the settings write it."""
        return f"{HOST}:{self.port}"

    def answer(self, wire: bytes, transport: str) -> bytes | None:
        """What it says to a question; None: nothing."""
        query = dns.message.from_wire(wire)
        (question,) = query.question
        name, kind = question.name.to_text(True).lower(), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind, transport))
        response = dns.message.make_response(query)
        trouble = self.troubles.get(name)
        if trouble is Trouble.SILENT:
            return None
        if trouble is Trouble.FAILS:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif trouble is Trouble.CUT_OFF and transport == "udp":
            response.flags |= dns.flags.TC
        elif values := self.records.get((name, kind)):
            response.answer.append(dns.rrset.from_text(question.name, 60, "IN", kind, *values))
        elif name not in {known for known, _kind in self.records} and (name != "." or self.closed):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()


def txt(text: str) -> str:
    """A TXT value as a zone file writes it: in strings of 255 octets at most."""
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))


@contextmanager
def name_server(
    records: Mapping[tuple[str, str], tuple[str, ...]],
    troubles: Mapping[str, Trouble] | None = None,
) -> Iterator[NameServer]:
    """One that runs as long as the block."""
    known = NameServer(records, troubles or {})

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, connection = self.request
            if (said := known.answer(wire, "udp")) is not None:
                connection.sendto(said, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            (length,) = struct.unpack("!H", self.rfile.read(2))
            if (said := known.answer(self.rfile.read(length), "tcp")) is not None:
                self.wfile.write(struct.pack("!H", len(said)) + said)

    with socketserver.ThreadingUDPServer((HOST, 0), Datagram) as udp:
        known.port = udp.server_address[1]
        with socketserver.ThreadingTCPServer((HOST, known.port), Stream) as tcp:
            threads = [threading.Thread(target=s.serve_forever, args=(0.02,)) for s in (udp, tcp)]
            for thread in threads:
                thread.start()
            try:
                yield known
            finally:
                for server, thread in zip((udp, tcp), threads, strict=True):
                    server.shutdown()
                    thread.join()
