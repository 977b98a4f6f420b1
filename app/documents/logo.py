"""A logo from an uploaded file: looked at by its content, made small, written anew.

What else lay in the file (EXIF, colour profiles, bytes after the end) stays behind. SVG is a
program for browsers, not a picture, and is not read.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageOps

from app.rules.errors import Code, RuleBroken

#: Bytes of a file that is read at all, and pixels of the picture in it.
MOST_BYTES, MOST_PIXELS = 200 * 1024, 4_000_000
#: The picture is kept in at most so many pixels, and shown in half of them: sharp on each screen.
_BOX = (400, 80)
_FORMATS = ("PNG", "JPEG", "WEBP")


@dataclass(frozen=True, slots=True)
class LogoImage:
    """A picture as WebP, with its size in pixels."""

    content: bytes
    width: int
    height: int


def logo_image(data: bytes) -> LogoImage:
    """The logo in a file of PNG, JPEG or WebP.

    Raises RuleBroken(LOGO_TOO_LARGE) and RuleBroken(LOGO_UNREADABLE).
    """
    if len(data) > MOST_BYTES:
        raise RuleBroken(Code.LOGO_TOO_LARGE, "logo")
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as opened:
            # The size stands in the head of the file: nothing was unpacked yet.
            if opened.width * opened.height > MOST_PIXELS:
                raise RuleBroken(Code.LOGO_TOO_LARGE, "logo")
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
        picture.thumbnail(_BOX, Image.Resampling.LANCZOS)
        clean = Image.new("RGBA", picture.size)
        clean.paste(picture)
        out = BytesIO()
        clean.save(out, "WEBP", quality=90, method=6)
    except RuleBroken:
        raise
    except Exception:
        # A broken file breaks its decoder in more ways than Pillow names.
        raise RuleBroken(Code.LOGO_UNREADABLE, "logo") from None
    return LogoImage(out.getvalue(), clean.width, clean.height)
