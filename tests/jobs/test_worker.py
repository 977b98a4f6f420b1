"""The worker in a process of its own, and killed at the worst moments.

Real time: the worker has a clock of its own.
"""

import signal
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import bell, clock, db
from app.jobs import Jobs
from app.models import Heartbeat
from app.rules.states import MessageState
from tests.factories.offer import make_edition, register
from tests.support.office import Office, open_office, rows
from tests.support.smtp import MailServer
from tests.support.worker import HesitatingServer, running_worker, wait_until


@pytest.fixture
def today() -> Iterator[datetime]:
    """The real time."""
    clock.come_back()
    return datetime.now(UTC)


def address(app: Flask) -> str:
    return str(app.config["SQLALCHEMY_DATABASE_URI"])


def enrol(now: datetime) -> str:
    """Somebody registers for an edition next month; the Message-ID of the confirmation."""
    edition = make_edition(starts=now + timedelta(days=30), now=now)
    register(edition, now=now)
    (row,) = rows()
    return row.message_id


def kill(worker: "subprocess.Popen[bytes]") -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)


def states() -> list[MessageState]:
    return [row.state for row in rows()]


@pytest.mark.parametrize("accepted", [True, False], ids=["after", "before"])
def test_a_worker_killed_around_the_acceptance_of_a_mail_loses_none(
    app: Flask, today: datetime, accepted: bool
) -> None:
    message_id = enrol(today)
    with HesitatingServer(takes=accepted) as server:
        with running_worker(address(app), server.port) as worker:
            server.wait_until_silent()
            assert states() == [MessageState.SENDING]
            kill(worker)
        assert len(server.messages) == accepted
        assert states() == [MessageState.SENDING]
        server.hesitates = False

        with open_office(app, server) as office:
            early = office.app.test_cli_runner().invoke(args=["tick"])
            assert early.output == "nothing is due\n"
            clock.travel_to(today + timedelta(minutes=15))
            done = office.app.test_cli_runner().invoke(args=["tick"])
            assert done.output == "mail sent 1, later 0, failed 0\n"
            assert [sent for _, sent in office.received()] == [message_id] * (1 + accepted)
        assert states() == [MessageState.SENT]


def test_a_worker_sends_at_its_start_what_came_while_none_ran_and_hears_the_bell(
    app: Flask, today: datetime
) -> None:
    enrol(today)
    with (
        MailServer() as server,
        open_office(app, server) as office,
        running_worker(address(app), server.port) as worker,
    ):
        server.wait_for(1, seconds=30)
        wait_until(lambda: states() == [MessageState.SENT], "the mark on the first mail")
        beat = db.session.scalars(select(Heartbeat)).one()
        assert today <= beat.beat_at <= datetime.now(UTC)

        jobs: Jobs = office.app.extensions["open_aanbod_jobs"]
        ring_and_wait_for_the_mail(jobs, office)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(15) == 0
        wait_until(lambda: states() == [MessageState.SENT] * 2, "the mark on the second mail")


def ring_and_wait_for_the_mail(jobs: Jobs, office: Office) -> None:
    """Register somebody; fails when the mail does not come before the next sweep may send it."""
    wait_until(lambda: 2 < datetime.now(UTC).second < 50, "a quiet stretch of a minute", 30)
    bell.connect(jobs.ring)
    began = datetime.now(UTC)
    register(make_edition(starts=began + timedelta(days=40), now=began), now=began)
    bell.silence()
    jobs.queue.storage.close()
    office.server.wait_for(2, seconds=59 - began.second)
