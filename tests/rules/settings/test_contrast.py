"""Contrast by known pairs of WCAG's own tools, and a suggestion that always works."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.settings.contrast import (
    DARK,
    LIGHT,
    ON_BAR,
    TEXT,
    contrast,
    dark_tokens,
    faint_in_dark,
    faint_in_light,
    light_tokens,
    mixed,
    parse,
)

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        # 4.48 and 4.54: the two greys on either side of the limit that WebAIM's checker gives.
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.00),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_known_pairs(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
    assert contrast(one, other) == contrast(other, one)


def test_the_standard_colours_can_be_read() -> None:
    assert faint_in_light("#0b5351") is None
    assert faint_in_dark("#7fd3c8") is None


def test_a_colour_that_is_too_faint_comes_with_its_ratio_and_the_nearest_that_works() -> None:
    faint = faint_in_light("#ff8800")
    assert faint is not None
    assert round(faint.ratio, 1) == 2.1
    assert faint.on == LIGHT["red-tint"]
    assert faint_in_light(faint.suggestion) is None


@given(COLOURS)
def test_what_is_suggested_can_be_read_and_what_follows_from_it_too(colour: str) -> None:
    light, dark = faint_in_light(colour), faint_in_dark(colour)
    brand = light.suggestion if light else colour
    bright = dark.suggestion if dark else colour
    assert faint_in_light(brand) is None
    assert faint_in_dark(bright) is None
    by_day, by_night = light_tokens(brand), dark_tokens(bright, brand)
    for pair in (
        (by_day["brand-2"], LIGHT["paper"]),
        (by_day["bar"], "#ffffff"),
        (by_night["brand-2"], DARK["paper"]),
        (by_night["brand-2"], DARK["on-brand"]),
        (by_night["bar"], ON_BAR),
    ):
        assert contrast(*pair) >= TEXT, pair


@given(COLOURS, COLOURS)
def test_a_mix_runs_from_one_colour_to_the_other(one: str, other: str) -> None:
    assert mixed(one, other, 0) == one
    assert mixed(one, other, 1) == other


@pytest.mark.parametrize("text", ["", "rood", "#fff", "#12345g", "0b5351", "#0b535100"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="a colour such as"):
        parse(text)
    assert parse(" #0B5351 ") == "#0b5351"
