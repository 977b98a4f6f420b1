"""Markdown that people of the organisation type: as safe HTML, and as plain text."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_OPTIONS = {"html": False, "linkify": False}
_markdown = MarkdownIt("commonmark", _OPTIONS)
_letter = MarkdownIt("commonmark", {**_OPTIONS, "breaks": True})

# Headings start at h2 on our pages: h1 is the title of the training.
_TAGS = {"p", "br", "ul", "ol", "li", "strong", "em", "a", "blockquote", "h2", "h3", "code", "hr"}


# A pure function, asked about the same few descriptions by page after page.
@lru_cache(256)
def render_markdown(text: str, *, letter: bool = False) -> Markup:
    """Markdown as safe HTML: a few tags, links without script, nothing else.

    `letter`: each line end that was typed is one, as below 'Kind regards,'.
    """
    html = (
        (_letter if letter else _markdown)
        .render(text)
        .replace("<h1>", "<h2>")
        .replace("</h1>", "</h2>")
    )
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener",
    )
    return Markup(safe)  # nosec B704  # nh3 has cleaned it


def plain_text(text: str) -> str:
    """Markdown as the text part of a mail: lists with their signs, links with their addresses."""
    return "\n\n".join(block for block in _blocks(_markdown.parse(text)) if block)


def _blocks(tokens: Sequence[Token]) -> Iterator[str]:
    """Each paragraph or heading; the items of a list as one block of lines."""
    lists: list[int | None] = []
    items: list[str] = []
    sign = ""
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            first = int(token.attrs.get("start", 1))
            lists.append(first if token.type.startswith("ordered") else None)
        elif token.type == "list_item_open":
            number = lists[-1]
            sign = "- " if number is None else f"{number}. "
            lists[-1] = None if number is None else number + 1
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            lists.pop()
            if not lists:
                yield "\n".join(items)
                items = []
        elif token.type == "inline":
            words = _words(token.children or ())
            if lists:
                margin = "  " * (len(lists) - 1) + (sign or "  ")
                items.append(margin + words.replace("\n", "\n" + " " * len(margin)))
                sign = ""
            else:
                yield words
        elif token.type in ("code_block", "fence"):
            yield token.content.rstrip()


def _words(tokens: Sequence[Token]) -> str:
    """The words of one block; a link is followed by its address, unless that is what it says."""
    out: list[str] = []
    address, begun = "", 0
    for token in tokens:
        if token.type in ("softbreak", "hardbreak"):
            out.append("\n")
        elif token.type == "link_open":
            address, begun = str(token.attrs.get("href", "")), len(out)
        elif token.type == "link_close":
            if "".join(out[begun:]) != address.removeprefix("mailto:"):
                out.append(f": {address}")
        else:
            out.append(token.content)
    return "".join(out)
