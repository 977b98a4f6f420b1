"""The worker and files: one claim a file, all or nothing, also when a process dies."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event, select

from app.extensions import bell, db, importing_bell, transaction
from app.models import Edition, HistoryEntry, Import, ImportProblem, Registration, Training
from app.rules.importing.problems import ProblemCode
from app.rules.importing.states import ERASE_DAYS, STUCK_MINUTES, ImportState, Kind
from app.services.importing import imports, run
from app.services.schedule import run as run_schedule
from tests.factories.cast import Cast
from tests.factories.files import as_csv, read_in, upload, work
from tests.factories.offer import make_edition, register
from tests.support.statements import counted
from tests.support.time import NOW

FILE = as_csv("titel;korte naam;samenvatting;beschrijving", "Een;E;Kort;Lang")


def order(taken: Import) -> bool:
    with transaction():
        return imports.order(taken.id)


def test_nothing_is_written_before_somebody_orders_it(app: Flask, cast: Cast) -> None:
    taken = upload(Kind.TRAININGS, FILE, cast.coordinator)
    assert (taken.state, taken.rows_total) == (ImportState.CHECKED, 1)
    assert db.session.scalars(select(Training)).all() == []
    assert [order(taken), order(taken)] == [True, False]
    work()
    db.session.refresh(taken)
    assert (taken.state, taken.rows_done, taken.done_at) == (ImportState.DONE, 1, NOW)
    assert order(taken) is False
    work()
    assert len(db.session.scalars(select(Training)).all()) == 1


def test_a_file_with_problems_cannot_be_ordered(app: Flask, cast: Cast) -> None:
    taken = upload(Kind.TRAININGS, as_csv("titel", "Een"), cast.coordinator)
    assert order(taken) is False
    assert taken.state is ImportState.CHECKED


def test_a_change_since_the_dry_run_writes_nothing_and_says_so(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=8)
    row = "An;an@org.example;Begeleider;De Horizon;CLB"
    headings = "editie;naam;e-mail;functie;organisatie;soort organisatie"
    taken = upload(Kind.REGISTRATIONS, as_csv(headings, f"{edition.id};{row}"), cast.coordinator)
    order(taken)
    # The last seat goes to somebody else meanwhile.
    register(edition, 8)
    work()
    db.session.refresh(taken)
    assert (taken.state, taken.outcome["waiting"]) == (ImportState.CHECKED, 1)
    assert len(db.session.scalars(select(Registration)).all()) == 8
    (note,) = db.session.scalars(select(ImportProblem)).all()
    assert (note.code, note.warning) == (ProblemCode.CHANGED_MEANWHILE, True)
    assert order(taken) is True


@contextmanager
def killed_at(word: str) -> Iterator[None]:
    """The process dies, as far as the database can tell, before the statement with this word."""

    def die(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if word in statement:
            raise KeyboardInterrupt

    event.listen(db.engine, "before_cursor_execute", die)
    try:
        yield
    finally:
        event.remove(db.engine, "before_cursor_execute", die)


def test_a_process_that_dies_halfway_has_written_nothing(app: Flask, cast: Cast) -> None:
    taken = upload(Kind.TRAININGS, FILE, cast.coordinator)
    order(taken)
    with killed_at("INSERT INTO history"), pytest.raises(KeyboardInterrupt):
        work()
    db.session.rollback()
    db.session.refresh(taken)
    assert taken.state is ImportState.READING
    assert db.session.scalars(select(Training)).all() == []
    # As long as it may live, nobody takes it over.
    work(NOW + timedelta(minutes=STUCK_MINUTES - 1))
    db.session.refresh(taken)
    assert taken.state is ImportState.READING
    work(NOW + timedelta(minutes=STUCK_MINUTES))
    db.session.refresh(taken)
    assert (taken.state, taken.beat_at) == (ImportState.FAILED, None)
    with transaction():
        assert imports.again(taken.id) is True
    work()
    db.session.refresh(taken)
    assert taken.state is ImportState.CHECKED


def test_who_was_taken_for_dead_writes_nothing(app: Flask, cast: Cast) -> None:
    taken = upload(Kind.TRAININGS, FILE, cast.coordinator)
    order(taken)
    with transaction():
        job = run._claim(taken.id, NOW)
    assert job is not None
    # Another process gave the file up meanwhile, and somebody ordered it again.
    with transaction():
        taken.beat_at = NOW + timedelta(minutes=STUCK_MINUTES)
    assert run._work(job, NOW, transaction) == f"file {taken.id} was given up"
    assert db.session.scalars(select(Training)).all() == []


def test_an_error_is_logged_without_the_row_and_the_file_says_it_stopped(
    site: Flask, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    taken = upload(Kind.TRAININGS, FILE, cast.coordinator)
    order(taken)

    def fail(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO trainings"):
            raise RuntimeError("Een")

    event.listen(db.engine, "before_cursor_execute", fail)
    try:
        work()
    finally:
        event.remove(db.engine, "before_cursor_execute", fail)
    db.session.refresh(taken)
    assert taken.state is ImportState.FAILED
    assert "RuntimeError" in caplog.text
    assert ": Een" not in caplog.text


def test_rights_are_those_of_the_moment_of_reading(site: Flask, cast: Cast) -> None:
    taken = upload(Kind.TRAININGS, FILE, cast.coordinator)
    order(taken)
    with transaction():
        cast.coordinator.active = False
    work()
    db.session.refresh(taken)
    assert taken.state is ImportState.FAILED
    assert db.session.scalars(select(Training)).all() == []


def test_progress_is_told_on_the_way(
    site: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_BEAT_SECONDS", 0.0)
    rows = [f"Titel {number};E;Kort;Lang" for number in range(1200)]
    content = as_csv("titel;korte naam;samenvatting;beschrijving", *rows)
    with counted() as statements:
        upload(Kind.TRAININGS, content, cast.coordinator)
    beats = [one for one in statements if one.startswith("UPDATE imports SET rows_done=")]
    # After 500 and 1000 rows.
    assert len(beats) == 2


def test_files_are_erased_after_thirty_days(app: Flask, cast: Cast) -> None:
    done = read_in(Kind.TRAININGS, FILE, cast.coordinator)
    wrong = upload(Kind.TRAININGS, as_csv("titel", "Een"), cast.coordinator)
    day = NOW + timedelta(days=ERASE_DAYS)
    assert list(run_schedule(day - timedelta(seconds=1), transaction)) == []
    assert list(run_schedule(day, transaction)) == ["files erased 2"]
    for taken in (done, wrong):
        db.session.refresh(taken)
        assert (taken.content, taken.erased_at, taken.file_name) == (None, day, "lijst.csv")
    assert db.session.scalars(select(ImportProblem)).all() == []
    with transaction():
        assert imports.again(wrong.id) is False


def test_the_same_form_brings_one_file_and_rings(site: Flask, cast: Cast) -> None:
    rings: list[int] = []
    importing_bell.connect(lambda: rings.append(1))
    bell.connect(lambda: rings.append(2))
    try:
        for _click in range(2):
            with transaction():
                imports.take("a" * 32, Kind.TRAININGS, "x", FILE, NOW, cast.coordinator.id)
    finally:
        importing_bell.silence()
        bell.silence()
    assert rings == [1]
    assert len(db.session.scalars(select(Import)).all()) == 1
    with transaction(), pytest.raises(LookupError):
        imports.take("a" * 32, Kind.TRAININGS, "x", FILE, NOW, cast.administrator.id)


def test_each_file_is_read_in_once_also_by_two_workers(app: Flask, cast: Cast) -> None:
    taken = upload(Kind.TRAININGS, FILE, cast.coordinator)
    order(taken)
    claims = []
    for _worker in range(2):
        with transaction():
            claims.append(run._claim(taken.id, NOW))
    assert [claim is None for claim in claims] == [False, True]


def test_history_says_who_read_what_in(site: Flask, cast: Cast) -> None:
    read_in(Kind.TRAININGS, FILE, cast.coordinator)
    entry = db.session.scalars(select(HistoryEntry)).one()
    assert (entry.actor_id, entry.facts) == (
        cast.coordinator.id, {"number": 1, "file": "lijst.csv"},
    )  # fmt: skip
    assert db.session.scalars(select(Edition)).all() == []
