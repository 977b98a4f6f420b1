"""Find a Chromium for the browser tests, or install one, and print its path.

Looked for in this order: the ``CHROMIUM`` environment variable, the usual names on PATH, the one
that Playwright keeps. When there is none: Debian's package when this runs as root, because that
needs no other host than the system's own mirrors; otherwise Playwright's download.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INSTALL_SECONDS = 900


class BrowserMissing(Exception):
    """No Chromium was found and none could be installed; the message says what to do."""


def find_browser(environ: Mapping[str, str]) -> Path | None:
    """Return the path of a Chromium on this machine, or None.

    Raises BrowserMissing when ``CHROMIUM`` is set but names no program: a wrong setting must
    not silently run the tests in another browser.
    """
    if named := environ.get("CHROMIUM"):
        found = shutil.which(named, path=environ.get("PATH"))
        if found is None:
            raise BrowserMissing(f"CHROMIUM={named} is not a program that can be started.")
        return Path(found)
    for name in NAMES:
        found = shutil.which(name, path=environ.get("PATH"))
        if found and starts(Path(found)):
            return Path(found)
    return playwright_browser()


def starts(program: Path) -> bool:
    """Whether the program says its version: Ubuntu puts a stub on PATH that asks for a snap."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.returncode == 0


def playwright_browser() -> Path | None:
    """Return the Chromium that Playwright has downloaded earlier, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return path if path.exists() else None


def install_browser() -> None:
    """Install Chromium with the means of this machine; failing is left to the caller to notice."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        run(["apt-get", "update", "-qq"], environ)
        run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], environ)
        if shutil.which("chromium"):
            return
    install = [sys.executable, "-m", "playwright", "install"]
    if os.geteuid() == 0:
        install.append("--with-deps")
    run([*install, "chromium"], dict(os.environ))


def run(command: list[str], environ: dict[str, str]) -> None:
    """Run ``command`` with its output on standard error: standard output is for the path."""
    print("+ " + " ".join(command), file=sys.stderr, flush=True)
    try:
        subprocess.run(
            command, env=environ, stdout=sys.stderr, check=False, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        print(f"Gave up after {INSTALL_SECONDS} seconds.", file=sys.stderr)


def ensure_browser() -> Path:
    """Return the path of a Chromium, installing one first when needed.

    Raises BrowserMissing when that is impossible here.
    """
    path = find_browser(os.environ)
    if path is None:
        install_browser()
        path = find_browser(os.environ)
    if path is None:
        raise BrowserMissing(
            "The browser tests need Chromium. Install it (Debian: apt-get install chromium) "
            "or name it: CHROMIUM=/path/to/chromium make test"
        )
    return path


if __name__ == "__main__":
    try:
        print(ensure_browser())
    except BrowserMissing as error:
        sys.exit(str(error))
