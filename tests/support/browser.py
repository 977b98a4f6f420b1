"""A headless Chromium for the tests, and the accessibility check that every page must pass."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request, Response, sync_playwright

from scripts.ensure_browser import ensure_browser

# --no-sandbox: Chromium's sandbox does not start for root, which is who tests in a container.
# The rest keeps it from opening connections of its own.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No page reaches another machine. A rule, not a look at each request: that would switch the
    # browser's cache off, and have it fetch the font anew for every page.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
LOCAL_HOSTS = ("127.0.0.1", "localhost")
TIMEOUT_MS = 10_000

ColorScheme = Literal["light", "dark"]


class Browser:
    """A running Chromium, used as a context manager.

    ``problems`` collects what a person would not see but should never happen: errors on the
    console (a blocked inline script is one), exceptions in scripts, files of a page that can't be
    loaded, and requests to other machines, which are stopped.
    """

    def __init__(self, executable: Path | None = None) -> None:
        """Use ``executable``, or the Chromium that is found (or installed) on this machine."""
        self._executable = executable
        self.problems: list[str] = []

    def __enter__(self) -> Self:
        executable = self._executable or ensure_browser()
        self._playwright = sync_playwright().start()
        try:
            self._browser = self._playwright.chromium.launch(
                executable_path=executable, args=list(FLAGS)
            )
        except BaseException:
            self._playwright.stop()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    @contextmanager
    def new_page(
        self,
        width: int = 1280,
        color_scheme: ColorScheme = "light",
        javascript: bool = True,
        language: str = "nl-BE",
    ) -> Iterator[Page]:
        """Open a page with cookies of its own and close it when the block ends.

        ``width`` is in CSS pixels; 390 is a phone. Belgian time, whatever this machine has.
        """
        context = self._browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=color_scheme,
            java_script_enabled=javascript,
            locale=language,
            timezone_id="Europe/Brussels",
        )
        try:
            context.set_default_timeout(TIMEOUT_MS)
            page = context.new_page()
            page.on("request", self._on_request)
            page.on("console", self._on_console)
            page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
            page.on("response", self._on_response)
            yield page
        finally:
            context.close()

    def assert_no_problems(self) -> None:
        """Raise AssertionError with everything in ``problems``."""
        if self.problems:
            raise AssertionError("In the browser:\n- " + "\n- ".join(self.problems))

    def _on_request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname not in LOCAL_HOSTS:
            self.problems.append(f"request to another machine: {request.url}")

    def _on_console(self, message: ConsoleMessage) -> None:
        # Chromium also reports a page that answers 404 or 422, which a test may well want;
        # _on_response reports the files that belong to a page.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.problems.append(f"console: {message.text}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.problems.append(f"{response.status} for {response.url}")


def accessibility_problems(page: Page) -> list[str]:
    """Return the violations that axe-core finds on the page as it stands, one sentence each.

    axe-core is evaluated through the debugging protocol, to which the page's content security
    policy does not apply: the policy stays in force for the page itself. Needs JavaScript on.
    """
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']} - {node['target']}"
        for violation in violations
        for node in violation["nodes"]
    ]


def assert_accessible(page: Page) -> None:
    """Raise AssertionError with every violation that axe-core finds."""
    if problems := accessibility_problems(page):
        raise AssertionError(f"{page.url} is not accessible:\n- " + "\n- ".join(problems))
