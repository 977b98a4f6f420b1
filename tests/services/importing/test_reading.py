"""Files: what they are shows their content, and none of them breaks anything."""

import io
import zipfile
from datetime import date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from app.rules.importing.examples import example_lines, example_rows
from app.rules.importing.kinds import LAYOUTS
from app.rules.importing.problems import BadFile, ProblemCode
from app.rules.importing.states import Kind
from app.services.importing import examples
from app.services.importing.plan import read
from app.services.importing.reading import lines_of

TEXT = "titel;korte naam\r\nCafé één;Œuvre €\r\n"
ROWS = [["titel", "korte naam"], ["Café één", "Œuvre €"]]


def rows_of(content: bytes) -> list[list[object]]:
    """The cells of each row."""
    return [list(line.cells) for line in lines_of(content)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_text_in_the_encodings_that_spreadsheets_write(encoding: str) -> None:
    assert rows_of(TEXT.encode(encoding)) == ROWS


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_separators_are_seen_in_the_first_row(separator: str) -> None:
    text = f'"a;,;,;,"{separator}b\r\n1{separator}"twee\r\nregels; en meer"\r\n\r\n3{separator}4'
    lines = list(lines_of(text.encode()))
    assert [list(line.cells) for line in lines] == [
        ["a;,;,;,", "b"], ["1", "twee\r\nregels; en meer"], [], ["3", "4"],
    ]  # fmt: skip
    assert [line.number for line in lines] == [1, 2, 3, 4]


def workbook(*rows: list[object]) -> bytes:
    """A workbook of one sheet."""
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(out)
    return out.getvalue()


def test_a_workbook_keeps_dates_times_and_numbers() -> None:
    cells = ["Een", datetime.combine(date(2027, 3, 15), time()), time(9, 30), 47.5, 14, True, None]
    width = [row[:7] for row in rows_of(workbook(["a"], [], cells))]
    assert width == [["a", *[None] * 6], [None] * 7, cells]


def bomb() -> bytes:
    """A small archive that unpacks to 90 MB."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 90 * 1024 * 1024)
    return out.getvalue()


def crowd() -> bytes:
    """An archive of very many parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for number in range(501):
            archive.writestr(f"{number}.xml", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ProblemCode.FILE_EMPTY),
        (b" \r\n", ProblemCode.FILE_EMPTY),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"old", ProblemCode.FILE_OLD_EXCEL),
        (b"PK\x03\x04 no archive", ProblemCode.FILE_UNREADABLE),
        (b"a;b\x00;c", ProblemCode.FILE_UNREADABLE),
        (b"\xff\xfea", ProblemCode.FILE_UNREADABLE),
        (b"\x81\x8d\x8f", ProblemCode.FILE_UNREADABLE),
        (workbook(["a"])[:-200], ProblemCode.FILE_UNREADABLE),
        (bomb(), ProblemCode.FILE_BOMB),
        (crowd(), ProblemCode.FILE_BOMB),
        (b'a;b\r\n1;2\r\n3;"4', ProblemCode.FILE_QUOTES),
    ],
)
def test_what_is_no_file_of_rows_says_so(content: bytes, code: ProblemCode) -> None:
    with pytest.raises(BadFile) as caught:
        rows_of(content)
    assert caught.value.problem.code is code
    assert caught.value.problem.row == (3 if code is ProblemCode.FILE_QUOTES else 0)


def test_an_archive_that_is_no_workbook() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", b"<a/>")
    with pytest.raises(BadFile):
        rows_of(out.getvalue())


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(Kind), st.one_of(st.binary(max_size=300), st.text(max_size=300)))
def test_no_bytes_break_the_reading(kind: Kind, sent: bytes | str) -> None:
    content = sent if isinstance(sent, bytes) else sent.encode("utf-8", "ignore")
    assert read(kind, content).problems != []


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 6000), st.integers(0, 255))
def test_no_damage_to_a_workbook_breaks_the_reading(place: int, value: int) -> None:
    content = bytearray(_EXAMPLE)
    content[place % len(content)] = value
    read(Kind.EDITIONS, bytes(content))


_EXAMPLE = examples.as_xlsx(
    example_lines(Kind.EDITIONS, 2027, [c.about for c in LAYOUTS[Kind.EDITIONS].columns])
)


@pytest.mark.parametrize("kind", Kind)
def test_both_example_files_say_the_same(kind: Kind) -> None:
    columns = LAYOUTS[kind].columns
    lines = example_lines(kind, 2027, [column.about for column in columns])
    tables = [read(kind, examples.as_csv(lines)), read(kind, examples.as_xlsx(lines))]
    assert [(table.problems, table.warnings) for table in tables] == [([], [])] * 2
    assert tables[0].rows == tables[1].rows
    assert len(tables[0].rows) == len(example_rows(kind, 2027))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.lists(
            st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=20),
            min_size=4,
            max_size=4,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_what_the_example_writer_writes_is_read_back(rows: list[list[str]]) -> None:
    heads = ["titel", "korte naam", "samenvatting", "beschrijving"]
    written = [heads, ["# uitleg", "", "", ""], *rows]
    tables = [
        read(Kind.TRAININGS, writer(written)) for writer in (examples.as_csv, examples.as_xlsx)
    ]
    assert tables[0].rows == tables[1].rows
    assert tables[0].problems == tables[1].problems
