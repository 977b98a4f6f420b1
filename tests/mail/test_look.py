"""The colours of mails can be read: in light, in dark, and when a program turns light into dark."""

import colorsys
import re
from dataclasses import astuple, replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.mail.look import STANDARD, Scheme, look
from app.rules.settings.contrast import TEXT, contrast, faint_in_dark, faint_in_light
from config import READERS
from tests.mail.samples import HEAD, SAMPLES, Sample, sample

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def faint(scheme: Scheme) -> list[str]:
    """The words of a scheme that cannot be read."""
    return [
        f"{colour} on {ground}: {contrast(colour, ground):.2f}"
        for colour, ground in scheme.words()
        if contrast(colour, ground) < TEXT
    ]


def turned(colour: str) -> str:
    """The colour as a program shows it that makes light colours dark and dark ones light."""
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    hue, lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    channels = colorsys.hls_to_rgb(hue, 1 - lightness, saturation)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)


def test_all_words_can_be_read_in_light_and_in_dark() -> None:
    assert faint(STANDARD.light) == faint(STANDARD.dark) == []


def test_all_words_can_be_read_where_a_program_turns_the_colours() -> None:
    assert faint(Scheme(*map(turned, astuple(STANDARD.light)))) == []


def test_the_standard_is_that_of_the_settings() -> None:
    chosen = READERS["BRAND_COLOUR"][1], READERS["BRAND_COLOUR_DARK"][1]
    assert look(*chosen) == STANDARD


@given(COLOURS, COLOURS)
def test_each_brand_that_settings_take_can_be_read_in_mails(brand: str, dark: str) -> None:
    assume(faint_in_light(brand) is None or faint_in_dark(dark) is None)
    own = look(brand, dark)
    if faint_in_light(brand) is None:
        assert faint(own.light) == []
    if faint_in_dark(dark) is None:
        assert faint(own.dark) == []


@pytest.mark.parametrize("one", SAMPLES, ids=str)
def test_a_mail_has_the_colours_of_its_look_and_no_other(one: Sample) -> None:
    own = look("#6b1f5c", "#e8b4d8")
    html = sample(one, head=replace(HEAD, look=own)).html
    inline = set(re.findall(r"#[0-9a-f]{6}\b", html.split("</style>", 1)[1]))
    in_dark = set(re.findall(r"#[0-9a-f]{6}\b", html.split("</style>", 1)[0]))
    assert "{{" not in html
    assert inline <= set(astuple(own.light))
    assert in_dark <= set(astuple(own.dark))
    assert "#6b1f5c" in inline
    assert "#e8b4d8" in in_dark
