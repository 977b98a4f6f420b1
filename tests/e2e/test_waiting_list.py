"""From a full edition to an offer, a seat, and for the last in line a date that comes later."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.extensions import clock, db, transaction
from app.formats import datetime_long
from app.services.registering import registration
from tests.e2e.letterbox import Letterbox, link_in, text_of
from tests.e2e.live import LiveSite
from tests.factories.offer import make_edition, register
from tests.mail.wire import invitation_in
from tests.support.browser import assert_accessible
from tests.support.smtp import MailServer
from tests.support.time import NOW

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]


def plain(text: str) -> str:
    return " ".join(text.split())


def test_a_seat_comes_free_without_javascript(
    live: LiveSite, post: MailServer, open_page: Open
) -> None:
    letters = Letterbox(post)
    edition = make_edition(capacity=1, minimum=1, minimum_reason="Kleine groep", price_cents=9500)
    seated, first, last = register(edition, 3)
    live.work()
    page = open_page(width=390, javascript=False)
    page.goto(link_in(letters.new()[last.email][0], "i"))
    expect(page.locator(".lead")).to_contain_text("You are number 2")
    with transaction():
        registration.withdraw(seated, NOW, frozenset())
    page.reload()
    expect(page.locator(".lead")).to_contain_text("You are number 1")
    live.work()

    (offer,) = letters.new()[first.email]
    assert first.offer_expires_at is not None
    end = plain(datetime_long(first.offer_expires_at, "nl"))
    assert end in plain(text_of(offer))
    taker = open_page(width=390, javascript=False)
    taker.goto(link_in(offer, "i"))
    assert end in plain(taker.locator(".lead").inner_text())
    db.session.refresh(first)
    assert first.state == "offered", "opening the link took nothing"
    taker.click('form[action$="/aanvaarden"] button')
    taker.wait_for_url("**/bevestiging")
    live.work()
    (confirmed,) = letters.new()[first.email]
    assert invitation_in(confirmed).method == "REQUEST"

    clock.travel_to(edition.closes_at)
    live.work()
    (closed,) = letters.new()[last.email]
    assert "The waiting list is closed" in text_of(closed)
    page.reload()
    expect(page.locator(".lead")).to_contain_text("The waiting list is closed.")
    page.click('main a[href$="/hou-me-op-de-hoogte"]')
    page.fill("#email", last.email)
    page.click("main form button")
    page.wait_for_url("**/verstuurd")
    live.work()
    (asked,) = letters.new()[last.email]
    page.goto(link_in(asked, "h"))
    page.click('form[action$="/ja"] button')
    expect(page.locator("h1")).to_contain_text("You are on the list")
    later = make_edition(training=edition.training, starts="2027-10-11 09:30", now=clock.now())
    live.work()
    (told,) = letters.new()[last.email]
    assert f"{live.url}/edities/{later.id}/inschrijven" in text_of(told)


def test_keep_me_informed_in_french(live: LiveSite, post: MailServer, open_page: Open) -> None:
    letters = Letterbox(post)
    edition = make_edition(publish=False)
    page = open_page()
    page.goto(f"{live.url}/vormingen/{edition.training.slug}")
    page.click('.site-foot a[hreflang="fr"]')
    page.click('main a[href$="/hou-me-op-de-hoogte"]')
    page.click("main form button")
    expect(page.locator(".error-summary")).to_be_focused()
    assert_accessible(page)
    page.fill("#email", "amelie@organisation.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/verstuurd")
    live.work()
    ((_, (asked,)),) = letters.new().items()
    body = asked.get_body(("html",))
    assert body is not None
    assert '<html lang="fr">' in body.get_content()
    page.goto(link_in(asked, "h"))
    page.click('form[action$="/ja"] button')
    page.click('form[action$="/stop"] button')
    expect(page.locator("[role=status]")).to_contain_text("We erased your address.")
