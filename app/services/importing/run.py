"""What the worker does with files: the dry run, and reading in, one file after the other.

The row in `imports` is the truth. A file is claimed by a conditional UPDATE; while it is read, the
process says now and then that it lives and how far it is. All that a file writes, and that it is
done, is one transaction: a process that is killed has written nothing, and its file says so.
"""

import logging
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import undefer

from app.extensions import db
from app.models import Import, ImportProblem
from app.rules.importing.problems import Problem, ProblemCode
from app.rules.importing.states import STUCK_MINUTES, ImportState, Kind
from app.services.importing.outcome import Outcome, Scope
from app.services.importing.plan import Checked, check, in_chunks, lock, read, write

log = logging.getLogger(__name__)
Transaction = Callable[[], AbstractContextManager[None]]

#: Seconds between two signs of life.
_BEAT_SECONDS = 1.0
#: So many editions are remembered, to link to them.
_MOST_LINKS = 50
_AT_WORK = {
    ImportState.WAITING: ImportState.CHECKING,
    ImportState.ORDERED: ImportState.READING,
}


class _Lost(Exception):
    """This process was taken for dead, and the file is no longer its own."""


class _ChangedMeanwhile(Exception):
    """What would be written is not what the dry run said any more."""

    def __init__(self, checked: Checked) -> None:
        super().__init__()
        self.checked = checked


@dataclass(slots=True)
class _Job:
    """A claimed file; `beat_at` is the last sign of life and names the claim."""

    id: int
    kind: Kind
    state: ImportState
    file_name: str
    content: bytes
    scope: Scope
    outcome: dict[str, Any]
    beat_at: datetime


def run_due(now: datetime, transaction: Transaction) -> Iterator[str]:
    """Check and read in what is due, oldest first; yields a line for each file."""
    stuck = Import.beat_at <= now - timedelta(minutes=STUCK_MINUTES)
    if db.session.scalar(select(Import.id).where(stuck).limit(1)) is not None:
        with transaction():
            db.session.execute(
                update(Import).where(stuck).values(state=ImportState.FAILED, beat_at=None)
            )
    due = select(Import.id).where(Import.state.in_(_AT_WORK)).order_by(Import.id)
    for import_id in db.session.scalars(due).all():
        with transaction():
            job = _claim(import_id, now)
        if job is not None:
            yield _work(job, now, transaction)


def _claim(import_id: int, now: datetime) -> _Job | None:
    found = db.session.scalars(
        select(Import).where(Import.id == import_id).options(undefer(Import.content))
    ).one()
    if found.state not in _AT_WORK:
        return None
    actor = found.created_by.actor
    if not (found.created_by.active and actor.is_coordinator):
        # Whoever brought it may not read in any more.
        found.state = ImportState.FAILED
        return None
    state = _AT_WORK[found.state]
    claimed: Any = db.session.execute(
        update(Import)
        .where(Import.id == import_id, Import.state == found.state)
        .values(state=state, beat_at=now, rows_done=0)
    )
    if not claimed.rowcount:
        return None
    team_id = None if actor.is_administrator else actor.team_id
    return _Job(
        found.id,
        found.kind,
        state,
        found.file_name,
        found.content or b"",
        Scope(team_id, actor.user_id, found.mail),
        found.outcome,
        now,
    )


def _work(job: _Job, now: datetime, transaction: Transaction) -> str:
    try:
        if job.state is ImportState.CHECKING:
            return _check(job, now, transaction)
        return _read_in(job, now, transaction)
    except _Lost:
        return f"file {job.id} was given up"
    except Exception as error:
        # Not the error's own words: a database quotes the row that it stumbled over.
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("file %s failed: %s\n%s", job.id, type(error).__name__, trace)
        with transaction():
            _keep(job, state=ImportState.FAILED, beat_at=None)
        return f"failed: file {job.id}"


def _check(job: _Job, now: datetime, transaction: Transaction) -> str:
    table = read(job.kind, job.content, _beats(job, now, transaction))
    checked = check(job.kind, table, job.scope, now)
    with transaction():
        _store(job, checked)
    return f"file checked: {job.id}, {checked.rows} rows, {len(checked.problems)} problems"


def _read_in(job: _Job, now: datetime, transaction: Transaction) -> str:
    table = read(job.kind, job.content, _beats(job, now, transaction))
    try:
        with transaction():
            lock(job.kind, table, job.scope)
            checked = check(job.kind, table, job.scope, now)
            if checked.problems or checked.outcome.as_json() != _numbers_of(job):
                raise _ChangedMeanwhile(checked)
            ids = write(checked, job.file_name, job.scope, now)
            _keep(
                job,
                state=ImportState.DONE,
                beat_at=None,
                done_at=now,
                rows_done=checked.rows,
                outcome=job.outcome | {"editions": ids[:_MOST_LINKS]},
            )
    except _ChangedMeanwhile as change:
        with transaction():
            _store(job, change.checked, Problem(0, "", ProblemCode.CHANGED_MEANWHILE))
        return f"file not read in: {job.id}, things changed since the dry run"
    return f"file read in: {job.id}, {checked.rows} rows"


def _numbers_of(job: _Job) -> dict[str, Any]:
    return {name: job.outcome.get(name) for name in Outcome().as_json()}


def _beats(job: _Job, now: datetime, transaction: Transaction) -> Callable[[int], None]:
    """Tells, at most once a second, how many rows were read."""
    began = last = time.monotonic()

    def beat(done: int) -> None:
        nonlocal last
        if time.monotonic() - last < _BEAT_SECONDS:
            return
        last = time.monotonic()
        moment = now + timedelta(seconds=last - began)
        with transaction():
            _keep(job, rows_done=done, beat_at=moment)
        job.beat_at = moment

    return beat


def _keep(job: _Job, **values: Any) -> None:
    """Write in the row of a file that is still this process's own; raises _Lost."""
    kept: Any = db.session.execute(
        update(Import)
        .where(Import.id == job.id, Import.state == job.state, Import.beat_at == job.beat_at)
        .values(**values)
    )
    if not kept.rowcount:
        raise _Lost


def _store(job: _Job, checked: Checked, *notes: Problem) -> None:
    """The outcome of a dry run, in place of that of the one before."""
    _keep(
        job,
        state=ImportState.CHECKED,
        beat_at=None,
        rows_total=checked.rows,
        rows_done=checked.rows,
        outcome=checked.outcome.as_json() | {"problems": len(checked.problems)},
    )
    db.session.execute(delete(ImportProblem).where(ImportProblem.import_id == job.id))
    found = [(problem, False) for problem in checked.problems]
    found += [(problem, True) for problem in (*notes, *checked.warnings)]
    rows = [
        {
            "import_id": job.id,
            "warning": warning,
            "row": problem.row,
            "column": problem.column,
            "code": problem.code,
            "facts": dict(problem.facts),
        }
        for problem, warning in found
    ]
    for chunk in in_chunks(rows):
        db.session.execute(insert(ImportProblem), chunk)
