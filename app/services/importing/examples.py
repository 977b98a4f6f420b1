"""Example files: the same rows as CSV and as a workbook."""

import csv
import io
from collections.abc import Sequence
from datetime import date, time

from app.rules.importing.cells import Cell, words


def as_csv(lines: Sequence[Sequence[Cell]]) -> bytes:
    """With semicolons and a mark at the start: so that a Belgian Excel opens it well."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    for line in lines:
        writer.writerow(
            [_amount(cell) if isinstance(cell, float) else words(cell) for cell in line]
        )
    return out.getvalue().encode("utf-8-sig")


def _amount(number: float) -> str:
    return f"{number:.2f}".replace(".", ",")


def as_xlsx(lines: Sequence[Sequence[Cell]]) -> bytes:
    """One sheet, its headings bold, the explanation below them small and wrapped."""
    # Loaded with the first file: it takes memory that most processes never need.
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in lines:
        sheet.append(list(line))
    for number, row in enumerate(sheet.iter_rows(), start=1):
        for place, cell in enumerate(row, start=1):
            if number == 1:
                cell.font = Font(bold=True)
                sheet.column_dimensions[get_column_letter(place)].width = 24
            elif number == 2:
                cell.font = Font(size=9, color="555555")
                cell.alignment = Alignment(wrap_text=True, vertical="top")
            elif isinstance(cell.value, time):
                cell.number_format = "hh:mm"
            elif isinstance(cell.value, date):
                cell.number_format = "dd/mm/yyyy"
            if isinstance(cell.value, str):
                # A text that begins with an equals sign is no formula.
                cell.data_type = "s"
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()
