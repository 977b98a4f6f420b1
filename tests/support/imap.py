"""A real IMAP server for the tests: pymap in a thread, with a mailbox in memory."""

import asyncio
import imaplib
import re
import ssl
import threading
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Self

import trustme
from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import DictBackend
from pymap.imap import IMAPServer

HOST = "127.0.0.1"
_BODY = re.compile(rb"^(\S+) UID FETCH (\d+) \(BODY\.PEEK\[\]\)")
USER, PASSWORD = "vormingen@voorbeeldpunt.example", "a secret of the mailbox"


class ImapServer:
    """An IMAP server on 127.0.0.1, used as a context manager; `security` as in IMAP_SECURITY.

    A client has to trust `authority_pem` to accept its certificate. `fetches_left`: it hangs up
    before it hands out one mail more. `refused`: UIDs that it does not hand out. `silent`: it takes
    the connection and says nothing.
    """

    def __init__(self, security: str = "none") -> None:
        self.security = security
        self.fetches_left: int | None = None
        self.refused: set[int] = set()
        self.silent = False
        self.authority_pem: bytes | None = None
        self._context: ssl.SSLContext | None = None
        if security != "none":
            authority = trustme.CA()
            self.authority_pem = authority.cert_pem.bytes()
            self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            authority.issue_cert(HOST, "localhost").configure_cert(self._context)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def __enter__(self) -> Self:
        self._thread.start()
        self.port = asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(self, *exception: object) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def settings(self, **changes: object) -> dict[str, object]:
        """Variables that point at this server."""
        return {
            "IMAP_SERVER": HOST,
            "IMAP_PORT": self.port,
            "IMAP_SECURITY": self.security,
            "IMAP_USERNAME": USER,
            "IMAP_PASSWORD": PASSWORD,
            "IMAP_TIMEOUT_SECONDS": 2,
            **changes,
        }

    def put(self, *mails: bytes, at: datetime | None = None) -> None:
        """Mail comes in, just now or at a moment."""
        with self._client() as client:
            for mail in mails:
                date = imaplib.Time2Internaldate(at or datetime.now(UTC))
                assert client.append("INBOX", "", date, mail)[0] == "OK"

    def unread(self) -> list[int]:
        """The UIDs of what nobody read, in order."""
        with self._client() as client:
            return [int(uid) for uid in client.uid("SEARCH", "UNSEEN")[1][0].split()]

    def number(self) -> int:
        """How many mails lie there."""
        with self._client() as client:
            return len(client.uid("SEARCH", "ALL")[1][0].split())

    @contextmanager
    def _client(self) -> Iterator[imaplib.IMAP4]:
        fetches, self.fetches_left = self.fetches_left, None
        client: imaplib.IMAP4
        if self.security == "ssl":
            context = ssl.create_default_context(cadata=(self.authority_pem or b"").decode())
            client = imaplib.IMAP4_SSL(HOST, self.port, ssl_context=context)
        else:
            client = imaplib.IMAP4(HOST, self.port)
        try:
            if self.security == "starttls":
                client.starttls(
                    ssl.create_default_context(cadata=(self.authority_pem or b"").decode())
                )
            client.login(USER, PASSWORD)
            client.select("INBOX")
            yield client
        finally:
            client.logout()
            self.fetches_left = fetches

    async def _start(self) -> int:
        arguments = Namespace(
            debug=False,
            host=None,
            port="0",
            cert=None,
            key=None,
            tls=self.security == "starttls",
            proxy_protocol=None,
            passlib_cfg=None,
            inherited_sockets=None,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
        )
        backend, config = await DictBackend.init(
            arguments,
            ssl_context=self._context,
            invalid_user_sleep=0.0,
        )
        config.apply_context()
        imap = IMAPServer(backend.login, config)
        serve = ProxyProtocolReader(ProxyProtocolVersion.get(None)).get_callback(imap)

        async def guarded(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            if self.silent:
                await reader.read()
                writer.close()
                return
            self._watch(reader, writer)
            await serve(reader, writer)

        tls = self._context if self.security == "ssl" else None
        self._server = await asyncio.start_server(guarded, HOST, 0, ssl=tls)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    def _watch(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        read = reader.readline

        async def readline() -> bytes:
            line = await read()
            while (asked := _BODY.search(line)) and int(asked[2]) in self.refused:
                writer.write(asked[1] + b" NO [SERVERBUG] damaged\r\n")
                line = await read()
            if b"BODY.PEEK[]" in line and self.fetches_left is not None:
                if self.fetches_left == 0:
                    writer.transport.abort()
                self.fetches_left -= 1
            return line

        setattr(reader, "readline", readline)  # noqa: B010  mypy forbids the plain assignment

    async def _stop(self) -> None:
        self._server.close()
        tasks: list[asyncio.Task[Any]] = [
            task for task in asyncio.all_tasks() if task is not asyncio.current_task()
        ]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
