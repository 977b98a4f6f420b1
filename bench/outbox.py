"""How fast the outbox empties: real rows, real SMTP, as many threads as the worker has."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from flask import Flask

from app.extensions import clock, db, transaction
from app.mail import delivery
from app.services.registering import registration
from app.worker import WORKERS
from bench import data
from config import ROOT


@contextmanager
def mail_server() -> Iterator[int]:
    """A local mail server; the port that it listens on."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.postbox"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        # It ends by itself when its input does, even if this process was killed.
        process.communicate()


def write_messages(app: Flask, number: int, first: int, now: datetime) -> None:
    """Register so many people in a new edition: one message each, with its calendar part."""
    with app.app_context():
        edition_id = data.plan_one(now, capacity=number)
        for index in range(first, first + number):
            with transaction():
                registration.register(edition_id, data.person(index), now, consent=True)
        db.session.remove()


def messages_per_second(app: Flask, number: int) -> float:
    """Deliver what waits, which is `number` messages; raises RuntimeError when some stay behind."""
    sent: list[int] = []

    def work() -> None:
        with app.app_context():
            outcome = delivery.deliver_due(app.extensions["open_aanbod_mail"], clock.now)
        sent.append(outcome.sent)

    threads = [threading.Thread(target=work) for _ in range(WORKERS)]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.monotonic() - start
    if sum(sent) != number:
        raise RuntimeError(f"{sum(sent)} of {number} messages were sent")
    return number / seconds
