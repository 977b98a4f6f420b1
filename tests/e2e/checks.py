"""What every page must stand in a browser: axe-core, two widths, light and dark, the keyboard."""

import json
from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, Response

from tests.support.pages import check_page

#: The narrowest screen that WCAG 2.2, success criterion 1.4.10 (reflow) asks for, and a desk.
NARROW, WIDE = 320, 1280

# Between light and dark nothing but colours changes, so that these rules say it all.
_RULES_OF_COLOURS = ["color-contrast", "link-in-text-block"]

# Colours do not depend on the width: dark is looked at once, and narrow in light for all the rest.
_LOOKS: tuple[tuple[int, Literal["light", "dark"], dict[str, Any]], ...] = (
    (WIDE, "light", {}),
    (WIDE, "dark", {"runOnly": _RULES_OF_COLOURS}),
    (NARROW, "light", {"rules": {rule: {"enabled": False} for rule in _RULES_OF_COLOURS}}),
)

# axe-core weighs the contrast of what `_MARK` marks; every other rule sees the whole page.
_AXE_SCRIPT = AXE_SCRIPT + (
    ";axe.configure({rules: [{id: 'color-contrast', selector: '[data-look]'}]}); undefined"
)

_AXE = """
options => axe.run(document, {resultTypes: ["violations"], ...options}).then(result =>
    result.violations.flatMap(violation => violation.nodes.map(
        node => `${violation.id}: ${violation.help} - ${node.target} ${node.html}`)))
"""

# One visible element of each look: the same tags, classes, states, colours and grounds all the way
# up, and letters of one size and weight. To weigh each cell of a table would only cost time. The
# one with the most words stands for the others: axe-core does not judge a single sign.
_MARK = """
() => {
    const numbers = new Map(), looks = new Map(), chosen = new Map();
    const look = element => {
        if (element === null) return 0;
        if (!looks.has(element)) {
            const style = getComputedStyle(element);
            const key = [
                look(element.parentElement), element.tagName, element.getAttribute("class"),
                element.matches(":disabled, [aria-disabled=true]"), element.control?.disabled,
                style.backgroundColor, style.backgroundImage, style.opacity, style.color,
                style.fontSize, style.fontWeight, style.textShadow].join("|");
            if (!numbers.has(key)) numbers.set(key, numbers.size + 1);
            looks.set(element, numbers.get(key));
        }
        return looks.get(element);
    };
    const length = element => element.matches("input:not([type=hidden]), select, textarea")
        ? Infinity
        : [...element.childNodes].reduce((sum, node) =>
            sum + (node.nodeType === Node.TEXT_NODE ? node.data.trim().length : 0), 0);
    for (const element of document.body.querySelectorAll("*")) {
        delete element.dataset.look;
        const words = length(element);
        if (words && element.checkVisibility()
                && words > (chosen.get(look(element))?.words ?? 0))
            chosen.set(look(element), {element, words});
    }
    for (const {element} of chosen.values()) element.dataset.look = "";
}
"""

_FIRST = """
() => {
    const {x, y, width} = document.activeElement.getBoundingClientRect();
    return [document.activeElement.className, x >= 0 && y >= 0 && width >= 24];
}
"""

# An element that has the focus shows an outline on itself, or on the label that stands for it.
# At the end the way past the menu has it again.
_UNSEEN = """
() => {
    const seen = element => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    };
    const controls = document.querySelectorAll(
        "a[href], button, input:not([type=hidden]), select, textarea, summary");
    const unseen = [...controls]
        .filter(control => control.tabIndex >= 0 && control.checkVisibility())
        .filter(control => {
            control.focus({preventScroll: true});
            const others = [control.closest("label"), control.nextElementSibling];
            return document.activeElement === control
                && ![control, ...others].some(element => element && seen(element));
        })
        .map(control => control.outerHTML.slice(0, 120));
    document.querySelector(".skip").focus();
    return unseen;
}
"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page that stands there: at both widths, and wide in the dark."""
    found: list[str] = []
    # Without motion: a colour that is on its way has no contrast to speak of.
    page.emulate_media(reduced_motion="reduce")
    # Not `page.evaluate`, which reads the half megabyte twice more on its way to the page.
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": _AXE_SCRIPT})
    session.detach()
    for width, scheme, options in _LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        page.evaluate(_MARK)
        where = f"{width} px, {scheme}"
        found += [f"{where}: {fault}" for fault in page.evaluate(_AXE, options)]
        if fault := _sideways(page):
            found.append(f"{where}: {fault}")
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
    first, seen = page.evaluate(_FIRST)
    if first != "skip":
        return [f"Tab reaches {first!r} first, not the way past the menu"]
    found = [] if seen else ["the focused skip link cannot be seen"]
    found += [f"no visible focus on {html}" for html in page.evaluate(_UNSEEN)]
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
