"""The queue, its thin tasks and the schedule.

The queue is only a bell: rows in the outbox and in `imports` are the truth, a task carries nothing,
and a sweep every minute finds what a lost ring would have told.
"""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app.extensions import clock, installation, transaction
from app.mail import delivery
from app.services import heartbeat, schedule
from app.services.hearing.incoming import read_mailbox
from app.services.importing import run as importing
from app.spared import without

with without("psycopg"):
    from huey import Huey, PostgresHuey, SqliteHuey, crontab, storage

log = logging.getLogger(__name__)

NAME = "open-aanbod"

#: How often the mailbox is read. In a task of its own: its server may be slow.
READ_MAIL_MINUTES = 2


def make_queue(url: str) -> Huey:
    """The queue behind this address: a SQLite file, or tables in PostgreSQL.

    The queue of a SQLite database lies in a file of its own beside it, so that the two do not wait
    for each other. Its tables are made by `Jobs.prepare`.
    """
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///")).with_suffix(".queue.db")
        return SqliteHuey(NAME, filename=str(path), fsync=False, create_tables=False)
    # Needed after all: what Huey would have taken by itself.
    import psycopg

    storage.psycopg = psycopg
    dsn = url.replace("postgresql+psycopg://", "postgresql://", 1)
    return PostgresHuey(NAME, dsn=dsn, create_tables=False)


class Postman:
    """Delivers what is due; where the pace says wait, one thread of this process waits for all.

    Were each of them to wait, none would be left for what else is due.
    """

    def __init__(self) -> None:
        self._waits = threading.Lock()
        #: Set when the worker is to stop: then nobody waits any more.
        self.stopping = threading.Event()

    def deliver(self, app: Flask) -> None:
        """One round, with this thread as the one that waits unless another is."""
        if not self._waits.acquire(blocking=False):
            _deliver(app)
            return
        try:
            _deliver(app, lambda seconds: not self.stopping.wait(seconds))
        finally:
            self._waits.release()


@dataclass(frozen=True, slots=True)
class Jobs:
    """The queue of one application, with its tasks."""

    queue: Huey
    postman: Postman
    deliver: Callable[[], Any]
    read_in: Callable[[], Any]
    sweep: Callable[[], Any]
    read_mail: Callable[[], Any]

    def prepare(self) -> None:
        """Make the tables of the queue, if they are not there."""
        self.queue.storage.initialize_schema()

    def ring(self) -> None:
        """Tell the worker that mail waits. A failing queue is noted and harms nobody."""
        _ring(self.deliver, "send the mail")

    def ring_for_files(self) -> None:
        """Tell the worker that a file waits to be read in."""
        _ring(self.read_in, "read the file in")


def _ring(task: Callable[[], Any], work: str) -> None:
    try:
        task()
    except Exception as error:
        log.warning("no ring (%s): the sweep will %s", type(error).__name__, work)


def make_jobs(app: Flask) -> Jobs:
    """Define the tasks of `app`; calling one puts it in the queue."""
    with app.app_context():
        queue = make_queue(installation().queue_url)
    postman = Postman()

    @queue.task(name="deliver")
    def deliver() -> None:
        with app.app_context():
            postman.deliver(app)

    @queue.task(name="read_in")
    def read_in() -> None:
        with app.app_context():
            read_files()

    @queue.periodic_task(crontab(), name="sweep")
    def sweep() -> None:
        with app.app_context():
            sweep_once(app)
            paced = installation().mail_per_minute is not None
        if paced:
            # The sweep does not wait for its turn to send, and what it left must go on.
            deliver()

    @queue.periodic_task(crontab(minute=f"*/{READ_MAIL_MINUTES}"), name="read_mail")
    def read_mail() -> None:
        with app.app_context():
            read_mail_once()

    return Jobs(queue, postman, deliver, read_in, sweep, read_mail)


def sweep_once(app: Flask) -> None:
    """What the worker does every minute: say that it lives, do what is due, send what waits."""
    now = clock.now()
    with transaction():
        heartbeat.beat("worker", now)
    delivery.free_stuck(now)
    delivery.expire(now)
    for line in schedule.run(now, transaction):
        log.info(line)
    _deliver(app)
    # Last: a large file takes its time.
    read_files()


def read_mail_once() -> None:
    """Read what came in to the mailbox, when there is one."""
    done = read_mailbox(clock.now, transaction)
    if done is not None and done.read:
        log.info("mailbox read, %s", done)


def read_files() -> None:
    """Check and read in the files that wait."""
    for line in importing.run_due(clock.now(), transaction):
        log.info(line)


def _deliver(app: Flask, pause: delivery.Pause | None = None) -> None:
    outcome = delivery.deliver_due(app.extensions["open_aanbod_mail"], clock.now, pause=pause)
    if outcome.sent or outcome.postponed or outcome.failed:
        log.info("%s", outcome)
