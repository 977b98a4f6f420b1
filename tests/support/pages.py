"""Checks that every page must pass, whatever it is about; each returns sentences, empty is good.

The markup is parsed as the HTML standard says (html5lib), so what is judged here is the tree that
a browser builds. The names of controls follow the W3C "Accessible Name and Description
Computation" as far as pages without script need it; axe-core judges the rest in a browser.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import cast
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
CONTROLS = ("input", "select", "textarea")
# Inputs that are buttons, or nothing that a person meets.
UNLABELLED_INPUTS = ("hidden", "submit", "reset", "button", "image")
ID_REFERENCES = (
    "aria-activedescendant",
    "aria-controls",
    "aria-describedby",
    "aria-details",
    "aria-errormessage",
    "aria-labelledby",
    "aria-owns",
    "for",
    "form",
    "headers",
    "list",
)
# A script element of these types is data, which the content security policy lets through.
DATA_SCRIPTS = ("application/json", "application/ld+json")


@lru_cache(maxsize=8)
def parsed(html: str) -> tuple[Element, tuple[str, ...]]:
    """Return the tree of a page, to read only, and what the parser had to say about it.

    Who checks a page also reads its words and its forms, and parsing costs the most of it.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    # html5lib leaves its trees untyped; the etree builder, its default, makes these.
    root = cast(Element, parser.parse(html))
    return root, tuple(_parse_errors(parser))


def check_page(html: str) -> list[str]:
    """Return what is wrong with a complete page, one sentence a fault, in a stable order."""
    root, faults = parsed(html)
    return [
        *faults,
        *_document(root),
        *_headings(root),
        *_ids(root),
        *_labels(root),
        *_names(root),
        *_fragments(root),
        *_inline_code(root),
    ]


def assert_page(html: str) -> None:
    """Raise AssertionError with every fault of the page."""
    if problems := check_page(html):
        raise AssertionError("The page is not in order:\n- " + "\n- ".join(problems))


def _parse_errors(parser: html5lib.HTMLParser) -> Iterator[str]:
    for (line, column), code, values in parser.errors:
        message = PARSE_ERRORS.get(code, code) % values
        yield f"HTML, line {line} column {column}: {message}"


def _document(root: Element) -> Iterator[str]:
    if not root.get("lang", "").strip():
        yield "html has no lang"
    titles = root.findall("head/title")
    if len(titles) != 1 or not "".join(titles[0].itertext()).strip():
        yield "There must be one title that is not empty"


def _headings(root: Element) -> Iterator[str]:
    headings = [element for element in _elements(root) if element.tag in HEADINGS]
    main = [element for element in headings if element.tag == "h1"]
    if len(main) != 1:
        yield f"There must be exactly one h1, not {len(main)}"
    previous = 1
    for heading in headings:
        level = int(heading.tag[1])
        if level > previous + 1:
            yield f"{_describe(heading)} skips a level after h{previous}"
        if not _text(heading):
            yield f"{_describe(heading)} is empty"
        previous = level


def _ids(root: Element) -> Iterator[str]:
    counts = Counter(element.attrib["id"] for element in _elements(root) if "id" in element.attrib)
    for identifier, count in counts.items():
        if count > 1:
            yield f"id {identifier!r} is used {count} times"
        if not identifier or identifier.split() != [identifier]:
            yield f"id {identifier!r} is empty or has white space"
    for element in _elements(root):
        for attribute in ID_REFERENCES:
            for identifier in element.get(attribute, "").split():
                if identifier not in counts:
                    yield f"{_describe(element)}: no element for {attribute} {identifier!r}"


def _labels(root: Element) -> Iterator[str]:
    labelled = {
        label.attrib["for"]
        for label in root.iter("label")
        if "for" in label.attrib and _text(label)
    }
    wrapped = {
        id(control) for label in root.iter("label") if _text(label) for control in _elements(label)
    }
    for element in _elements(root):
        if element.tag not in CONTROLS or element.get("type") in UNLABELLED_INPUTS:
            continue
        if (
            element.get("id") not in labelled
            and id(element) not in wrapped
            and not _aria_name(element, root)
        ):
            yield f"{_describe(element)} has no label"


def _names(root: Element) -> Iterator[str]:
    for element in _elements(root):
        if element.tag == "img" and "alt" not in element.attrib:
            yield f"{_describe(element)} has no alt"
        button = element.tag == "button" or (element.tag == "a" and "href" in element.attrib)
        if button and not (_text(element) or _aria_name(element, root)):
            yield f"{_describe(element)} has no name"
        if element.tag == "input" and not _input_button_named(element, root):
            yield f"{_describe(element)} has no name"


def _input_button_named(element: Element, root: Element) -> bool:
    kind = element.get("type")
    if kind == "image":
        return bool(element.get("alt", "").strip() or _aria_name(element, root))
    if kind == "button":
        return bool(element.get("value", "").strip() or _aria_name(element, root))
    # A browser names submit and reset itself when they have no value, but never when it is empty.
    return kind not in ("submit", "reset") or element.get("value", "default").strip() != ""


def _fragments(root: Element) -> Iterator[str]:
    identifiers = {element.get("id") for element in _elements(root)}
    for link in root.iter("a"):
        href = link.get("href", "")
        if href.startswith("#") and href[1:] not in identifiers:
            yield f"{_describe(link)} leads to {href!r}, which is not on the page"


def _inline_code(root: Element) -> Iterator[str]:
    for element in _elements(root):
        if element.tag == "style":
            yield "There is a style element; the content security policy blocks it"
        if (
            element.tag == "script"
            and "src" not in element.attrib
            and element.get("type") not in DATA_SCRIPTS
        ):
            yield "There is an inline script; the content security policy blocks it"
        for attribute, value in element.attrib.items():
            if attribute == "style" or attribute.startswith("on"):
                yield f"{_describe(element)} has an inline {attribute}"
            if value.strip().lower().startswith("javascript:"):
                yield f"{_describe(element)} has script in {attribute}"


def _aria_name(element: Element, root: Element) -> str:
    if label := element.get("aria-label", "").strip():
        return label
    wanted = element.get("aria-labelledby", "").split()
    named = [other for other in _elements(root) if other.get("id") in wanted]
    text = " ".join(filter(None, map(_text, named)))
    return text or element.get("title", "").strip()


def _text(element: Element) -> str:
    """Return the words that assistive technology finds inside ``element``."""
    if element.get("aria-hidden") == "true":
        return ""
    if not isinstance(element.tag, str):
        return ""
    parts = [element.text or ""]
    for child in element:
        # A control inside its own label does not name itself: its options are its value.
        if child.tag == "img":
            parts.append(child.get("alt", ""))
        elif child.tag not in (*CONTROLS, "script", "style", "template"):
            parts.append(child.get("aria-label") or _text(child))
        parts.append(child.tail or "")
    return " ".join(" ".join(parts).split())


def _elements(root: Element) -> Iterator[Element]:
    """Iterate over elements only: comments are nodes of the tree too, with a function as tag."""
    return (element for element in root.iter() if isinstance(element.tag, str))


def _describe(element: Element) -> str:
    for attribute in ("id", "name", "href", "src"):
        if value := element.get(attribute):
            return f"<{element.tag} {attribute}={value!r}>"
    text = _text(element)
    return f"<{element.tag}> {text[:40]!r}" if text else f"<{element.tag}>"
