"""Pages of the offer, kept by each web process until the offer changes, and sent compressed.

With a page goes the version of the offer as the database knew it before the page was made, so that
what is shown is never older than the last registration, by whatever process it came in; and the
minute, for what a page says also depends on the time. A page with a message for one visitor is
never kept. Kept pages hold no secret and nothing of their visitor, so that compressing them gives
nothing away (BREACH).

Who comes without our cookie gets a kept page before Flask opens a session or finds a route: these
are the visitors who come in crowds, after a newsletter. The page and its headers are those that
Flask made the first time.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from threading import Lock
from typing import Any, ParamSpec

from flask import Flask, Response, current_app, request, session
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import clock, db, look_again
from app.queries.offering.offer import mark_of, version
from app.web.language import LANGUAGES, current_language
from app.web.packing import pack, takes_gzip, unpack

P = ParamSpec("P")

#: Pages in memory; at about 6 kB each when compressed, some 3 MB.
MOST = 500
#: In the configuration: no page is kept, for the bench, which measures what making one costs.
NOTHING_KEPT = "OPEN_AANBOD_NOTHING_KEPT"

_SHELF = "open_aanbod_shelf"
#: In the WSGI environment: the page that was shown, and the stamp of this request.
_SHOWN, _STAMP = "open_aanbod.shown", "open_aanbod.stamp"
#: Headers that belong to one answer, not to the page.
_OF_ONE_ANSWER = {"content-encoding", "content-length", "content-type", "etag", "set-cookie"}
_HTML = ("Content-Type", "text/html; charset=utf-8")
#: The same for every visitor of a language, but never older than the offer.
_ASK_EACH_TIME = (("Cache-Control", "private, no-cache"), ("Vary", "Accept-Encoding, Cookie"))

#: Minute and version.
Stamp = tuple[int, str]


@dataclass(slots=True)
class Page:
    """A page, compressed; `headers` are those it was sent with, None before it was."""

    stamp: Stamp
    packed: bytes
    etag: str
    headers: list[tuple[str, str]] | None = None


class Shelf:
    """The pages of one application; the one that was not asked for longest goes first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[object, Page] = OrderedDict()
        self._lock = Lock()
        self._making = [Lock() for _ in range(16)]

    def get(self, address: object) -> Page | None:
        """The page that was kept last for this address, which may be out of date."""
        with self._lock:
            if address in self._pages:
                self._pages.move_to_end(address)
            return self._pages.get(address)

    def making(self, address: object) -> Lock:
        """Held while a page is made: when the minute is over, a crowd waits for one, not for each.

        Some addresses share a lock; that costs a wait now and then, and the locks stay few.
        """
        return self._making[hash(address) % len(self._making)]

    def put(self, address: object, page: Page) -> None:
        """Keep a page."""
        with self._lock:
            self._pages[address] = page
            if len(self._pages) > MOST:
                self._pages.popitem(last=False)


def kept(view: Callable[P, str]) -> Callable[P, str | Response]:
    """Keep what a page showed that depends on address, language, time and offer only."""

    @wraps(view)
    def look(*args: P.args, **kwargs: P.kwargs) -> str | Response:
        if session.get("_flashes") or current_app.config.get(NOTHING_KEPT):
            return view(*args, **kwargs)
        shelf: Shelf = current_app.extensions.setdefault(_SHELF, Shelf())
        address = _address(request.environ, current_language())
        stamp: Stamp = request.environ.get(_STAMP) or _stamp(db.engine)
        with shelf.making(address):
            page = shelf.get(address)
            if page is None or page.stamp != stamp:
                # The settings of the stamp or later, never those of before.
                look_again(mark_of(stamp[1]))
                page = _pack(view(*args, **kwargs), stamp)
                shelf.put(address, page)
        request.environ[_SHOWN] = page
        status, headers, body = _answer(page, request.environ)
        return Response(body, status, [*headers, *_ASK_EACH_TIME])

    return look


class Shortcut:
    """The way around Flask, for visitors without our cookie; a WSGI application."""

    def __init__(self, app: Flask) -> None:
        self._flask, self._next = app, app.wsgi_app
        self._cookie = f"{app.config['SESSION_COOKIE_NAME']}="
        with app.app_context():
            self._engine = db.engine

    def __call__(
        self, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        """Answer from the shelf, or let Flask answer and remember how it did."""
        page = self._ready(environ)
        if page is None or page.headers is None:
            return self._next(environ, _listening(environ, start_response))
        status, headers, body = _answer(page, environ)
        if body:
            headers.append(("Content-Length", str(len(body))))
        start_response(status, page.headers + headers)
        return [body]

    def _ready(self, environ: dict[str, Any]) -> Page | None:
        shelf: Shelf | None = self._flask.extensions.get(_SHELF)
        if (
            shelf is None
            or environ["REQUEST_METHOD"] != "GET"
            or self._cookie in environ.get("HTTP_COOKIE", "")
        ):
            return None
        # A host that is not ours never got a page to keep.
        page = shelf.get(_address(environ, LANGUAGES[0]))
        if page is None:
            return None
        try:
            stamp = environ[_STAMP] = _stamp(self._engine)
        except SQLAlchemyError:
            # What is wrong with the database, our own error page tells.
            return None
        return page if page.stamp == stamp else None


def init_app(app: Flask) -> None:
    """Take the shortcut where it leads somewhere; call it before a proxy is put in front."""
    app.wsgi_app = Shortcut(app)  # type: ignore[method-assign]  # the documented way


def _listening(environ: dict[str, Any], start_response: Callable[..., Any]) -> Callable[..., Any]:
    def start(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        page: Page | None = environ.get(_SHOWN)
        if page is not None and status.startswith("200"):
            page.headers = [one for one in headers if one[0].lower() not in _OF_ONE_ANSWER]
        return start_response(status, headers, *error)

    return start


def _address(environ: dict[str, Any], language: str) -> tuple[object, ...]:
    names = ("wsgi.url_scheme", "HTTP_HOST", "SCRIPT_NAME", "PATH_INFO", "QUERY_STRING")
    return (*(environ.get(name) for name in names), language)


def _stamp(engine: Engine) -> Stamp:
    return int(clock.now().timestamp()) // 60, version(engine)


def _pack(page: str, stamp: Stamp) -> Page:
    html = page.encode()
    return Page(
        stamp,
        pack(html),
        # Weak, for the packed and the plain page are the same page in other bytes.
        f'W/"{sha256(html).hexdigest()[:32]}"',
    )


def _answer(page: Page, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
    headers = [("ETag", page.etag)]
    if page.etag[2:] in environ.get("HTTP_IF_NONE_MATCH", ""):
        return "304 NOT MODIFIED", headers, b""
    headers.append(_HTML)
    if not takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
        return "200 OK", headers, unpack(page.packed)
    headers.append(("Content-Encoding", "gzip"))
    return "200 OK", headers, page.packed
