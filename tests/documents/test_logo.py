"""A logo: by its content, small, without what else lay in the file."""

from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.documents.logo import MOST_BYTES, logo_image
from app.rules.errors import Code, RuleBroken
from tests.factories.picture import picture


def refused(data: bytes) -> Code:
    with pytest.raises(RuleBroken) as broken:
        logo_image(data)
    assert broken.value.field == "logo"
    return broken.value.code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_made_small_and_written_anew(kind: str) -> None:
    logo = logo_image(picture(kind, (1000, 400)))
    with Image.open(BytesIO(logo.content)) as opened:
        assert opened.format == "WEBP"
        assert opened.size == (logo.width, logo.height) == (200, 80)


def test_a_small_picture_keeps_its_size() -> None:
    logo = logo_image(picture(size=(40, 20)))
    assert (logo.width, logo.height) == (40, 20)


def test_what_else_lay_in_the_file_stays_behind() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Bij Lotte thuis"
    exif[0x0112] = 6
    logo = logo_image(picture("JPEG", (60, 30), exif=exif.tobytes()) + b"Bij Lotte thuis")
    assert b"Lotte" not in logo.content
    # Turned as the camera was held, before the note about that was left out.
    assert (logo.width, logo.height) == (30, 60)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        picture("GIF"),
        picture("BMP"),
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_no_such_picture_is_refused(data: bytes) -> None:
    assert refused(data) is Code.LOGO_UNREADABLE


def test_a_file_or_a_picture_that_is_too_large_is_refused() -> None:
    assert refused(picture() + b"\0" * MOST_BYTES) is Code.LOGO_TOO_LARGE
    assert logo_image(picture(size=(2000, 2000))).height == 80
    assert refused(picture(size=(2000, 2001))) is Code.LOGO_TOO_LARGE


@given(
    st.sampled_from([picture(kind) for kind in ("PNG", "JPEG", "WEBP")]),
    st.floats(0, 1, exclude_max=True),
    st.binary(max_size=20),
    st.integers(0, 9),
)
def test_a_broken_file_is_read_or_refused_and_nothing_else(
    good: bytes, share: float, other: bytes, skipped: int
) -> None:
    at = int(share * len(good))
    with suppress(RuleBroken):
        assert logo_image(good[:at] + other + good[at + skipped :]).width > 0
