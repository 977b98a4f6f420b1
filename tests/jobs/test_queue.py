"""The queue: only a bell, on both engines."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import bell, clock, db
from app.jobs import Jobs, make_jobs, sweep_once
from app.models import Heartbeat
from app.rules.states import EditionState, MessageState
from tests.factories.offer import make_edition, register
from tests.support.imap import ImapServer
from tests.support.installation import make_app
from tests.support.office import Office, open_office, post, rows
from tests.support.smtp import MailServer
from tests.support.time import NOW


@pytest.fixture
def office(app: Flask) -> Iterator[Office]:
    with MailServer() as server, open_office(app, server) as office:
        yield office


@pytest.fixture
def jobs(office: Office) -> Iterator[Jobs]:
    """The queue of the office, empty and connected to the bell."""
    made: Jobs = office.app.extensions["open_aanbod_jobs"]
    made.prepare()
    made.queue.flush()
    bell.connect(made.ring)
    yield made
    bell.silence()
    made.queue.storage.close()


def work_off(jobs: Jobs) -> int:
    """Do what a worker does with the queue; how many tasks there were."""
    number = 0
    # PostgreSQL's queue waits a second for more when it is empty.
    while jobs.queue.pending_count():
        jobs.queue.execute(jobs.queue.dequeue())
        number += 1
    return number


def test_a_commit_with_mail_puts_one_task_in_the_queue_and_the_task_sends(
    office: Office, jobs: Jobs
) -> None:
    edition = make_edition()
    assert jobs.queue.pending() == []

    register(edition)

    (task,) = jobs.queue.pending()
    assert (task.name, task.args, task.kwargs) == ("deliver", (), {})
    assert work_off(jobs) == 1
    assert [row.state for row in rows()] == [MessageState.SENT]
    assert len(office.server.messages) == 1


def test_rings_too_many_do_no_harm(office: Office, jobs: Jobs) -> None:
    register(make_edition())
    for _ in range(3):
        jobs.ring()
    assert work_off(jobs) == 4
    assert len(office.server.messages) == 1


def test_another_process_hears_the_bell(office: Office, jobs: Jobs) -> None:
    register(make_edition())
    other = make_jobs(office.app)
    assert work_off(other) == 1
    assert len(office.server.messages) == 1
    other.queue.storage.close()


@pytest.mark.parametrize(
    "queue_url",
    [
        "sqlite:////no/such/folder/queue.db",
        "postgresql://nobody:secret@127.0.0.1:1/nothing",
    ],
)
def test_a_broken_queue_harms_nobody_and_tells_no_secret(
    app: Flask, queue_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    broken = make_app(app.config["SQLALCHEMY_DATABASE_URI"], QUEUE_URL=queue_url)
    jobs: Jobs = broken.extensions["open_aanbod_jobs"]
    bell.connect(jobs.ring)
    register(make_edition())
    assert [row.state for row in rows()] == [MessageState.PENDING]
    (record,) = caplog.records
    assert (record.levelname, record.name) == ("WARNING", "app.jobs")
    assert "secret" not in caplog.text


def test_a_queue_whose_tables_are_not_made_yet_harms_nobody(
    app: Flask, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    fresh = make_app(
        app.config["SQLALCHEMY_DATABASE_URI"], QUEUE_URL=f"sqlite:///{tmp_path / 'fresh.db'}"
    )
    jobs: Jobs = fresh.extensions["open_aanbod_jobs"]
    bell.connect(jobs.ring)
    register(make_edition())
    assert len(caplog.records) == 1
    jobs.prepare()
    jobs.prepare()
    jobs.ring()
    assert len(jobs.queue.pending()) == 1
    jobs.queue.storage.close()


def test_the_sweep_says_that_the_worker_lives(office: Office) -> None:
    for minutes in (0, 1):
        moment = NOW + timedelta(minutes=minutes)
        clock.travel_to(moment)
        sweep_once(office.app)
        beat = db.session.scalars(select(Heartbeat)).one()
        assert beat.name == "worker"
        assert moment <= beat.beat_at < moment + timedelta(seconds=30)
        db.session.rollback()


def test_the_sweep_does_what_is_due_and_sends_what_that_wrote(office: Office) -> None:
    edition = make_edition()
    register(edition, 8)
    clock.travel_to(NOW + timedelta(days=13))
    sweep_once(office.app)
    db.session.refresh(edition)
    assert edition.state is EditionState.CONFIRMED
    kinds = [row.kind for row in rows()]
    assert kinds.count("edition_confirmed") == 8
    assert {row.state for row in rows()} == {MessageState.SENT}
    assert len(office.server.messages) == len(kinds)


def test_the_sweep_frees_what_a_dead_worker_left_and_sets_aside_what_is_over(
    office: Office,
) -> None:
    register(make_edition())
    (row,) = rows()
    row.state, row.claimed_at = MessageState.SENDING, NOW
    db.session.commit()
    clock.travel_to(NOW + timedelta(minutes=15))
    post("a@organisatie.be", not_after=clock.now())
    sweep_once(office.app)
    assert [row.state for row in rows()] == [MessageState.SENT, MessageState.EXPIRED]


def test_the_mailbox_is_read_in_a_task_of_its_own(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    with ImapServer() as server:
        server.put(b"Subject: Vraag\r\n\r\nIs er parking?\r\n", at=NOW)
        url = app.config["SQLALCHEMY_DATABASE_URI"]
        with make_app(url, **server.settings()).app_context() as context:
            made: Jobs = context.app.extensions["open_aanbod_jobs"]
            made.prepare()
            made.queue.flush()
            made.read_mail()
            with caplog.at_level("INFO", logger="app.jobs"):
                assert work_off(made) == 1
            made.queue.storage.close()
            db.session.remove()
            db.engine.dispose()
    assert "mailbox read, others: 1" in caplog.text
