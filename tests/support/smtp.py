"""A real mail server for the tests: it takes what the site sends, and misbehaves on request."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, Self

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

HOST = "127.0.0.1"


@dataclass(frozen=True)
class ReceivedMail:
    """One accepted transaction: the envelope, the bytes as they came and the parsed message."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    message: EmailMessage


class MailServer:
    """An SMTP server on 127.0.0.1, used as a context manager.

    A message counts as received, and stands in ``messages``, as soon as its data are complete and
    not refused; with ``drop_after_data`` that is before the sender hears of it. With
    ``drop_before_acceptance`` it hangs up on a whole message without taking it. ``slow`` is for how
    many seconds it thinks about each recipient.
    """

    def __init__(self, *, starttls: bool = False) -> None:
        """Offer STARTTLS when ``starttls``, with a certificate for 127.0.0.1 and localhost.

        A client has to trust ``authority_pem``, the authority that signed it, to accept it.
        """
        self.drop_after_data = False
        self.drop_before_acceptance = False
        self.silent = False
        self.slow = 0.0
        self.authority_pem: bytes | None = None
        self._refused: dict[str, str] = {}
        self._failure: str | None = None
        self._messages: list[ReceivedMail] = []
        self._arrived = threading.Condition()
        context: ssl.SSLContext | None = None
        if starttls:
            authority = trustme.CA()
            self.authority_pem = authority.cert_pem.bytes()
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(HOST, "localhost").configure_cert(context)
        self._controller = _Controller(self, context)

    def __enter__(self) -> Self:
        self._controller.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self._controller.stop()

    @property
    def port(self) -> int:
        """The port it listens on; only while it runs."""
        return self._controller.bound_port()

    @property
    def messages(self) -> list[ReceivedMail]:
        """What was accepted so far, in order of arrival."""
        with self._arrived:
            return list(self._messages)

    def wait_until_alone(self, seconds: float = 10) -> None:
        """Return once nobody is connected, so that nothing more of a dead client can arrive.

        Raises AssertionError when that takes longer than ``seconds``.
        """
        limit = time.monotonic() + seconds
        while self._controller.connected():
            assert time.monotonic() < limit, "a client stays connected"
            time.sleep(0.002)

    def wait_for(self, count: int, seconds: float = 10) -> list[ReceivedMail]:
        """Return the messages once there are at least ``count``.

        Raises AssertionError, naming what did arrive, when that takes longer than ``seconds``.
        """
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._messages) >= count, seconds):
                arrived = [
                    f"{mail.recipients}: {mail.message['Subject']}" for mail in self._messages
                ]
                raise AssertionError(f"Waited for {count} messages, got {arrived}")
            return list(self._messages)

    def clear(self) -> None:
        """Forget the messages; the ways to misbehave stay."""
        with self._arrived:
            self._messages.clear()

    def refuse(self, address: str, code: int = 550, words: str = "") -> None:
        """Answer a RCPT TO for ``address`` with ``code``: 5xx for good, 4xx for now."""
        said = words or f"{address} is refused on purpose"
        self._refused[address.lower()] = f"{code} {said}"

    def accept(self, address: str) -> None:
        """Take mail for ``address`` again."""
        self._refused.pop(address.lower(), None)

    @contextmanager
    def fail_with(self, code: int, words: str = "failing on purpose") -> Iterator[None]:
        """Answer every message with ``code`` after its data, inside this block."""
        with self.answer(f"{code} {words}"):
            yield

    @contextmanager
    def answer(self, line: str) -> Iterator[None]:
        """Answer every message with this line after its data, and take none, inside this block."""
        self._failure = line
        try:
            yield
        finally:
            self._failure = None

    async def handle_RCPT(  # noqa: N802  aiosmtpd calls it by this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        """Take or refuse one recipient (RFC 5321, section 4.1.1.3)."""
        if self.slow:
            await asyncio.sleep(self.slow)
        if refusal := self._refused.get(address.lower()):
            return refusal
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(  # noqa: N802  aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take or refuse the message (RFC 5321, section 4.1.1.4)."""
        if self._failure is not None:
            return self._failure
        if not self.drop_before_acceptance:
            self._store(envelope)
        if self.drop_after_data or self.drop_before_acceptance:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"

    def _store(self, envelope: Envelope) -> None:
        raw = envelope.original_content or b""
        mail = ReceivedMail(
            sender=envelope.mail_from or "",
            recipients=tuple(envelope.rcpt_tos),
            raw=raw,
            message=message_from_bytes(raw, policy=policy.default),
        )
        with self._arrived:
            self._messages.append(mail)
            self._arrived.notify_all()


class _Controller(Controller):
    def __init__(self, mail_server: MailServer, context: ssl.SSLContext | None) -> None:
        # Port 0: the system chooses a free one, so that runs side by side never meet.
        super().__init__(mail_server, hostname=HOST, port=0)
        self._mail_server = mail_server
        self._context = context
        self._connections: set[asyncio.Transport] = set()

    def factory(self) -> SMTP:
        return _Protocol(
            self._mail_server,
            self._connections,
            tls_context=self._context,
            hostname="mail.test",
        )

    def stop(self, no_assert: bool = False) -> None:
        """Hang up on clients that are still connected, then stop as aiosmtpd does."""
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(timeout=5)
        super().stop(no_assert)

    async def _hang_up(self) -> None:
        for transport in self._connections:
            transport.abort()
        while self._connections:
            await asyncio.sleep(0.005)

    def connected(self) -> int:
        """How many clients hold a connection."""
        return len(self._connections)

    def bound_port(self) -> int:
        assert isinstance(self.server, asyncio.Server)
        port: int = self.server.sockets[0].getsockname()[1]
        return port

    def _trigger_server(self) -> None:
        """Call the server once, as aiosmtpd does, but at the port that the system chose."""
        with socket.create_connection((HOST, self.bound_port()), timeout=5) as connection:
            connection.recv(1024)


class _Protocol(SMTP):
    event_handler: Any

    def __init__(
        self, mail_server: MailServer, connections: set[asyncio.Transport], **options: Any
    ) -> None:
        super().__init__(mail_server, **options)
        self._connections = connections
        self._connection: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # STARTTLS calls this again with the encrypted layer over the same connection.
        assert isinstance(transport, asyncio.Transport)
        if self._connection is None:
            self._connection = transport
            self._connections.add(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        if self._connection is not None:
            self._connections.discard(self._connection)

    async def _handle_client(self) -> None:
        if self.event_handler.silent:
            await asyncio.Event().wait()
        await super()._handle_client()
