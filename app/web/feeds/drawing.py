"""The picture that a shared link shows: the title in the house's own letters, on 1200 by 630.

Pure: the same words give the same bytes. The dots are the mark of the platform, not a meter: other
sites keep the picture for weeks, and places go faster.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

import config

#: What Open Graph readers expect, in pixels.
SIZE = (1200, 630)
_MARGIN = 80
_WIDTH = SIZE[0] - 2 * _MARGIN

_BRAND, _PAPER, _LIGHT = "#0b5351", "#ffffff", "#a9e6dd"
_FONTS = config.ROOT / "static" / "fonts"
_REGULAR, _BOLD = 400, 700

#: Sizes of the title, in pixels; the largest at which it fits is taken.
_TITLE_SIZES = (84, 72, 60, 50)
_MOST_TITLE_LINES = 4
#: From one line of small text to the next, in pixels.
_LEADING = 50


@dataclass(frozen=True, slots=True)
class Poster:
    """The words of a picture. `lines` stand at its foot; the subtitle is left out without room."""

    title: str
    organisation: str
    lines: tuple[str, ...] = ()
    subtitle: str = ""


@lru_cache(maxsize=256)
def draw(poster: Poster) -> bytes:
    """The picture as a PNG file."""
    image = Image.new("RGB", SIZE, _BRAND)
    pen = ImageDraw.Draw(image)
    _draw_mark(image)
    pen.text((_MARGIN + 168, 62), poster.organisation, _LIGHT, _font(_REGULAR, 36))
    size, lines = _fitted(poster.title)
    top = 150
    for line in lines:
        pen.text((_MARGIN, top), line, _PAPER, _font(_BOLD, size))
        top += round(size * 1.14)
    font = _font(_REGULAR, 38)
    foot = SIZE[1] - _MARGIN + 8 - _LEADING * len(poster.lines)
    subtitle = _wrapped(poster.subtitle, font)
    if top + 12 + _LEADING * len(subtitle) <= foot - 20:
        _write(pen, top + 12, subtitle, _PAPER)
    _write(pen, foot, poster.lines, _LIGHT)
    # Few colours: three, and what lies between for smooth edges.
    file = BytesIO()
    few = image.quantize(48, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(file, "PNG")
    return file.getvalue()


def _write(pen: ImageDraw.ImageDraw, top: int, lines: Sequence[str], colour: str) -> None:
    font = _font(_REGULAR, 38)
    for number, line in enumerate(lines):
        pen.text((_MARGIN, top + number * _LEADING), _shortened(line, font), colour, font)


def _draw_mark(image: Image.Image) -> None:
    """Two places taken, one free; drawn large and made small, for Pillow draws with hard edges."""
    scale, height = 4, 40
    mark = Image.new("RGB", (148 * scale, height * scale), _BRAND)
    pen = ImageDraw.Draw(mark)
    for number in range(3):
        left = number * 54 * scale
        box = (left, 0, left + height * scale - 1, height * scale - 1)
        if number < 2:
            pen.ellipse(box, fill=_LIGHT)
        else:
            pen.ellipse(box, outline=_LIGHT, width=6 * scale)
    image.paste(mark.resize((148, height), Image.Resampling.LANCZOS), (_MARGIN, 64))


@lru_cache
def _font(weight: int, size: int) -> ImageFont.FreeTypeFont:
    path = _FONTS / f"atkinson-hyperlegible-next-{weight}.ttf"
    # The basic engine on every machine, so that the bytes do not depend on what is installed.
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)


def _fitted(title: str) -> tuple[int, list[str]]:
    for size in _TITLE_SIZES:
        font = _font(_BOLD, size)
        lines = _wrapped(title, font)
        if len(lines) * size * 1.14 <= 330 and all(font.getlength(ln) <= _WIDTH for ln in lines):
            return size, lines
    shown = lines[:_MOST_TITLE_LINES]
    if len(lines) > len(shown):
        shown[-1] += " …"
    return size, [_shortened(line, font) for line in shown]


def _wrapped(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= _WIDTH:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shortened(line: str, font: ImageFont.FreeTypeFont) -> str:
    if font.getlength(line) <= _WIDTH:
        return line
    kept = line.removesuffix("…").rstrip()
    while kept and font.getlength(f"{kept}…") > _WIDTH:
        kept = kept[:-1]
    return f"{kept}…"
