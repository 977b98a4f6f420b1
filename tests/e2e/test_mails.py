"""Every mail as a browser draws it: readable in light and dark, and no wider than a small phone.

The mails of one moment stand below each other on one page, for axe is faster on one long page than
on many. `scripts/mail_sheets.py` draws them one by one for the eye.
"""

import re

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from app.mail.examples import example
from app.mail.rendering import LANGUAGES
from app.rules.telling.moment import KINDS, Moment
from tests.mail.samples import HEAD
from tests.support.time import NOW

pytestmark = pytest.mark.e2e

#: The narrowest phone, and the width of a mail.
WIDTHS = (320, 600)

_FAINT = """
() => axe.run(document, {resultTypes: ["violations"], runOnly: ["color-contrast"]}).then(
    found => found.violations.flatMap(fault => fault.nodes.map(node => node.html)))
"""


def page_of(moment: Moment) -> str:
    """The mails of a moment below each other, each in one of the languages."""
    mails = [
        example(kind, HEAD, LANGUAGES[(number + len(moment)) % len(LANGUAGES)], NOW).html
        for number, kind in enumerate(KINDS[moment])
    ]
    bodies = [re.findall(r"<body[^>]*>(.*)</body>", html, re.DOTALL)[0] for html in mails]
    head = mails[0].partition("<div")[0]
    return f"{head}{''.join(bodies)}</body></html>"


@pytest.mark.parametrize("moment", Moment)
def test_the_mails_of_a_moment(moment: Moment, shared_page: Page) -> None:
    page = shared_page
    page.set_content(page_of(moment))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    page.evaluate(AXE_SCRIPT)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        assert page.evaluate(_FAINT) == [], scheme


def test_a_long_word_breaks_on_a_phone(shared_page: Page) -> None:
    words = {"title": "W" * 200, "place": "P" * 200}
    html = example("registration_confirmed", HEAD, "nl", NOW).html
    shared_page.set_viewport_size({"width": 320, "height": 900})
    shared_page.set_content(html.replace("Racisme", words["title"]).replace("Zaal", words["place"]))
    assert shared_page.evaluate("document.scrollingElement.scrollWidth") <= 320
