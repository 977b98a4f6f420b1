"""The browser of the tests, on small pages of its own under a strict content security policy."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from scripts.ensure_browser import BrowserMissing, find_browser
from tests.support.browser import Browser, assert_accessible

pytestmark = pytest.mark.e2e

HEAD = '<!doctype html><html lang="nl"><head><title>x</title><link rel="icon" href="/icon.svg">'
SCREEN = '<link rel="stylesheet" href="/page.css"></head><body><main><h1>Aanbod</h1>'
FILES = {
    "/good": ("text/html", HEAD + SCREEN + '<script src="/page.js"></script></main></body></html>'),
    "/bad": ("text/html", HEAD + "</head><body><main><h1>x</h1><input></main></body></html>"),
    "/inline": ("text/html", HEAD + "</head><body><script>document.title='y'</script></body>"),
    "/missing-file": ("text/html", HEAD + '<script src="/nowhere.js"></script></head></html>'),
    "/far": ("text/html", HEAD + '</head><body><img src="http://example.org/x.png"></body></html>'),
    "/page.css": ("text/css", "@media (prefers-color-scheme: dark) {h1 {font-size: 99px}}"),
    "/page.js": ("text/javascript", "document.querySelector('h1').textContent += ' met script'"),
    "/icon.svg": ("image/svg+xml", '<svg xmlns="http://www.w3.org/2000/svg"/>'),
}


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        kind, body = FILES.get(self.path, ("text/plain", "not here"))
        self.send_response(200 if self.path in FILES else 404)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src *")
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        """Keep the test's output to the test."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Site) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="module")
def running() -> Iterator[Browser]:
    with Browser() as browser:
        yield browser


@pytest.fixture
def browser(running: Browser) -> Browser:
    running.problems.clear()
    return running


def test_a_page_as_a_person_sees_it(browser: Browser, site: str) -> None:
    with browser.new_page(width=390, color_scheme="dark") as page:
        page.goto(f"{site}/good")
        assert page.text_content("h1") == "Aanbod met script"
        assert page.evaluate("innerWidth") == 390
        assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontSize") == "99px"
        assert page.evaluate("navigator.language") == "nl-BE"
        assert_accessible(page)
    browser.assert_no_problems()


def test_without_javascript(browser: Browser, site: str) -> None:
    with browser.new_page(javascript=False) as page:
        page.goto(f"{site}/good")
        assert page.text_content("h1") == "Aanbod"


def test_axe_finds_a_field_without_a_label_under_a_strict_policy(
    browser: Browser, site: str
) -> None:
    with browser.new_page() as page:
        page.goto(f"{site}/bad")
        with pytest.raises(AssertionError, match=r"/bad is not accessible:\n- label \(critical\)"):
            assert_accessible(page)


@pytest.mark.parametrize(
    ("path", "problem"),
    [
        ("/inline", "Content Security Policy"),
        ("/missing-file", "404 for .*/nowhere.js"),
        ("/far", "request to another machine: http://example.org/x.png"),
    ],
)
def test_what_should_never_happen_is_noticed(
    browser: Browser, site: str, path: str, problem: str
) -> None:
    with browser.new_page() as page:
        page.goto(site + path, wait_until="networkidle")
    with pytest.raises(AssertionError, match=problem):
        browser.assert_no_problems()


def test_a_page_that_is_not_there_is_no_problem_of_the_browser(browser: Browser, site: str) -> None:
    with browser.new_page() as page:
        response = page.goto(f"{site}/nowhere")
        assert response is not None
        assert response.status == 404
    browser.assert_no_problems()


def test_a_named_browser_is_taken_and_a_wrong_name_refused(tmp_path: Path) -> None:
    program = tmp_path / "my-browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_browser({"CHROMIUM": str(program)}) == program
    with pytest.raises(BrowserMissing, match="CHROMIUM=/nowhere"):
        find_browser({"CHROMIUM": "/nowhere"})


def test_a_browser_is_found_by_name_on_the_path(tmp_path: Path) -> None:
    program = tmp_path / "chromium-browser"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert find_browser({"PATH": str(tmp_path)}) == program
