"""A file as a whole: read it, see what it would write, write all of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.models import Training
from app.rules.importing.cells import folded
from app.rules.importing.kinds import LAYOUTS
from app.rules.importing.problems import BadFile, Problem
from app.rules.importing.states import Kind
from app.rules.importing.table import Table, read_table
from app.services import history
from app.services.history import Action
from app.services.importing import editions, past_years, registrations, trainings
from app.services.importing.lookups import Trainings
from app.services.importing.outcome import Outcome, Planned, Scope
from app.services.importing.reading import lines_of

_PLANS: Mapping[Kind, Callable[[Any, Scope, datetime], Planned]] = {
    Kind.TRAININGS: trainings.plan,
    Kind.EDITIONS: editions.plan,
    Kind.REGISTRATIONS: registrations.plan,
    Kind.PAST_YEARS: past_years.plan,
}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a dry run found: all that is wrong, in the order of the rows, and what it would write.

    The outcome counts only when nothing is wrong.
    """

    rows: int
    outcome: Outcome
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    planned: Planned


def read(
    kind: Kind, content: bytes, progress: Callable[[int], None] = lambda done: None
) -> Table[Any]:
    """The rows of a file, with what is wrong with them; a file that is none is one problem."""
    try:
        lines = lines_of(content)
    except BadFile as error:
        table: Table[Any] = Table(problems=[error.problem])
        return table
    layout = LAYOUTS[kind]
    return read_table(lines, layout.columns, layout.row, progress)


def check(kind: Kind, table: Table[Any], scope: Scope, now: datetime) -> Checked:
    """What the file would write as things stand now; it writes nothing."""
    with db.session.no_autoflush:
        planned = _PLANS[kind](table, scope, now)
    problems = sorted([*table.problems, *planned.problems], key=lambda problem: problem.row)
    return Checked(table.total, planned.outcome, tuple(problems), tuple(table.warnings), planned)


def lock(kind: Kind, table: Table[Any], scope: Scope) -> None:
    """Make others wait who would write the same, until this transaction ends."""
    if kind is Kind.REGISTRATIONS:
        registrations.lock(table, scope)
    elif kind is not Kind.TRAININGS:
        # As who plans one edition does; titles of trainings are unique in the table itself.
        known = Trainings.load().ids
        ids = {known.get(folded(row.training)) for row in table.rows if row.training}
        db.session.execute(
            select(Training.id).where(Training.id.in_(ids)).order_by(Training.id).with_for_update()
        )


def write(checked: Checked, file_name: str, scope: Scope, now: datetime) -> list[int]:
    """Write all of it, under the lock under which it was checked; ids of the editions."""
    if checked.problems:
        raise ValueError("a file with problems is not read in")
    ids = checked.planned.write()
    history.record(
        Action.FILE_READ_IN, now, actor_id=scope.actor_id, number=checked.rows, file=file_name
    )
    db.session.flush()
    return ids


def in_chunks(rows: list[dict[str, Any]], size: int = 500) -> Iterator[list[dict[str, Any]]]:
    """Parts of a list: SQLite takes some thousands of parameters in a statement and no more."""
    return (rows[start : start + size] for start in range(0, len(rows), size))
