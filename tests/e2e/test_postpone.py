"""Postponing in a browser: an edition moves, and who cannot come then leaves at no cost."""

import pytest
from playwright.sync_api import Page, expect

from app.extensions import clock, db
from app.rules.states import Role
from tests.e2e.letterbox import Letterbox, link_in, text_of
from tests.e2e.live import serve
from tests.factories.offer import make_edition, register
from tests.mail.wire import invitation_in
from tests.support.browser import assert_accessible
from tests.support.installation import Databases
from tests.support.smtp import MailServer
from tests.support.time import moment

pytestmark = pytest.mark.e2e


def test_new_dates_and_one_click_for_who_cannot_come_then(
    databases: Databases, open_page: object
) -> None:
    with MailServer() as server, serve(databases.new("sqlite"), server) as site:
        letters = Letterbox(server)
        site.hire("coordinator@voorbeeldpunt.example", "Hilde Claes", Role.COORDINATOR)
        # Six days ahead the terms ask the full price.
        edition = make_edition(starts="2027-03-09 09:30", price_cents=9500, now=clock.now())
        leaves, stays = register(edition, 2, clock.now())
        site.work()
        invited = invitation_in(letters.new()[leaves.email][0])

        page: Page = open_page(javascript=False)  # type: ignore[operator]  # the fixture
        site.sign_in(page, "coordinator@voorbeeldpunt.example")
        page.goto(f"{site.url}/werk/edities/{edition.id}/nieuwe-data")
        page.fill("#number", "2")
        page.click("button[name=shift]")
        expect(page.locator(".decide")).to_contain_text("dinsdag 23 maart 2027")
        page.fill("#reason", "De zaal is dan niet vrij.")
        # The mail can be read before it leaves, with the reason in it.
        page.click(".buttons button[name=look]")
        expect(page.locator("details.more").first).to_contain_text("De zaal is dan niet vrij.")
        page.click("button[name=agreed]")
        page.wait_for_url(f"**/werk/edities/{edition.id}")
        site.work()
        mail = letters.new()[leaves.email][0]
        update = invitation_in(mail)
        assert (update.uid, update.sequence) == (invited.uid, invited.sequence + 1)
        assert update.starts_at == moment("2027-03-23 09:30")
        assert "De zaal is dan niet vrij." in text_of(mail)

        reader: Page = open_page(width=390)  # type: ignore[operator]  # the fixture
        reader.goto(f"{link_in(mail, 'i')}?kan-niet=1")
        db.session.rollback()
        assert leaves.state == "registered"
        expect(reader.locator("main")).to_contain_text("maandag 22 maart 2027")
        assert_accessible(reader)
        reader.click("main form button.btn-red")
        site.work()
        db.session.rollback()
        assert (leaves.state, leaves.withdrawal_cost_cents, stays.state) == (
            "withdrawn",
            0,
            "registered",
        )
        assert invitation_in(letters.new()[leaves.email][0]).method == "CANCEL"
