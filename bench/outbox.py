"""How fast the outbox empties: real rows, real SMTP, as many threads as the worker has."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from app.extensions import clock, db, transaction
from app.mail import delivery
from app.mail.mime import new_message_id
from app.models import Message
from app.rules.states import MessageState
from app.services.registering import registration
from app.worker import WORKERS
from bench import data
from config import ROOT

#: As many of the messages are written by registering.
REGISTERED = 20


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
    """Confirmations with a calendar part for so many people, each to another address.

    The first `REGISTERED` are those of people who registered; the others are made from them, for
    a thousand registrations take minutes, and they are measured elsewhere.
    """
    with app.app_context():
        people = min(number, REGISTERED)
        edition_id = data.plan_one(now, capacity=people)
        for index in range(first, first + people):
            with transaction():
                registration.register(edition_id, data.person(index), now, consent=True)
        _copy(number - people, first + people)
        db.session.remove()


def _copy(number: int, first: int) -> None:
    with transaction():
        waiting = select(Message.__table__).where(Message.state == MessageState.PENDING)
        rows = [dict(row) for row in db.session.execute(waiting).mappings()]
        copies = [
            rows[index % len(rows)] | _own(rows[index % len(rows)], first + index)
            for index in range(number)
        ]
        for copy in copies:
            del copy["id"]
        if copies:
            db.session.execute(insert(Message.__table__), copies)


def _own(row: dict[str, Any], number: int) -> dict[str, str]:
    """What no two messages share."""
    return {
        "recipient": data.person(number).email,
        "dedupe_key": f"{row['dedupe_key']}:{number}",
        "message_id": new_message_id("bench.example"),
        "calendar_uid": f"{row['calendar_uid']}-{number}",
    }


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
