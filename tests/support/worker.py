"""The worker as it runs in earnest: a process of its own, and a mail server that keeps it busy."""

import asyncio
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.support.installation import SENDER
from tests.support.office import mail_settings
from tests.support.smtp import MailServer

CHECKOUT = Path(__file__).resolve().parents[2]
SECRET = "a secret for the tests, and long enough"


class HesitatingServer(MailServer):
    """Gets a whole message, and then says nothing.

    `takes` says whether the message counts as received when it falls silent.
    """

    def __init__(self, *, takes: bool) -> None:
        super().__init__()
        self._takes = takes
        self.hesitates = True
        self._reached = threading.Event()

    def wait_until_silent(self, seconds: float = 30) -> None:
        """Return once a client waits for the answer to its message."""
        assert self._reached.wait(seconds), "no message came"

    async def handle_DATA(  # noqa: N802  aiosmtpd calls it by this name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the message or not, and keep the client waiting until it hangs up."""
        if not self.hesitates:
            return await super().handle_DATA(server, session, envelope)
        if self._takes:
            self._store(envelope)
        self._reached.set()
        await asyncio.Event().wait()
        raise AssertionError("nobody sets that event")


@contextmanager
def running_worker(database_url: str, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    """`python -m app.worker` on this database, with a mail server on this port."""
    settings = {
        "APP_ENV": "testing",
        "SECRET_KEY": SECRET,
        "DATABASE_URL": database_url,
        "BASE_URL": "http://localhost",
        "MAIL_DEFAULT_SENDER": SENDER,
        **{name: str(value) for name, value in mail_settings(port).items()},
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "app.worker"],
        cwd=CHECKOUT,
        env={**os.environ, **settings},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Look again and again until it holds. Raises AssertionError after so many seconds."""
    limit = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < limit, f"waited in vain: {what}"
        time.sleep(0.05)
