"""Tables: headings are matched, rows are read, editions of several rows hold together."""

from collections.abc import Sequence
from typing import Any

import pytest

from app.rules.importing.cells import Cell, folded
from app.rules.importing.examples import example_lines, example_rows
from app.rules.importing.kinds import LAYOUTS, SHARED_OF_EDITION
from app.rules.importing.problems import BadFile, Problem, ProblemCode
from app.rules.importing.states import MOST_ROWS, Kind
from app.rules.importing.table import Line, Table, grouped, read_table


def read(kind: Kind, *rows: Sequence[Cell]) -> Table[Any]:
    """The table that these rows make, the first of them the headings."""
    layout = LAYOUTS[kind]
    lines = [Line(number, cells) for number, cells in enumerate(rows, start=1)]
    return read_table(lines, layout.columns, layout.row)


def found(table: Table[Any]) -> list[tuple[int, str, ProblemCode]]:
    """Row, column and code of each problem."""
    return [(problem.row, problem.column, problem.code) for problem in table.problems]


TRAINING = ("Titel", "KORTE NAAM", "samenvatting", "description")


def test_headings_are_taken_in_any_order_case_and_language() -> None:
    table = read(
        Kind.TRAININGS,
        [None, None],
        ["Extra", *TRAINING, "Thèmes"],
        ["", "Een", "E", "Kort", "Lang", "Taal; Werk"],
        [],
        ["", "Twee", "T", "Kort", "Lang", None],
    )
    assert [(row.number, row.title, row.themes) for row in table.rows] == [
        (3, "Een", ("Taal", "Werk")),
        (5, "Twee", None),
    ]
    assert (table.total, table.problems) == (2, [])
    assert table.warnings == [Problem(2, "Extra", ProblemCode.COLUMN_UNKNOWN)]


def test_each_wrong_cell_is_named_by_row_and_column() -> None:
    table = read(
        Kind.TRAININGS,
        TRAINING,
        ["", "E", "Kort", "Lang"],
        ["Twee", "T" * 81, "", "Lang"],
        ["Drie", "D", "Kort", "Lang"],
    )
    assert found(table) == [
        (2, "titel", ProblemCode.MISSING),
        (3, "korte naam", ProblemCode.TOO_LONG),
        (3, "samenvatting", ProblemCode.MISSING),
    ]
    assert [row.title for row in table.rows] == ["Drie"]


def test_missing_and_doubled_columns_end_it_there() -> None:
    table = read(Kind.TRAININGS, ["titel", "Vorming", "summary"], ["a", "b", "c"])
    assert table.problems == [
        Problem(1, "Vorming", ProblemCode.COLUMN_TWICE),
        Problem(1, "", ProblemCode.COLUMNS_MISSING, {"columns": "korte naam, beschrijving"}),
    ]
    assert (table.rows, table.total) == ([], 0)


def test_values_without_a_heading_are_told_once() -> None:
    table = read(
        Kind.TRAININGS,
        [*TRAINING, "", "eigen"],
        *(["Een", "E", "Kort", "Lang", "los", "mijn"] for _ in range(2)),
    )
    assert table.warnings == [
        Problem(1, "eigen", ProblemCode.COLUMN_UNKNOWN),
        Problem(2, "", ProblemCode.NO_HEADING),
    ]


def test_files_without_anything() -> None:
    assert found(read(Kind.TRAININGS)) == [(0, "", ProblemCode.FILE_EMPTY)]
    assert found(read(Kind.TRAININGS, TRAINING, ["# uitleg"])) == [(0, "", ProblemCode.NO_ROWS)]


def test_a_file_that_breaks_off_keeps_what_was_found_before() -> None:
    def lines() -> Any:
        yield Line(1, TRAINING)
        yield Line(2, ["", "E", "Kort", "Lang"])
        raise BadFile(ProblemCode.FILE_QUOTES, row=3)

    layout = LAYOUTS[Kind.TRAININGS]
    table = read_table(lines(), layout.columns, layout.row)
    assert found(table) == [(2, "titel", ProblemCode.MISSING), (3, "", ProblemCode.FILE_QUOTES)]


def test_there_is_an_end_to_the_rows_and_progress_on_the_way() -> None:
    layout = LAYOUTS[Kind.TRAININGS]
    rows = (Line(number + 2, ["T", "t", "k", "l"]) for number in range(MOST_ROWS + 1))
    told: list[int] = []
    table = read_table([Line(1, TRAINING), *rows], layout.columns, layout.row, told.append)
    assert found(table) == [(0, "", ProblemCode.TOO_MANY_ROWS)]
    assert told == list(range(500, MOST_ROWS + 1, 500))


EDITION = ("editie", "vorming", "vorm", "datum", "van", "tot", "plaatsen")
SHARED = [LAYOUTS[Kind.EDITIONS].columns, SHARED_OF_EDITION]


def test_rows_of_an_edition_hold_together() -> None:
    table = read(
        Kind.EDITIONS,
        EDITION,
        ["a", "V", "live", "15/3/2027", "9", "12", 14],
        ["A", "", "", "22/3/2027", "9", "12", ""],
        ["", "V", "live", "15/4/2027", "9", "12", 14],
        ["", "V", "live", "15/5/2027", "9", "12", 14],
    )
    groups = grouped(table, *SHARED)
    assert [[row.number for row in group.rows] for group in groups] == [[2, 3], [4], [5]]
    assert (groups[0].number, groups[0].head.capacity) == (2, 14)


def test_an_edition_that_contradicts_itself_or_lacks_something_is_left_out() -> None:
    table = read(
        Kind.EDITIONS,
        EDITION,
        ["a", "V", "live", "15/3/2027", "9", "12", 14],
        ["a", "W", "", "22/3/2027", "9", "12", 14],
        ["b", "", "live", "15/4/2027", "9", "12", 14],
        ["c", "V", "live", "ooit", "9", "12", 14],
        ["C", "", "", "22/5/2027", "9", "12", ""],
    )
    assert grouped(table, *SHARED) == []
    # Row 6 is of an edition whose first row could not be read: that says enough.
    assert found(table) == [
        (5, "datum", ProblemCode.NOT_A_DATE),
        (3, "vorming", ProblemCode.DIFFERS_FROM_ROW),
        (4, "vorming", ProblemCode.MISSING),
    ]


@pytest.mark.parametrize("kind", Kind)
def test_the_example_of_each_kind_can_be_read(kind: Kind) -> None:
    columns = LAYOUTS[kind].columns
    table = read(kind, *example_lines(kind, 2027, [column.about for column in columns]))
    assert (table.problems, table.warnings, table.total) == ([], [], 2)
    for row, example in zip(table.rows, example_rows(kind, 2027), strict=True):
        filled = {c.key for c in columns if getattr(row, c.key) is not None}
        assert filled == set(example)


@pytest.mark.parametrize("kind", Kind)
def test_no_heading_means_two_columns(kind: Kind) -> None:
    names = [word for c in LAYOUTS[kind].columns for word in {folded(n) for n in c.names}]
    assert len(names) == len(set(names))
