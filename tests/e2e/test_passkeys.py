"""Passkeys in a real browser, with an authenticator that Chromium pretends to have."""

from collections.abc import Callable, Iterator

import pytest
from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from app.extensions import clock
from app.rules.states import Role
from tests.e2e.live import PASSWORD, LiveSite, serve
from tests.support.browser import assert_accessible
from tests.support.installation import Databases

pytestmark = pytest.mark.e2e

ADDRESS = "hilde@voorbeeldpunt.example"
ACCOUNT = "/werk/mijn-account"


@pytest.fixture
def live(databases: Databases) -> Iterator[LiveSite]:
    with serve(databases.new("sqlite")) as site:
        # A passkey belongs to a name, never to the number of a machine.
        site.url = site.url.replace("127.0.0.1", "localhost")
        site.hire(ADDRESS, "Hilde Claes", Role.COORDINATOR)
        yield site


class Device:
    """A laptop with a reader for fingerprints, whose owner always agrees."""

    def __init__(self, page: Page) -> None:
        self._browser = page.context.new_cdp_session(page)
        self._browser.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self._browser.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self._id = made["authenticatorId"]

    def replace(self) -> "Device":
        """Lose this one."""
        self._browser.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": self._id})
        return self


def password(live: LiveSite, page: Page) -> None:
    """Sign out, and give the password again."""
    page.get_by_role("button", name="Sign out").first.click()
    page.wait_for_url("**/aanmelden")
    page.fill("#email", ADDRESS)
    page.fill("#password", PASSWORD)
    page.click("main form button[type=submit]")


def add_passkey(live: LiveSite, page: Page, name: str, usage: str) -> None:
    page.goto(f"{live.url}{ACCOUNT}/passkeys/nieuw")
    page.fill("#name", name)
    page.locator(f"input[name=usage][value={usage}]").check()
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**{ACCOUNT}")
    expect(page.locator("main")).to_contain_text(name)


def test_a_passkey_and_what_stands_beside_it(
    live: LiveSite, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    device = Device(page)
    live.sign_in(page, ADDRESS)
    add_passkey(live, page, "laptop", "secondary")
    page.get_by_role("button", name="Make new recovery codes").click()
    expect(page.locator("h1")).to_have_text("Your recovery codes")
    assert_accessible(page)
    recovery_code = page.locator("main li").first.inner_text()

    # After the password, the passkey.
    password(live, page)
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/werk/vandaag")

    # The laptop is lost: nothing happens by itself, and a code on paper helps.
    device.replace()
    password(live, page)
    page.get_by_role("button", name="Use my passkey").click()
    expect(page.get_by_role("button", name="Show the passkey")).to_be_visible()
    page.get_by_role("link", name="Use a recovery code").click()
    expect(page.locator("h1")).to_have_text("Use a recovery code")
    assert_accessible(page)
    page.fill("#code", recovery_code)
    page.click("main form button[type=submit]")
    page.wait_for_url("**/werk/vandaag")

    # With an app as well, one chooses.
    page.goto(f"{live.url}{ACCOUNT}/app")
    key = page.locator("main b.num").inner_text().replace("-", "")
    page.fill("#code", str(TOTP(key=key).generate(int(clock.now().timestamp())).token))
    page.click("main form button[type=submit]")
    page.wait_for_url(f"**{ACCOUNT}#codes")
    password(live, page)
    expect(page.locator("h1")).to_have_text("One more step")
    assert_accessible(page)
    page.get_by_role("button", name="With the code of my app").click()
    expect(page.locator("h1")).to_have_text("The code of your app")
    assert_accessible(page)
    page.fill("#code", str(TOTP(key=key).generate(int(clock.now().timestamp()) + 30).token))
    page.click("main form button[type=submit]")
    page.wait_for_url("**/werk/vandaag")

    # A new laptop, and a passkey that needs no password.
    Device(page)
    add_passkey(live, page, "nieuwe laptop", "first")
    assert_accessible(page)
    page.get_by_role("button", name="Sign out").first.click()
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.get_by_role("button", name="Use my passkey").click()
    page.wait_for_url("**/werk/vandaag")
    expect(page.locator("header")).to_contain_text("Hilde Claes")
    expect(page.locator("main .notice.red")).to_have_count(0)
