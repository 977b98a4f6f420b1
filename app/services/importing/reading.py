"""From the bytes of a CSV file or a workbook to numbered rows; what the file is shows its content.

Everything that a file can hold ends as rows or as BadFile.
"""

import csv
import io
import zipfile
from collections.abc import Iterator

from app.rules.importing.cells import Cell
from app.rules.importing.problems import BadFile, ProblemCode
from app.rules.importing.states import MOST_ROWS
from app.rules.importing.table import Line

_ZIP = b"PK\x03\x04"
#: An OLE file: Excel before 2007, or a workbook with a password.
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
#: A workbook may unpack to so many bytes, in so many parts: 20,000 rows need far less.
_MOST_UNPACKED = 80 * 1024 * 1024
_MOST_PARTS = 500
_MOST_COLUMNS = 60
#: Blank rows between rows count for the numbers of rows only up to here.
_LAST_ROW = 2 * MOST_ROWS
_SEPARATORS = ";,\t"


def lines_of(content: bytes) -> Iterator[Line]:
    """The rows of a file, the first sheet of a workbook; raises BadFile, at once or on the way."""
    if not content.strip():
        raise BadFile(ProblemCode.FILE_EMPTY)
    if content.startswith(_OLE):
        raise BadFile(ProblemCode.FILE_OLD_EXCEL)
    return _of_workbook(content) if content.startswith(_ZIP) else _of_csv(_decoded(content))


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, UTF-16 with one (Excel's 'Unicode text'), or Windows-1252."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", "cp1252"]:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise BadFile(ProblemCode.FILE_UNREADABLE)


def _of_csv(text: str) -> Iterator[Line]:
    number = 0
    try:
        rows = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        for number, cells in enumerate(rows, start=1):
            yield Line(number, cells)
    except csv.Error:
        # Python says it in words of its own (a delimiter, a field limit); the row is what helps.
        raise BadFile(ProblemCode.FILE_QUOTES, row=number + 1) from None


def _separator(text: str) -> str:
    """What stands most often in the first row with something in it, outside of quotes."""
    first = next((line for line in text.splitlines() if line.strip(f" {_SEPARATORS}")), "")
    outside = "".join(first.split('"')[::2])
    return max(_SEPARATORS, key=outside.count)


def _of_workbook(content: bytes) -> Iterator[Line]:
    _check_size(content)
    # Loaded with the first workbook: it takes memory that most processes never need.
    from openpyxl import load_workbook

    try:
        workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        # What a sheet says about its own size may be wrong.
        sheet.reset_dimensions()
        rows = sheet.iter_rows(max_row=_LAST_ROW, max_col=_MOST_COLUMNS, values_only=True)
        for number, cells in enumerate(rows, start=1):
            yield Line(number, [_cell(cell) for cell in cells])
    except Exception:
        # openpyxl lets through whatever a broken file makes of it: KeyError, ParseError, zlib.error
        raise BadFile(ProblemCode.FILE_UNREADABLE) from None


def _cell(value: object) -> Cell:
    """What openpyxl found, without the kinds of value that only it knows."""
    return value if isinstance(value, Cell) else str(value)


def _check_size(content: bytes) -> None:
    # An archive never gives more than it declares: zipfile stops there. So this is enough.
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise BadFile(ProblemCode.FILE_UNREADABLE) from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _MOST_UNPACKED:
        raise BadFile(ProblemCode.FILE_BOMB)
