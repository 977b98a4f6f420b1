"""Draw every mail as Chromium shows it, on sheets to look over: narrow and wide, light and dark.

    CHROMIUM=/usr/bin/chromium .venv/bin/python scripts/mail_sheets.py /tmp/sheets nl fr

Facts are those of `app.mail.examples`; compiled catalogues are needed (`make catalogues`).
"""

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from app.mail.examples import example
from app.mail.facts import Organisation
from app.mail.rendering import Letterhead
from app.rules.telling.moment import KINDS

WIDTHS = (320, 600)
SCHEMES = ("light", "dark")
#: Pictures side by side, and how wide a sheet is at most, in pixels.
COLUMNS, GAP = {320: 7, 600: 4}, 8
NOW = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
HEAD = Letterhead(
    Organisation(
        "Voorbeeldpunt vzw", "Voorbeeldstraat 12, 2600 Berchem", "vormingen@voorbeeldpunt.example"
    ),
    "https://vorming.example.org",
)


def draw(page: Page, out: Path, language: str, width: int, scheme: str) -> Iterator[Path]:
    """The sheets of one language, width and scheme, a file a moment."""
    page.set_viewport_size({"width": width, "height": 400})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for moment, kinds in KINDS.items():
        pictures = []
        for kind in kinds:
            page.set_content(example(kind, HEAD, language, NOW).html)
            picture = out / "one.png"
            page.screenshot(path=picture, full_page=True)
            with Image.open(picture) as opened:
                pictures.append(opened.convert("RGB"))
            picture.unlink()
        path = out / f"{language}-{width}-{scheme}-{moment}.png"
        sheet(pictures, width).save(path)
        yield path


def sheet(pictures: list[Image.Image], width: int) -> Image.Image:
    """Pictures in rows on one grey sheet."""
    columns = min(COLUMNS[width], len(pictures))
    rows = [pictures[i : i + columns] for i in range(0, len(pictures), columns)]
    heights = [max(picture.height for picture in row) for row in rows]
    whole = Image.new("RGB", (columns * (width + GAP), sum(heights) + GAP * len(rows)), "#888888")
    top = 0
    for row, height in zip(rows, heights, strict=True):
        for column, picture in enumerate(row):
            whole.paste(picture, (column * (width + GAP), top))
        top += height + GAP
    return whole


def main(out: Path, languages: list[str]) -> None:
    """Draw all sheets into the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        page = browser.new_page()
        for language in languages:
            for width in WIDTHS:
                for scheme in SCHEMES:
                    for path in draw(page, out, language, width, scheme):
                        print(path)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:] or ["nl"])
