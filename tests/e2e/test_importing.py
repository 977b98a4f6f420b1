"""A file with errors in a real browser: see them by row, bring the mended one, read it in."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from app.extensions import db
from app.models import Registration
from app.rules.states import Role
from tests.e2e.live import LiveSite
from tests.factories.files import as_csv
from tests.factories.offer import make_edition, make_training

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]
HEADINGS = "vorming;datum;naam;e-mail;functie;organisatie;soort organisatie"
WRONG = (
    "V;31/02/2027;Lies Maes;lies@horizon.example;Begeleider;De Horizon;CLB",
    "V;29/03/2027;Tom Claes;tom at horizon;Begeleider;De Horizon;CLB",
    "V;29/03/2027;Eva Smets;eva@horizon.example;;De Horizon;CLB",
)
RIGHT = (
    "V;29/03/2027;Lies Maes;lies@horizon.example;Begeleider;De Horizon;CLB",
    "V;29/03/2027;Tom Claes;tom@horizon.example;Begeleider;De Horizon;CLB",
    "V;29/03/2027;Eva Smets;eva@horizon.example;Coach;De Horizon;CLB",
)


def bring(page: Page, *rows: str) -> None:
    """Choose a file of these rows and send it."""
    content = as_csv(HEADINGS, *rows)
    page.set_input_files(
        "#file", FilePayload(name="lijst.csv", mimeType="text/csv", buffer=content)
    )
    page.check("#consent")
    page.click("main .submit button")
    expect(page.locator("#progress")).to_contain_text("Waits to be checked")


def test_import_with_errors(live: LiveSite, open_page: Open) -> None:
    make_edition(training=make_training("V", "Kort"))
    live.hire("an@voorbeeldpunt.example", "An", Role.COORDINATOR, "Antwerpen")
    page = open_page()
    live.sign_in(page, "an@voorbeeldpunt.example")
    page.goto(f"{live.url}/werk/vormingen")
    page.click("main a[href='/werk/inlezen']")
    page.click("main a[href$='inschrijvingen']")
    bring(page, *WRONG)
    live.work()
    # The page looks again by itself.
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0)).to_contain_text("Row 2")
    expect(rows.nth(0)).to_contain_text("“31/02/2027” is not a date.")
    expect(rows.nth(1)).to_contain_text("“tom at horizon” is not an e-mail address.")
    expect(rows.nth(2)).to_contain_text("functie")
    page.click("main a.btn")
    bring(page, *RIGHT)
    live.work()
    button = page.get_by_role("button", name="Read in 3 rows")
    expect(button).to_be_visible()
    assert db.session.scalars(select(Registration)).all() == []
    button.click()
    live.work()
    expect(page.locator("main .notice")).to_contain_text("The file is read in.")
    page.click("main ul a")
    expect(page.locator("main")).to_contain_text("Eva Smets")
