"""From the cell of a spreadsheet or CSV file to a value, or to what is wrong with it.

Each reader takes a cell that is not blank and raises BadCell. People's ways of writing are taken:
15/03/2027 and 2027-03-15, 9.30 and 9:30, 47,50 and 47.5, ja and yes; so are Excel's own dates.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from math import isfinite
from typing import TypeVar

from app.rules.errors import RuleBroken
from app.rules.importing.problems import BadCell, ProblemCode
from app.rules.offering.offer import FIRST_YEAR, LAST_YEAR, check_link

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Value = TypeVar("Value")
Read = Callable[[Cell], object]

#: Longest part of a cell that a message repeats.
_SHOWN = 60
#: A workbook counts days from here (ECMA-376 part 1, 18.17.4.1, with its leap year of 1900).
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_DATE = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})")
_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_TIME = re.compile(r"(\d{1,2})(?:\s*[.:uh]\s*(\d{2})?(?::00)?)?\s*(?:uur|u|h)?", re.IGNORECASE)
_AMOUNT = re.compile(r"(?:€|eur)?\s*(\d{1,5})(?:[.,](\d{1,2}))?\s*(?:€|eur|euro)?", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\s()./-]*(\d[\s()./-]*){8,15}")
_WEB_ADDRESS = re.compile(r"://|www\.", re.IGNORECASE)
_YES = frozenset({"ja", "j", "yes", "y", "x", "1", "waar", "true", "oui", "o"})
_NO = frozenset({"nee", "neen", "n", "no", "0", "onwaar", "false", "non"})


def folded(text: str) -> str:
    """A word without regard to case, accents, spaces and signs: 'Korte naam' is 'kortenaam'."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if character.isalnum())


def plain(cell: Cell) -> Cell:
    """A cell as it was meant: text without spaces around it and control characters."""
    if isinstance(cell, str):
        text = _CONTROLS.sub("", cell.replace("\r\n", "\n").replace("\r", "\n"))
        return text.replace("\xa0", " ").strip()
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    return cell


def shown(cell: Cell) -> str:
    """A cell as a message repeats it."""
    text = words(cell)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def words(cell: Cell) -> str:
    """A cell as text: whole numbers without '.0', dates and times as people write them."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "ja" if cell else "nee"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime) and cell.time() == time():
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, time):
        return f"{cell:%H:%M}"
    return str(cell)


def text(most: int) -> Callable[[Cell], str]:
    """A text of at most so many characters."""

    def read(cell: Cell) -> str:
        value = words(cell)
        if len(value) > most:
            raise BadCell(ProblemCode.TOO_LONG, most=most, length=len(value))
        return value

    return read


def name(cell: Cell) -> str:
    """A name that we write to others, without a link in it."""
    value = text(200)(cell)
    if _WEB_ADDRESS.search(value):
        raise BadCell(ProblemCode.WEB_ADDRESS_IN_NAME)
    return value


def phone(cell: Cell) -> str:
    """A phone number in whatever way people write it."""
    value = text(40)(cell)
    if not _PHONE.fullmatch(value):
        raise BadCell(ProblemCode.NOT_A_PHONE, text=shown(cell))
    return value


def link(cell: Cell) -> str:
    """A whole web address."""
    value = text(500)(cell)
    try:
        check_link(value)
    except RuleBroken:
        raise BadCell(ProblemCode.NOT_A_LINK, text=shown(cell)) from None
    return value


def items(most: int) -> Callable[[Cell], tuple[str, ...]]:
    """Several texts with semicolons or line feeds between, each of at most so many characters."""
    one = text(most)

    def read(cell: Cell) -> tuple[str, ...]:
        parts = (part.strip() for part in re.split(r"[;\n]", words(cell)))
        return tuple(dict.fromkeys(one(part) for part in parts if part))

    return read


def addresses(cell: Cell) -> tuple[str, ...]:
    """Several e-mail addresses with semicolons, commas or spaces between."""
    parts = re.split(r"[;,\s]+", text(2000)(cell))
    return tuple(dict.fromkeys(part for part in parts if part))


def whole(least: int, most: int) -> Callable[[Cell], int]:
    """A whole number within bounds."""

    def read(cell: Cell) -> int:
        written = words(cell)
        if isinstance(cell, bool) or not re.fullmatch(r"[0-9]{1,9}", written):
            raise BadCell(ProblemCode.NOT_A_NUMBER, text=shown(cell), least=least, most=most)
        number = int(written)
        if not least <= number <= most:
            raise BadCell(ProblemCode.NOT_A_NUMBER, text=shown(cell), least=least, most=most)
        return number

    return read


def cents(cell: Cell) -> int:
    """Eurocents of an amount: '95', '47,50', '€ 47.5', or a number."""
    written = f"{cell:.2f}" if isinstance(cell, float) else words(cell)
    exact = not isinstance(cell, float) or abs(cell * 100 - round(cell * 100)) < 1e-6
    match = _AMOUNT.fullmatch(written)
    if match is None or isinstance(cell, bool) or not exact:
        raise BadCell(ProblemCode.NOT_AN_AMOUNT, text=shown(cell))
    euros, rest = match.groups()
    return int(euros) * 100 + int((rest or "0").ljust(2, "0"))


def yes_no(cell: Cell) -> bool:
    """Yes or no, in a few languages and ways."""
    word = folded(words(cell))
    if word not in _YES | _NO:
        raise BadCell(ProblemCode.NOT_YES_OR_NO, text=shown(cell))
    return word in _YES


def choice(meanings: Mapping[str, Value], *named: str) -> Callable[[Cell], Value]:
    """One of some words; `named` are those that a message offers."""
    known = {folded(word): value for word, value in meanings.items()}

    def read(cell: Cell) -> Value:
        word = folded(words(cell))
        if word not in known:
            raise BadCell(ProblemCode.NOT_A_CHOICE, text=shown(cell), choices=", ".join(named))
        return known[word]

    return read


def day(cell: Cell) -> date:
    """A date: 15/03/2027, 15-3-27, 2027-03-15, Excel's own, or the number of days of Excel."""
    found = _day(cell)
    if found is None:
        raise BadCell(ProblemCode.NOT_A_DATE, text=shown(cell))
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise BadCell(
            ProblemCode.DATE_OUT_OF_RANGE, text=shown(cell), first=FIRST_YEAR, last=LAST_YEAR
        )
    return found


def _day(cell: Cell) -> date | None:
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        # Days from 2000 to 2100; anything else was not meant as one.
        is_day = 36526 <= cell <= 73415
        return _EXCEL_DAY_ZERO + timedelta(days=int(cell)) if is_day else None
    if not isinstance(cell, str):
        return None
    written = _MIDNIGHT.sub("", cell.strip())
    try:
        if match := _ISO_DATE.fullmatch(written):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DATE.fullmatch(written):
            year = int(match[3]) + (2000 if len(match[3]) == 2 else 0)
            return date(year, int(match[2]), int(match[1]))
    except ValueError:
        # 31/02: the digits are there, the day is not
        return None
    return None


def days(cell: Cell) -> tuple[date, ...]:
    """One or more dates, with semicolons, commas, line feeds, 'en' or '&' between; in order."""
    if not isinstance(cell, str):
        return (day(cell),)
    parts = re.split(r"[;,\n&]|\ben\b|\band\b", cell)
    return tuple(sorted({day(part.strip()) for part in parts if part.strip()}))


def clock(cell: Cell) -> time:
    """A time of the day: 9.30, 9:30, 9u30, 9 uur, Excel's own, or its part of a day."""
    found = _clock(cell)
    if found is None:
        raise BadCell(ProblemCode.NOT_A_TIME, text=shown(cell))
    return found


def _clock(cell: Cell) -> time | None:
    if isinstance(cell, datetime):
        return cell.time().replace(second=0, microsecond=0)
    if isinstance(cell, time):
        return cell.replace(second=0, microsecond=0, tzinfo=None)
    if isinstance(cell, timedelta):
        return _of_minutes(cell.total_seconds() / 60)
    if isinstance(cell, bool | date):
        return None
    if isinstance(cell, float) and 0 <= cell < 1:
        return _of_minutes(cell * 24 * 60)
    match = _TIME.fullmatch(words(cell))
    if match is None or (isinstance(cell, float) and not cell.is_integer()):
        return None
    hours, minutes = int(match[1]), int(match[2] or 0)
    return time(hours, minutes) if hours < 24 and minutes < 60 else None


def _of_minutes(minutes: float) -> time | None:
    whole_minutes = round(minutes)
    return time(*divmod(whole_minutes, 60)) if 0 <= whole_minutes < 24 * 60 else None
