"""A sheet of the house: letterhead, font and foot, with the few blocks that papers are made of.

The same facts give the same bytes: the only moment in a paper is the one that it is given.

fpdf2 and what it needs take 40 MB of memory, so services import this layer where they make a paper.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from babel.support import Translations
from fpdf import FPDF
from fpdf.enums import Align, MethodReturnValue, XPos, YPos

_ROOT = Path(__file__).resolve().parents[2]
_FONT = "Atkinson Hyperlegible Next"
_FILES = {
    "": _ROOT / "static" / "fonts" / "atkinson-hyperlegible-next-400.ttf",
    "B": _ROOT / "static" / "fonts" / "atkinson-hyperlegible-next-700.ttf",
}

# Millimetres of an A4 sheet; sizes of type in points.
_MARGIN = 22
_TOP = 18
_FOOT = 24
_LABELS = 46
_LEADING = 1.35
_MM_A_POINT = 25.4 / 72

# The colours of static/css/tokens.css, as they are by day: ink, ink-2, line, brand.
_INK = (20, 38, 42)
_QUIET = (71, 88, 91)
_LINE = (211, 219, 216)
_BRAND = (11, 83, 81)


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose paper it is."""

    name: str
    address: str
    email: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of facts: what it is, its value, and a quieter line under it."""

    label: str
    value: str
    small: str = ""


@cache
def _glyphs() -> frozenset[int]:
    sheet = _Sheet(Sender("", "", ""))
    font: Any = sheet.fonts[_FONT.lower()]
    known = frozenset(font.cmap)
    sheet.close_fonts()
    return known


def printable(text: str) -> str:
    """`text` as the font can print it.

    A letter that the font lacks loses its marks ('Nguyễn' is printed as 'Nguyên'); of a script
    that it lacks altogether each letter becomes a question mark. Soft hyphens go.
    """
    shown = []
    for character in unicodedata.normalize("NFC", text):
        if ord(character) in _glyphs() or character == "\n":
            shown.append(character)
        elif character.isspace():
            shown.append(" ")
        elif unicodedata.category(character) not in ("Cc", "Cf", "Mn"):
            shown.append(_nearest(character))
    return "".join(shown)


def _nearest(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character)
    for length in range(len(parts), 0, -1):
        nearer = unicodedata.normalize("NFC", parts[:length])
        if all(ord(part) in _glyphs() for part in nearer):
            return nearer
    return "?"


def readable(text: str) -> bool:
    """Whether the font prints most of the letters of `text`: of an Arabic name it prints none."""
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(printable(letter) == "?" for letter in letters) < max(1, len(letters))


@dataclass(frozen=True, slots=True)
class Words:
    """The interface texts of one language, for papers."""

    language: str
    _translations: Any

    def gettext(self, message: str, **values: object) -> str:
        """`message` in this language, with its values."""
        text: str = self._translations.ugettext(message)
        return text % values if values else text

    def ngettext(self, one: str, many: str, num: int, **values: object) -> str:
        """The singular or the plural for `num`, which both may name, in this language."""
        text: str = self._translations.ungettext(one, many, num)
        return text % {"num": num, **values}


@cache
def words(language: str) -> Words:
    """The texts of a language; English where there is no catalogue."""
    return Words(language, Translations.load(_ROOT / "translations", [language]))


class _Sheet(FPDF):
    """A file with our font, and the sender at the foot of each page."""

    def __init__(self, sender: Sender) -> None:
        super().__init__(format="A4")
        self._foot = " · ".join(p for p in (sender.name, sender.address, sender.email) if p)
        for style, path in _FILES.items():
            self.add_font(_FONT, style, path)
        self.set_margins(_MARGIN, _TOP, _MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, _FOOT)

    def close_fonts(self) -> None:
        """Let go of the files of the fonts, which fpdf2 leaves open."""
        font: Any
        for font in self.fonts.values():
            font.ttfont.close()

    def footer(self) -> None:
        """Who made the paper, and where to ask."""
        self.set_y(-_FOOT + 6)
        _Block(self._foot, 8.5, colour=_QUIET).write(self)


class Paper:
    """One paper on A4, of one page or more.

    `made_at` (aware) is the moment that the file says it was made, `language` the one it says it
    is in; both stand in its metadata with `title` and the sender.
    """

    def __init__(self, sender: Sender, *, title: str, language: str, made_at: datetime) -> None:
        self._sheet = sheet = _Sheet(sender)
        sheet.set_title(printable(title))
        sheet.set_author(printable(sender.name))
        sheet.set_creator("Open Aanbod")
        sheet.set_producer("Open Aanbod")
        sheet.set_lang(language)
        sheet.set_creation_date(made_at)
        sheet.add_page()
        self._letterhead(sender)

    def _letterhead(self, sender: Sender) -> None:
        sheet = self._sheet
        sheet.set_draw_color(*_BRAND)
        sheet.set_fill_color(*_BRAND)
        sheet.set_line_width(0.5)
        for number, style in enumerate(("DF", "DF", "D")):
            sheet.circle(_MARGIN + 1.6 + number * 4.3, _TOP + 2.9, 1.35, style)
        sheet.set_xy(_MARGIN + 15, _TOP)
        _Block(sender.name, 12, bold=True).write(sheet)
        sheet.ln(3)
        sheet.set_draw_color(*_INK)
        sheet.set_line_width(0.6)
        sheet.line(_MARGIN, sheet.get_y(), sheet.w - _MARGIN, sheet.get_y())
        sheet.ln(12)

    def heading(self, text: str, sub: str = "") -> None:
        """What this paper is, large, with a line under it."""
        _Block(text, 25, bold=True, leading=1.15).write(self._sheet)
        if sub:
            self._sheet.ln(1.5)
            _Block(sub, 13, colour=_QUIET).write(self._sheet)
        self._sheet.ln(8)

    def section(self, text: str) -> None:
        """A heading of what follows."""
        self._sheet.ln(7)
        _Block(text, 14, bold=True).write(self._sheet)
        self._sheet.ln(2)

    def para(self, text: str, *, large: bool = False) -> None:
        """A paragraph; a large one carries the sentence that the paper is about."""
        _Block(text, 13.5 if large else 10.5).write(self._sheet)
        self._sheet.ln(4 if large else 2)

    def note(self, text: str) -> None:
        """Something that may be smaller."""
        _Block(text, 9, colour=_QUIET).write(self._sheet)
        self._sheet.ln(2)

    def facts(self, facts: Iterable[Fact]) -> None:
        """Labels on the left, values on the right, with hairlines between; a fact stays whole."""
        for fact in facts:
            _write_fact(self._sheet, fact)

    def octets(self) -> bytes:
        """The finished file."""
        made = bytes(self._sheet.output() or b"")
        self._sheet.close_fonts()
        return made


@dataclass(frozen=True, slots=True)
class _Block:
    """Some text with its look; sizes in points, `width` in millimetres, 0 up to the margin."""

    text: str
    size: float
    bold: bool = False
    colour: tuple[int, int, int] = _INK
    width: float = 0
    leading: float = _LEADING

    def write(self, sheet: FPDF) -> None:
        """Put it on the sheet; what follows starts under it, at the margin."""
        if self.text:
            sheet.set_text_color(*self.colour)
            self._cell(sheet, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def height(self, sheet: FPDF) -> float:
        """What it takes, in millimetres."""
        if not self.text:
            return 0
        return float(self._cell(sheet, dry_run=True, output=MethodReturnValue.HEIGHT))

    def _cell(self, sheet: FPDF, **options: Any) -> Any:
        sheet.set_font(_FONT, "B" if self.bold else "", self.size)
        line = self.size * _MM_A_POINT * self.leading
        return sheet.multi_cell(self.width, line, printable(self.text), align=Align.L, **options)


def _write_fact(sheet: FPDF, fact: Fact) -> None:
    values = sheet.epw - _LABELS
    label = _Block(fact.label, 10.5, colour=_QUIET, width=_LABELS - 4)
    value = _Block(fact.value, 10.5, width=values)
    small = _Block(fact.small, 9, colour=_QUIET, width=values)
    height = max(label.height(sheet), value.height(sheet) + small.height(sheet)) + 4
    if sheet.will_page_break(height):
        sheet.add_page()
    top = sheet.get_y()
    sheet.set_draw_color(*_LINE)
    sheet.set_line_width(0.2)
    sheet.line(_MARGIN, top, sheet.w - _MARGIN, top)
    sheet.set_y(top + 2)
    label.write(sheet)
    sheet.set_y(top + 2)
    for block in (value, small):
        sheet.set_x(_MARGIN + _LABELS)
        block.write(sheet)
    sheet.set_y(top + height)
