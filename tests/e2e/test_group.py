"""A group of five in a browser without JavaScript: one bad address, one seat too few, six mails."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.extensions import clock
from tests.e2e.letterbox import Letterbox, link_in, text_of
from tests.e2e.live import LiveSite
from tests.factories.offer import make_edition, register
from tests.mail.wire import invitation_in
from tests.support.smtp import MailServer

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]

PEOPLE = (
    ("Lotte Janssens", "lotte@horizon.example"),
    ("Emine Yıldız", "emine@horizon.example"),
    ("Pieter Wouters", "pieter.wouters.horizon.example"),
    ("Nguyễn Thị Mai", "mai@horizon.example"),
    ("Ruben D'Hondt", "ruben@horizon.example"),
)
RIGHT = "pieter@horizon.example"
SEND = "main p.submit button"


def fill_in(page: Page) -> None:
    for row, (name, address) in enumerate(PEOPLE):
        if row > 1:
            page.click("button[value=add]")
        page.fill(f"#name_{row}", name)
        page.fill(f"#email_{row}", address)
        page.fill(f"#function_{row}", "Begeleider")
    page.fill("#organisation", "CLB De Horizon")
    page.select_option("#organisation_type", "CLB")
    page.check("#consent")


def test_five_colleagues_of_whom_one_has_a_bad_address(
    live: LiveSite, post: MailServer, open_page: Open
) -> None:
    edition = make_edition(capacity=8)
    register(edition, 4, clock.now())
    live.work()
    letters = Letterbox(post)
    letters.new()
    page = open_page(width=390, javascript=False)
    page.goto(f"{live.url}/taal/fr")
    page.goto(f"{live.url}/edities/{edition.id}/inschrijven")
    page.click("main nav a[href$='wie=mee']")
    fill_in(page)
    expect(page.locator("main .notice")).to_contain_text("The last person of your list")
    page.click(SEND)
    summary = page.locator(".error-summary")
    expect(summary.locator("a")).to_have_count(1)
    expect(summary).to_contain_text("Colleague 2, e-mail address")
    summary.locator("a").click()
    assert page.url.endswith("#email_2")
    expect(page.locator("#name_4")).to_have_value("Ruben D'Hondt")
    page.fill("#email_2", RIGHT)
    page.click(SEND)
    page.wait_for_url("**/groep/*")
    rows = page.locator("main tbody tr")
    expect(rows).to_have_count(5)
    expect(rows.nth(4)).to_contain_text("On the waiting list")

    live.work()
    mails = letters.new()
    addresses = {RIGHT if "@" not in address else address for _, address in PEOPLE}
    assert set(mails) == addresses
    own, overview = mails["lotte@horizon.example"]
    assert invitation_in(own).method == "REQUEST"
    assert invitation_in(mails[RIGHT][0]).method == "REQUEST"
    assert "Lotte Janssens registered you" in text_of(mails[RIGHT][0])
    (waiting,) = mails["ruben@horizon.example"]
    assert waiting.get_content_type() == "multipart/alternative"

    colleague = open_page(width=390, javascript=False)
    colleague.goto(link_in(mails[RIGHT][0], "i"))
    expect(colleague.locator("main")).to_contain_text("Pieter Wouters")
    expect(colleague.locator("main")).not_to_contain_text("Emine")
    colleague.goto(colleague.url + "/annuleren")
    colleague.click("main form button[type=submit]")

    booker = open_page(javascript=False)
    booker.goto(link_in(overview, "g"))
    assert "/g/" not in booker.url
    rows = booker.locator("main tbody tr")
    expect(rows.nth(2)).to_contain_text("Withdrawn")
    expect(rows.nth(4)).to_contain_text("Has an offer")
