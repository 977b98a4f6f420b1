"""Pictures as people send them in."""

from io import BytesIO

from PIL import Image


def picture(
    kind: str = "PNG", size: tuple[int, int] = (300, 60), colour: str = "#0b5351", **options: object
) -> bytes:
    """A file with a picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()
