"""Tables as files for the spreadsheets that people have: CSV and Excel, without formulas."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from flask import Response

from app.rules.attending.quality_report import defused

Cell = str | date | Decimal | None


class Phone(str):
    """A phone number, which is no sum of a spreadsheet."""

    __slots__ = ()


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: What makes a formula of a text, when somebody edits or imports it.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """A CSV file as Belgian spreadsheets read one: semicolons, decimal commas and a BOM."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([defused(heading) for heading in headings])
    for row in rows:
        writer.writerow([_in_csv(cell) for cell in row])
    return _attached(("\ufeff" + out.getvalue()).encode(), "text/csv; charset=utf-8", f"{name}.csv")


def xlsx_file(name: str, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """An Excel file: dates are dates, amounts numbers, and every text is a text."""
    # Loaded with the first file: it takes memory that most processes never need.
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    sheet: Any = book.active
    widths = [len(heading) for heading in headings]
    for number, row in enumerate((headings, *rows), start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)
                cell.data_type = "s"
                # Stays a text when somebody edits it, as after a typed apostrophe.
                cell.quotePrefix = value.startswith(_FORMULA)
            else:
                cell.value = value
                cell.number_format = "dd/mm/yyyy" if isinstance(value, date) else "0.00"
            widths[place - 1] = max(widths[place - 1], len(str(value or "")))
    for place, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = min(width, 48) + 2
        sheet.cell(1, place).font = Font(bold=True)
    sheet.freeze_panes = "B2"
    out = BytesIO()
    book.save(out)
    return _attached(out.getvalue(), _XLSX, f"{name}.xlsx")


def _in_csv(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return amount(int(cell * 100))
    if isinstance(cell, date):
        return cell.isoformat()
    return defused(dialled(cell) if isinstance(cell, Phone) else cell or "")


def amount(cents: int) -> str:
    """An amount of eurocents as a Belgian spreadsheet reads one: '47,50'."""
    return f"{cents // 100},{cents % 100:02d}"


def dialled(phone: str) -> str:
    """A phone number that a spreadsheet takes for text and that can be dialled: '00 32 470 …'.

    A plus begins a formula there, a quote before it would stand in the number, and without a space
    its zeros would go.
    """
    return f"00 {phone[1:].lstrip()}" if phone.startswith("+") else phone


def _attached(content: bytes, kind: str, name: str) -> Response:
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
