"""Delivery by worker processes that are killed at random moments, on PostgreSQL.

A process with the application in it waits and forks a worker whenever one is asked for: that takes
milliseconds, so that hundreds of runs take minutes.
"""

import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from flask import Flask
from sqlalchemy import select, text

from app.extensions import db, transaction
from app.mail import delivery, outbox
from app.mail.invitations import Method
from app.mail.mime import CalendarPart, Mail
from app.models import Message
from app.rules.states import MessageState
from tests.mail.samples import REQUEST
from tests.support.installation import make_app
from tests.support.office import letter, mail_settings
from tests.support.smtp import MailServer

#: By this name PostgreSQL knows the connections of the workers.
NAME = "outbox-worker"

#: A worker is killed after fewer messages than this, and so many seconds into the next at most.
MOST, JITTER = 8, 0.03
#: So many seconds without a message: both workers are dead, or there is nothing to send.
PATIENCE = 0.3

ENTRIES, LETTERS, ROUNDS = 4, 6, 2
VERSIONS = (
    (Method.REQUEST, "registration_confirmed"),
    (Method.REQUEST, "meeting_changed"),
    (Method.REQUEST, "invitation"),
    (Method.CANCEL, "entry_cancelled"),
)


@dataclass
class Run:
    """What happened in one run.

    `claimed_by_the_dead`: how often a worker was killed with this message in its hands, by
    Message-ID. `received`: what the server took, in order, as (uid, SEQUENCE, METHOD, Message-ID);
    the first three are empty for a message without an entry.
    """

    claimed_by_the_dead: Counter[str] = field(default_factory=Counter)
    received: list[tuple[str, int, str, str]] = field(default_factory=list)
    rows: list[Message] = field(default_factory=list)

    @property
    def copies(self) -> Counter[str]:
        """How often the server took each message, by Message-ID."""
        return Counter(message_id for *_, message_id in self.received)

    def faults(self) -> list[str]:
        """Everything that must never happen and did."""
        found = []
        for row in self.rows:
            copies, kills = self.copies[row.message_id], self.claimed_by_the_dead[row.message_id]
            dropped = row.state is MessageState.SUPERSEDED
            if dropped and (row.kind != "invitation" or row.calendar_method == Method.CANCEL):
                found.append(f"{row.dedupe_key} was dropped")
            elif not dropped and (row.state is not MessageState.SENT or not copies):
                found.append(f"{row.dedupe_key} is {row.state}, and was taken {copies} times")
            if copies > 1 + kills:
                found.append(f"{row.dedupe_key} was taken {copies} times after {kills} kills")
        return found + self._out_of_order()

    def _out_of_order(self) -> list[str]:
        last: dict[str, int] = {}
        found = []
        for uid, sequence, method, _ in self.received:
            if uid and sequence < last.get(uid, 0):
                found.append(f"{uid}: {method} {sequence} came after {last[uid]}")
            if uid:
                last[uid] = max(sequence, last.get(uid, 0))
        cancelled = {uid for uid, _, method, _ in self.received if method == Method.CANCEL}
        missing = {
            row.calendar_uid for row in self.rows if row.calendar_method == Method.CANCEL
        } - cancelled
        return found + [f"no CANCEL of {uid} arrived" for uid in missing]


class Killing:
    """Runs of one application against one mail server; its context is the present one."""

    def __init__(self, app: Flask, server: MailServer, nursery: Any) -> None:
        self._app, self._server, self._nursery = app, server, nursery

    def run(self, seed: int) -> Run:
        """Two workers at a time, killed at moments that `seed` chooses, until all is sent."""
        random, run = Random(seed), Run()
        with transaction():
            db.session.execute(text("DELETE FROM messages"))
        self._server.clear()
        for number in range(LETTERS):
            _put(letter(f"{number}@brief.be", "reminder"), f"letter {number}")
        versions = [0] * ENTRIES
        for _ in range(ROUNDS):
            self._round(random, versions)
            self._bury(run)
        self._finish()
        run.received = [_read(mail.message) for mail in self._server.messages]
        run.rows = list(db.session.scalars(select(Message).order_by(Message.id)))
        db.session.rollback()
        return run

    def _round(self, random: Random, versions: list[int]) -> None:
        """Two workers, new versions of entries while they work, and a kill for each."""
        before = len(self._server.messages)
        kills = [(random.randrange(MOST), self._worker()) for _ in range(2)]
        news = [(random.randrange(MOST), None) for _ in range(ENTRIES * 2)]
        for taken, pid in sorted([*kills, *news], key=lambda one: one[0]):
            self._wait(before + taken)
            if pid is not None:
                # Some way into the next message, whichever step of it that hits.
                time.sleep(random.uniform(0, JITTER))
                os.kill(pid, signal.SIGKILL)
                continue
            entry = random.randrange(ENTRIES)
            if versions[entry] < len(VERSIONS):
                _put_version(entry, versions[entry])
                versions[entry] += 1

    def _wait(self, taken: int) -> None:
        """Until the server took so many messages, or nothing more comes for a while."""
        limit = time.monotonic() + PATIENCE
        while len(self._server.messages) < taken and time.monotonic() < limit:
            time.sleep(0.001)

    def _bury(self, run: Run) -> None:
        """Note what the dead had in their hands, and give it back."""
        here = text("SELECT count(*) FROM pg_stat_activity WHERE application_name = :name")
        while db.session.scalar(here, {"name": NAME}):
            db.session.rollback()
            time.sleep(0.002)
        self._server.wait_until_alone()
        stuck = select(Message.message_id).where(Message.state == MessageState.SENDING)
        run.claimed_by_the_dead.update(db.session.scalars(stuck))
        db.session.rollback()
        delivery.free_stuck(datetime.now(UTC) + timedelta(hours=1))

    def _finish(self) -> None:
        workers = [self._worker(), self._worker()]
        left = select(Message.id).where(
            Message.state.in_((MessageState.PENDING, MessageState.SENDING))
        )
        limit = time.monotonic() + 30
        while db.session.scalar(left.limit(1)) is not None:
            db.session.rollback()
            assert time.monotonic() < limit, "messages stay behind"
            time.sleep(0.005)
        db.session.rollback()
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        self._bury(Run())

    def _worker(self) -> int:
        self._nursery.send("worker")
        pid: int = self._nursery.recv()
        return pid


@contextmanager
def killing(url: str) -> Iterator[Killing]:
    """What is needed for runs on the PostgreSQL database at `url`."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    ours, theirs = context.Pipe()
    with MailServer() as server:
        app = make_app(url, **mail_settings(server.port))
        nursery = context.Process(target=_nursery, args=(url, server.port, theirs))
        try:
            with app.app_context():
                _put(letter("warm@brief.be"), "warm")
                nursery.start()
                ours.recv()
                yield Killing(app, server, ours)
                db.session.remove()
                db.engine.dispose()
        finally:
            ours.send(None)
            nursery.join(timeout=30)


def _nursery(url: str, port: int, pipe: Any) -> None:
    app = make_app(f"{url}?application_name={NAME}", **mail_settings(port))
    with app.app_context():
        # What each worker would else do first, for longer than some live: compile its statements.
        delivery.deliver_due(app.extensions["open_aanbod_mail"], lambda: datetime.now(UTC))
        db.session.remove()
        db.engine.dispose()
    pipe.send(True)
    # Nobody asks how they ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while pipe.recv() is not None:
        pid = os.fork()
        if pid == 0:
            _work(app)
        pipe.send(pid)


def _work(app: Flask) -> None:
    mail = app.extensions["open_aanbod_mail"]
    with app.app_context():
        while True:
            delivery.deliver_due(mail, lambda: datetime.now(UTC))
            time.sleep(0.002)


def _put(mail: Mail, key: str, entry: tuple[str, int] | None = None) -> None:
    with transaction():
        outbox.enqueue(mail, dedupe_key=key, now=datetime.now(UTC), entry=entry)


def _put_version(entry: int, version: int) -> None:
    method, kind = VERSIONS[version]
    content = REQUEST.content.replace(b"METHOD:REQUEST", f"METHOD:{method}".encode())
    uid = f"entry-{entry}"
    lines = [
        f"UID:{uid}" if line.startswith("UID:")
        else f"SEQUENCE:{version}" if line.startswith("SEQUENCE:")
        else line
        for line in content.decode().split("\r\n")
    ]  # fmt: skip
    plain = letter(f"{entry}@agenda.be", kind)
    part = CalendarPart(method, "\r\n".join(lines).encode())
    mail = Mail(
        kind, "nl", "Zoë", plain.recipient, plain.subject, plain.text, plain.html, calendar=part
    )
    _put(mail, f"{uid} {version} {method}", (uid, version))


def _read(message: Any) -> tuple[str, int, str, str]:
    message_id = str(message["Message-ID"])
    for part in message.walk():
        if part.get_content_type() == "text/calendar":
            found = dict(
                line.split(":", 1) for line in part.get_content().splitlines() if ":" in line
            )
            return found["UID"], int(found["SEQUENCE"]), found["METHOD"], message_id
    return "", 0, "", message_id
