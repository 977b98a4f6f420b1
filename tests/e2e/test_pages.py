"""Every page in a browser: light and dark, wide and narrow, with the keyboard, without JavaScript.

axe-core finds nothing, the console is silent, nothing scrolls sideways and the focus is seen.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from app.cli.example.cast import DEMO_PASSWORD
from app.extensions import clock
from app.rules.states import Format
from tests.e2e.checks import NARROW, check
from tests.e2e.live import LiveSite, serve
from tests.e2e.places import FORMS, NO_PAGES, PAGES, REHEARSALS, settle
from tests.factories.offer import make_edition, register
from tests.support.browser import Browser
from tests.support.installation import Databases
from tests.support.time import NOW

pytestmark = pytest.mark.e2e

Open = Callable[..., Page]


@dataclass
class Town:
    """The demo on a running site, and the cookies of who is signed in."""

    site: LiveSite
    known: dict[str, str]
    keys: dict[str, list[Any]]

    def address(self, pattern: str) -> str:
        """Where a pattern of `places` leads; links of mails are whole addresses already."""
        path = pattern.format_map(self.known)
        return path if path.startswith("http") else f"{self.site.url}{path}"


@pytest.fixture(scope="module")
def town(databases: Databases, running_browser: Browser) -> Iterator[Town]:
    clock.travel_to(NOW)
    with serve(databases.new("sqlite")) as site:
        keys: dict[str, list[Any]] = {"": []}
        known = settle(site)
        for name in ("coordinator", "nadia", "admin"):
            with running_browser.new_page() as page:
                site.sign_in(page, f"{name}@voorbeeldpunt.example", DEMO_PASSWORD)
                keys[name] = page.context.cookies()
        with running_browser.new_page() as page:
            page.goto(known["sign_in"])
            page.click("main form button")
            keys["participant"] = page.context.cookies()
        yield Town(site, known, keys)


@pytest.mark.parametrize("name", PAGES)
def test_a_page(name: str, town: Town, shared_page: Page) -> None:
    who, way, status = PAGES[name]
    page = shared_page
    page.context.add_cookies(town.keys[who])
    for pattern in way:
        response = page.goto(town.address(pattern))
    assert response is not None
    assert response.status == status
    check(page, response)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_that_comes_back_with_errors(name: str, town: Town, shared_page: Page) -> None:
    who, pattern = FORMS[name]
    page = shared_page
    page.context.add_cookies(town.keys[who])
    page.goto(town.address(pattern))
    with page.expect_navigation() as navigation:
        page.locator("main form button[type=submit]").last.click()
    # A screen reader begins where the summary says what is wrong.
    page.wait_for_function("document.activeElement.className === 'error-summary'")
    check(page, navigation.value)


@pytest.mark.parametrize("name", REHEARSALS)
def test_what_a_change_would_send(name: str, town: Town, shared_page: Page) -> None:
    who, pattern = REHEARSALS[name]
    page = shared_page
    page.context.add_cookies(town.keys[who])
    page.goto(town.address(pattern))
    page.fill("#reason", "De begeleider is ziek")
    with page.expect_navigation() as navigation:
        page.locator("main button[name=look]").last.click()
    expect(page.locator("details .panel").first).to_be_attached()
    page.locator("main details > summary").evaluate_all("all => all.forEach(one => one.click())")
    check(page, navigation.value)


def test_no_page_is_forgotten(town: Town) -> None:
    routes = town.site.app.url_map.bind("127.0.0.1")
    visited = set()
    for _, way, status in PAGES.values():
        if status == 200:
            address = town.address(way[-1])
            try:
                visited.add(routes.match(urlsplit(address).path, "GET")[0])
            except (NotFound, RequestRedirect) as error:
                pytest.fail(f"{address}: {error}")
    # These are pages behind a redirect that takes the key out of the address.
    visited |= {
        "account.accept_invitation",
        "participant.booking",
        # Only who just passed a place on sees it: `test_my_registration` does.
        "participant.handed_over",
        "participant.mine",
        "participant.news",
        "participant.evaluate",
        "participant.sign_in",
        "participant.way_in",
        "public.my_interest",
        "security.reset_password",
        # Between a password and being signed in: `test_passkeys` does.
        "security.mf_recovery",
        "security.tf_select",
        "security.two_factor_token_validation",
    }
    pages = {
        rule.endpoint
        for rule in town.site.app.url_map.iter_rules()
        if "GET" in (rule.methods or set()) and rule.redirect_to is None
    }
    assert pages - visited == NO_PAGES


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("pattern", ["/", "/edities/{full}", "/edities/{trajectory}/inschrijven"])
def test_longer_words_fit_a_narrow_screen(
    pattern: str, language: str, town: Town, shared_page: Page
) -> None:
    page = shared_page
    page.set_viewport_size({"width": NARROW, "height": 900})
    page.goto(town.address(f"/taal/{language}?next={pattern}"))
    expect(page.locator("html")).to_have_attribute("lang", {"en": "en", "fr": "fr-BE"}[language])
    assert page.evaluate("document.scrollingElement.scrollWidth") <= NARROW


def test_the_public_way_without_javascript(town: Town, open_page: Open) -> None:
    """Find a training, register, read the confirmation, and give the place up again."""
    edition = make_edition(starts="2027-05-04 13:30", format_=Format.LIVE)
    page = open_page(width=NARROW, javascript=False)
    page.goto(town.site.url)
    page.locator(f'a[href="/vormingen/{edition.training.slug}"]').last.click()
    page.locator(f'main a[href="/edities/{edition.id}/inschrijven"]').first.click()
    page.fill("#name", "Zoë Peeters")
    page.fill("#email", "zoe@organisatie.example")
    page.fill("#organisation", "CKG De Vlinder")
    page.select_option("#organisation_type", "CKG")
    page.fill("#function", "Gezinsbegeleider")
    page.check("#consent")
    page.click("main form .submit button")
    expect(page.locator("h1")).to_contain_text("Zoë Peeters")
    page.locator('main a[href^="/inschrijving/"]:not([href$=".ics"])').first.click()
    page.locator('details:has(a[href$="/annuleren"]) > summary').click()
    page.locator('main a[href$="/annuleren"]').click()
    page.click("button.btn-red")
    expect(page.locator('main a[href="/"]')).to_be_visible()
    assert page.locator('main a[href$="/annuleren"]').count() == 0


def test_words_without_a_space_break_in_the_list_of_people(town: Town, shared_page: Page) -> None:
    word = "Wolvertemmerveldstraat" * 5
    # Its decision is far away, and folded.
    edition = make_edition(starts="2027-06-15 09:30")
    register(edition, 1, name=word, organisation=word, function=word, needs=word)
    page = shared_page
    page.context.add_cookies(town.keys["coordinator"])
    response = page.goto(f"{town.site.url}/werk/edities/{edition.id}")
    expect(page.locator("tbody th")).to_contain_text(word)
    page.locator("details.more > summary").first.click()
    check(page, response)
    page.set_viewport_size({"width": 700, "height": 900})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 700
