"""The filter of the catalogue: in place with JavaScript, the same addresses without."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from app.rules.states import Format
from tests.e2e.live import LiveSite, serve
from tests.factories.offer import make_edition, make_training
from tests.support.browser import assert_accessible
from tests.support.installation import Databases

pytestmark = pytest.mark.e2e

GRIEF = "Rouw en verlies"
RACISM = "Racisme verwondt"


@pytest.fixture
def live(databases: Databases) -> Iterator[LiveSite]:
    with serve(databases.new("sqlite")) as site:
        make_edition(starts="2027-03-29 09:30")
        make_edition(
            training=make_training(GRIEF, "Rouw", ("Verlies",)),
            starts="2027-04-29 09:30",
            format_=Format.WEBINAR,
        )
        yield site


def test_choosing_and_typing_show_the_answer_where_one_is(
    live: LiveSite, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.goto(f"{live.url}/")
    page.evaluate("window.still_here = true")
    # A typing error, letter by letter as people type.
    page.locator("#q").press_sequentially("rauw", delay=20)
    results = page.locator("#results")
    expect(results).not_to_contain_text(RACISM)
    expect(results).to_contain_text(GRIEF)
    expect(page.get_by_role("status")).to_contain_text("1 date")
    expect(page.locator("h1")).to_have_text("Trainings with “rauw”")
    expect(page).to_have_url(f"{live.url}/?q=rauw")
    expect(page.locator("#q")).to_be_focused()

    page.locator("#vorm").select_option("live")
    expect(results).to_contain_text("No training found: “rauw”, Live")
    expect(page).to_have_title(re.compile("^Live trainings with “rauw”"))
    expect(page.get_by_role("link", name="Français")).to_have_attribute(
        "href", re.compile("vorm%3Dlive")
    )
    assert_accessible(page)
    assert page.evaluate("window.still_here")

    # The address is the whole state: somebody else sees the same.
    shared = open_page()
    shared.goto(page.url)
    expect(shared.locator("#results")).to_contain_text("No training found")
    expect(shared.locator("#vorm")).to_have_value("live")
    shared.get_by_role("link", name="live and webinar").click()
    expect(shared.locator("#results")).to_contain_text(GRIEF)


def test_the_form_does_the_same_without_javascript(
    live: LiveSite, open_page: Callable[..., Page]
) -> None:
    page = open_page(javascript=False)
    page.goto(f"{live.url}/")
    page.locator("#q").fill("rauw")
    page.get_by_role("button", name="Show trainings").click()
    expect(page.locator("h1")).to_have_text("Trainings with “rauw”")
    expect(page.locator("#results")).to_contain_text(GRIEF)
    expect(page.locator("#results")).not_to_contain_text(RACISM)
