"""Colours that can be read: the contrast of WCAG 2.2, and the nearest colour that has enough.

The formulas are those of WCAG 2.2: "relative luminance" and "contrast ratio" in its definitions,
https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: WCAG 2.2, success criterion 1.4.3: for text. That for controls (1.4.11) asks 3, which is less.
TEXT = 4.5

_HEX = re.compile(r"#[0-9a-f]{6}")
_STEPS = 200

#: What the brand colour stands on or under, from static/css/tokens.css: paper, tints and the
#: words on a button. A guard test compares.
LIGHT = {
    "paper": "#ffffff",
    "tint": "#eef4f2",
    "sun-tint": "#fff4d9",
    "red-tint": "#fceeea",
    "on-brand": "#ffffff",
}
DARK = {
    "paper": "#0f1b1c",
    "field": "#172526",
    "tint": "#192a2a",
    "sun-tint": "#33290f",
    "red-tint": "#3a1d18",
    "on-brand": "#08201f",
}
#: The words on the bar of the desk, in light and dark.
ON_BAR = "#f2f7f5"


@dataclass(frozen=True, slots=True)
class TooFaint:
    """A colour that cannot be read: its lowest contrast, on which colour, and one that can."""

    ratio: float
    on: str
    suggestion: str


def parse(colour: str) -> str:
    """A colour as `#rrggbb` in small letters; raises ValueError for anything else."""
    written = colour.strip().lower()
    if not _HEX.fullmatch(written):
        raise ValueError("a colour such as #0b5351")
    return written


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`: 0 for black, 1 for white."""

    def linear(value: int) -> float:
        share = value / 255
        # The threshold of the standard as it stands since 2021 (0.04045, once 0.03928).
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(value) for value in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def mixed(colour: str, other: str, share: float) -> str:
    """`colour` with a share (0 to 1) of `other` in it."""
    parts = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def too_faint(colour: str, others: Sequence[str], *, towards: str) -> TooFaint | None:
    """What is wrong with `colour` as text on `others`, None when it can be read on all of them.

    The suggestion is the first colour on the way to `towards` (black or white) that can.
    """
    worst = min(others, key=lambda other: contrast(colour, other))
    if contrast(colour, worst) >= TEXT:
        return None
    candidates = (mixed(colour, towards, step / _STEPS) for step in range(1, _STEPS + 1))
    good = (one for one in candidates if all(contrast(one, o) >= TEXT for o in others))
    return TooFaint(contrast(colour, worst), worst, next(good, towards))


def faint_in_light(colour: str) -> TooFaint | None:
    """`too_faint` for the brand colour of light pages."""
    return too_faint(colour, tuple(LIGHT.values()), towards="#000000")


def faint_in_dark(colour: str) -> TooFaint | None:
    """`too_faint` for the brand colour of dark pages."""
    return too_faint(colour, tuple(DARK.values()), towards="#ffffff")


def light_tokens(brand: str) -> dict[str, str]:
    """The tokens of light pages that follow from the brand colour."""
    return {
        "brand": brand,
        "brand-2": mixed(brand, "#000000", 0.3),
        "bar": brand,
        "mid-brand": mixed(brand, "#ffffff", 0.3),
    }


def dark_tokens(brand: str, light_brand: str) -> dict[str, str]:
    """The tokens of dark pages that follow from both brand colours; the bar is the light one's."""
    return {
        "brand": brand,
        "brand-2": mixed(brand, "#ffffff", 0.35),
        "bar": mixed(light_brand, "#000000", 0.25),
        "mid-brand": mixed(brand, "#0f1b1c", 0.35),
    }
