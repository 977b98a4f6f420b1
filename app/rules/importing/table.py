"""From the rows of a file to the rows of a kind: headings are matched, each cell is read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar

from app.rules.importing.cells import Cell, Read, folded, plain
from app.rules.importing.problems import BadCell, BadFile, Problem, ProblemCode
from app.rules.importing.states import MOST_ROWS


class Numbered(Protocol):
    """A row as a value that knows its place in the file."""

    @property
    def number(self) -> int:
        """Its row, 1 for the first of the file."""


RowT = TypeVar("RowT", bound=Numbered)

#: The first cell of a row that explains the columns and is no data.
EXPLAINS = "# "


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a kind.

    `names`: its heading in our examples, then others that are taken. `about`: a message id that
    explains it. `needed`: the file must have it, and each row a value in it; with `once`, only the
    first row of an edition.
    """

    key: str
    names: tuple[str, ...]
    about: str
    read: Read
    needed: bool = False
    once: bool = False

    @property
    def heading(self) -> str:
        """What it is called in the examples and in messages."""
        return self.names[0]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a file with its number, 1 for the first."""

    number: int
    cells: Sequence[Cell]

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return all(cell is None or cell == "" for cell in self.cells)

    @property
    def explains(self) -> bool:
        """Whether it is the row of our examples that explains the columns."""
        first = self.cells[0] if self.cells else None
        return isinstance(first, str) and f"{first} ".startswith(EXPLAINS)


@dataclass(slots=True)
class Table(Generic[RowT]):
    """What a file says: the rows that could be read, and all that is wrong or strange.

    `total` counts the rows with something in them. `bad_keys` name, folded, the editions of which
    a row could not be read.
    """

    rows: list[RowT] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    total: int = 0
    bad_keys: set[str] = field(default_factory=set)


def read_table(
    lines: Iterable[Line],
    columns: Sequence[Column],
    make: Callable[..., RowT],
    progress: Callable[[int], None] = lambda done: None,
) -> Table[RowT]:
    """Read every row; `make` gets `number` and the value of each column by key, None for blank.

    `progress` is told now and then how many rows were read. A BadFile that `lines` raises on its
    way becomes a problem of the row where it happened.
    """
    table: Table[RowT] = Table()
    used: Mapping[int, Column | None] | None = None
    try:
        for line in lines:
            line = Line(line.number, [plain(cell) for cell in line.cells])
            if line.is_blank or line.explains:
                continue
            if used is None:
                used = _match(line, columns, table)
                if table.problems:
                    return table
                continue
            table.total += 1
            if table.total > MOST_ROWS:
                raise BadFile(ProblemCode.TOO_MANY_ROWS, most=MOST_ROWS)
            _read_line(line, used, columns, make, table)
            if table.total % 500 == 0:
                progress(table.total)
    except BadFile as error:
        table.problems.append(error.problem)
        return table
    if used is None:
        table.problems.append(Problem(0, "", ProblemCode.FILE_EMPTY))
    elif not table.total:
        table.problems.append(Problem(0, "", ProblemCode.NO_ROWS))
    return table


def _match(line: Line, columns: Sequence[Column], table: Table[Any]) -> Mapping[int, Column | None]:
    """Which column stands where, None for an unknown one; what is wrong goes into the table."""
    known = {folded(name): column for column in columns for name in column.names}
    found: dict[int, Column | None] = {}
    for place, cell in enumerate(line.cells):
        heading = str(cell or "")[:80]
        if not heading:
            continue
        column = known.get(folded(heading))
        if column is None:
            table.warnings.append(Problem(line.number, heading, ProblemCode.COLUMN_UNKNOWN))
        elif column in found.values():
            table.problems.append(Problem(line.number, heading, ProblemCode.COLUMN_TWICE))
            continue
        found[place] = column
    missing = [c.heading for c in columns if c.needed and c not in found.values()]
    if missing:
        facts = {"columns": ", ".join(missing)}
        table.problems.append(Problem(line.number, "", ProblemCode.COLUMNS_MISSING, facts))
    return found


def _read_line(
    line: Line,
    used: Mapping[int, Column | None],
    columns: Sequence[Column],
    make: Callable[..., RowT],
    table: Table[RowT],
) -> None:
    values: dict[str, Any] = {column.key: None for column in columns}
    before = len(table.problems)
    for place, column in used.items():
        cell = line.cells[place] if place < len(line.cells) else None
        if column is None:
            continue
        try:
            if cell is not None and cell != "":
                values[column.key] = column.read(cell)
            elif column.needed and not column.once:
                raise BadCell(ProblemCode.MISSING)
        except BadCell as error:
            table.problems.append(Problem(line.number, column.heading, error.code, error.facts))
    beyond = any(
        place not in used and cell is not None and cell != ""
        for place, cell in enumerate(line.cells)
    )
    if beyond and not any(w.code is ProblemCode.NO_HEADING for w in table.warnings):
        table.warnings.append(Problem(line.number, "", ProblemCode.NO_HEADING))
    if len(table.problems) == before:
        table.rows.append(make(number=line.number, **values))
    elif values.get("edition"):
        table.bad_keys.add(folded(values["edition"]))


@dataclass(frozen=True, slots=True)
class Group(Generic[RowT]):
    """The rows of one edition; `head` holds what they share, with the first value of each."""

    head: RowT
    rows: tuple[RowT, ...]

    @property
    def number(self) -> int:
        """The number of its first row."""
        return self.rows[0].number


def grouped(
    table: Table[RowT], columns: Sequence[Column], shared: Sequence[str]
) -> list[Group[RowT]]:
    """The rows by their key 'edition'; a row without one stands alone.

    What rows of one edition share may be left out after the first; where it is given it must be
    the same. A group with a row that could not be read, or that contradicts itself, is left out;
    what contradicts, and what the first row lacks, goes into the problems.
    """
    groups: dict[str, list[RowT]] = {}
    for row in table.rows:
        key = getattr(row, "edition", None)
        name = f"={folded(key)}" if key else f"#{row.number}"
        groups.setdefault(name, []).append(row)
    by_key = {column.key: column for column in columns}
    return [
        Group(rows[0], tuple(rows))
        for name, rows in groups.items()
        if name.removeprefix("=") not in table.bad_keys and _agrees(rows, by_key, shared, table)
    ]


def _agrees(
    rows: Sequence[Any], columns: Mapping[str, Column], shared: Sequence[str], table: Table[Any]
) -> bool:
    before, first = len(table.problems), rows[0]
    for key in shared:
        column, value = columns[key], getattr(first, key)
        if value is None and column.needed:
            table.problems.append(Problem(first.number, column.heading, ProblemCode.MISSING))
        for row in rows[1:]:
            other = getattr(row, key)
            if other is not None and other != value:
                facts = {"other": first.number}
                table.problems.append(
                    Problem(row.number, column.heading, ProblemCode.DIFFERS_FROM_ROW, facts)
                )
    return len(table.problems) == before
