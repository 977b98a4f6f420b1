"""What every page must stand in a browser: axe-core, two widths, light and dark, the keyboard."""

import json
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

from tests.support.pages import check_page

#: The narrowest screen that WCAG 2.2, success criterion 1.4.10 (reflow) asks for, and a desk.
NARROW, WIDE = 320, 1280

# Between light and dark nothing but colours changes, so that these rules say it all.
_RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"]

_AXE = """
options => axe.run(document, options).then(result => result.violations.flatMap(
    violation => violation.nodes.map(
        node => `${violation.id}: ${violation.help} - ${node.target} ${node.html}`)))
"""

# An element that has the focus shows an outline on itself, or on the label that stands for it.
_UNSEEN = """
() => {
    const seen = element => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const controls = document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary");
    return [...controls]
        .filter(control => control.tabIndex >= 0 && control.checkVisibility())
        .filter(control => {
            control.focus();
            const others = [control.closest("label"), control.nextElementSibling];
            return document.activeElement === control
                && ![control, ...others].some(element => element && seen(element));
        })
        .map(control => control.outerHTML.slice(0, 120));
}
"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page that stands there: at both widths, and wide in the dark."""
    found: list[str] = []
    page.evaluate(AXE_SCRIPT)
    for width in (WIDE, NARROW):
        page.set_viewport_size({"width": width, "height": 900})
        # Colours do not depend on the width: dark is looked at once.
        for scheme in ("light", "dark") if width == WIDE else ("light",):
            # Without motion: a colour that is on its way has no contrast to speak of.
            page.emulate_media(
                color_scheme="light" if scheme == "light" else "dark", reduced_motion="reduce"
            )
            options: dict[str, Any] = {"resultTypes": ["violations"]}
            if scheme == "dark":
                options["runOnly"] = _RULES_OF_COLOURS
            elif width == NARROW:
                options["rules"] = {rule: {"enabled": False} for rule in _RULES_OF_COLOURS}
            where = f"{width} px, {scheme}"
            found += [f"{where}: {fault}" for fault in page.evaluate(_AXE, options)]
        if fault := _sideways(page):
            found.append(f"{width} px: {fault}")
    return found


def _sideways(page: Page) -> str:
    wide, seen = page.evaluate(
        "() => [document.scrollingElement.scrollWidth, document.scrollingElement.clientWidth]"
    )
    if wide <= seen:
        return ""
    culprits = page.evaluate(
        """() => [...document.body.querySelectorAll("*")]
            .filter(element => element.getBoundingClientRect().right > innerWidth + 1)
            .map(element => element.outerHTML.slice(0, 100)).slice(0, 3)"""
    )
    return f"scrolls sideways, {wide} in {seen}: {json.dumps(culprits)}"


def keyboard_faults(page: Page) -> list[str]:
    """What somebody without a mouse would trip over: the way past the menu, and the focus."""
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.className")
    if first != "skip":
        return [f"Tab reaches {first!r} first, not the way past the menu"]
    found = []
    box = page.locator(".skip").bounding_box()
    if box is None or box["x"] < 0 or box["y"] < 0 or box["width"] < 24:
        found.append(f"the focused skip link cannot be seen: {box}")
    found += [f"no visible focus on {html}" for html in page.evaluate(_UNSEEN)]
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    if page.evaluate("document.activeElement.id") != "content":
        found.append("the skip link does not lead to the content")
    return found


def check(page: Page, response: Response | None) -> None:
    """Raise AssertionError with everything that is wrong with a page that was just opened."""
    assert response is not None
    # Keys first: axe-core moves the focus about.
    found = [*check_page(response.text()), *_autofocused(page), *faults(page)]
    assert not found, page.url + "\n- " + "\n- ".join(found)


def _autofocused(page: Page) -> list[str]:
    """The keyboard from the top of the page; a page about errors begins at its summary."""
    if page.evaluate("document.activeElement !== document.body"):
        return []
    return keyboard_faults(page)
