"""What one page costs, in process: SQL statements and server time. And the weight of a visit."""

import gzip
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from html.parser import HTMLParser
from statistics import median
from typing import Any
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app.extensions import db
from app.models import User
from bench.client import Connection, UnexpectedAnswer, get_request

_FONTS = (".woff2", ".woff", ".ttf")
_GZIP = b"\x1f\x8b"
_FONT_FACE = re.compile(r"@font-face\s*\{[^}]*\}")
_RANGE = re.compile(r"U\+([0-9A-F]+(?:-[0-9A-F]+)?)", re.IGNORECASE)
_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """The SQL statements that the application sends inside the block, without its BEGINs."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)


def statements_of(app: Flask, fetch: Callable[[], Any]) -> int:
    """How many SQL statements one call of `fetch` takes."""
    with counted(app) as statements:
        fetch()
    return len(statements)


def page(client: FlaskClient, path: str) -> str:
    """The page at `path`; raises UnexpectedAnswer for anything but 200."""
    response = client.get(path)
    if response.status_code != 200:
        raise UnexpectedAnswer(f"{response.status_code} for {path}")
    return response.text


def signed_in(app: Flask, user: User) -> FlaskClient:
    """A client with the session that signing in would give this user."""
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = user.fs_uniquifier
        session["_fresh"] = True
        session["fs_cc"] = "set"
        session["fs_paa"] = 0
    return client


def milliseconds(fetches: Sequence[Callable[[], Any]], times: int) -> list[float]:
    """Median time of a call of each, after one that is not counted.

    They take turns, so that a machine that is slow for a while slows them all.
    """
    spent: list[list[float]] = [[] for _ in fetches]
    for turn in range(times + 1):
        for fetch, mine in zip(fetches, spent, strict=True):
            start = time.perf_counter()
            fetch()
            if turn:
                mine.append((time.perf_counter() - start) * 1000)
    return [median(mine) for mine in spent]


def first_view(port: int, path: str = "/") -> tuple[int, int]:
    """What a browser that was never here fetches: bytes over the wire without fonts, requests.

    The page, what it links as style, script, icon, preload or image, and what the styles load.
    Headers count. A font is a request whose bytes are left out: the goal names it apart.
    """
    connection = Connection(port)
    waiting, fetched, size = [path], set[str](), 0
    text = ""
    while waiting:
        address = waiting.pop(0)
        if address in fetched:
            continue
        fetched.add(address)
        answer = connection.send(get_request(address))
        if answer.status != 200:
            raise UnexpectedAnswer(f"{answer.status} for {address}")
        if not urlsplit(address).path.endswith(_FONTS):
            size += answer.size
        # Counted as it came over the wire, read as the browser unpacks it.
        body = gzip.decompress(answer.body) if answer.body[:2] == _GZIP else answer.body
        text += body.decode() if address == path else ""
        waiting += _needed(address, answer.header("Content-Type"), body, text)
    connection.close()
    return size, len(fetched)


def _needed(address: str, content_type: str, body: bytes, text: str) -> list[str]:
    if content_type.startswith("text/html"):
        reader = _Assets()
        reader.feed(body.decode())
        found = reader.addresses
    elif content_type.startswith("text/css"):
        style = _FONT_FACE.sub(
            lambda face: face[0] if _has_letters(face[0], text) else "", body.decode()
        )
        found = _CSS_URL.findall(style)
    else:
        return []
    return [urljoin(address, one) for one in found if not one.startswith(("data:", "http"))]


def _has_letters(face: str, text: str) -> bool:
    """Whether a text has a letter of this @font-face, so that a browser fetches it."""
    ranges = [part.split("-") for part in _RANGE.findall(face)]
    spans = [(int(part[0], 16), int(part[-1], 16)) for part in ranges]
    return not spans or any(
        low <= ord(letter) <= high for letter in set(text) for low, high in spans
    )


class _Assets(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "link" and values.get("rel") in ("stylesheet", "icon", "preload"):
            self.addresses.append(values.get("href") or "")
        elif tag in ("script", "img") and values.get("src"):
            self.addresses.append(values["src"] or "")
