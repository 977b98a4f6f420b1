"""A browser for each module, pages that are closed after each test, and a picture of a failure."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.live import LiveSite, serve
from tests.support.browser import TIMEOUT_MS, Browser
from tests.support.installation import Databases
from tests.support.smtp import MailServer

PICTURES = Path(__file__).resolve().parents[2] / "test-results"
expect.set_options(timeout=TIMEOUT_MS)
_PAGES = pytest.StashKey[list[Page]]()


@pytest.fixture(scope="module")
def running_browser() -> Iterator[Browser]:
    """One Chromium a module. It does not outlive it: its loop would get in the way of others."""
    with Browser() as browser:
        yield browser


@pytest.fixture
def browser(running_browser: Browser) -> Iterator[Browser]:
    """The browser; a test in which it met a problem fails."""
    running_browser.problems.clear()
    yield running_browser
    running_browser.assert_no_problems()


@pytest.fixture
def open_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a page with cookies of its own (see `Browser.new_page`); closed after the test."""
    pages = request.node.stash.setdefault(_PAGES, [])
    with ExitStack() as stack:

        def open_one(**wishes: Any) -> Page:
            page = stack.enter_context(browser.new_page(**wishes))
            pages.append(page)
            return page

        yield open_one
        pages.clear()


@pytest.fixture
def post() -> Iterator[MailServer]:
    """A mail server that keeps what it is given."""
    with MailServer() as server:
        yield server


@pytest.fixture
def live(databases: Databases, post: MailServer) -> Iterator[LiveSite]:
    """The running application on a database of its own, with a mail server."""
    with serve(databases.new("sqlite"), post) as site:
        yield site


@pytest.fixture(scope="module")
def window(running_browser: Browser) -> Iterator[Page]:
    """One page for a whole module: a new window costs more than most tests."""
    with running_browser.new_page() as page:
        yield page


@pytest.fixture
def shared_page(request: pytest.FixtureRequest, browser: Browser, window: Page) -> Page:
    """The window of the module at its first size, and without any cookie."""
    request.node.stash[_PAGES] = [window]
    window.context.clear_cookies()
    window.set_viewport_size({"width": 1280, "height": 900})
    window.emulate_media(color_scheme="light")
    return window


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Keep a picture of each page that was open when a test failed."""
    report: Any = yield
    if report.when == "call" and report.failed:
        PICTURES.mkdir(exist_ok=True)
        still_open = [page for page in item.stash.get(_PAGES, []) if not page.is_closed()]
        for number, page in enumerate(still_open):
            name = re.sub(r"\W+", "-", f"{item.name}-{number}").strip("-")
            page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
            report.sections.append(("page", f"{page.url}, see {PICTURES.name}/{name}.png"))
    return report
