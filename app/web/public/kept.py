"""Pages of the offer, kept by each web process until the offer changes, and sent compressed.

The key holds the version of the offer as the database knows it at that moment, so that a page is
never older than the last registration, by whatever process it came in; and the minute, for what a
page says also depends on the time. A page with a message for one visitor is never kept. Kept pages
hold no secret and nothing of their visitor, so that compressing them gives nothing away (BREACH).
"""

import gzip
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import ParamSpec

from flask import Response, current_app, request, session

from app.extensions import clock
from app.queries.offer import version
from app.web.language import current_language

P = ParamSpec("P")

#: Pages in memory; at about 6 kB each when compressed, some 3 MB.
MOST = 500


class Shelf:
    """The pages of one application; the one that was not asked for longest goes first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[object, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> bytes | None:
        """A kept page, if it is there."""
        with self._lock:
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def put(self, key: object, page: bytes) -> None:
        """Keep a page."""
        with self._lock:
            self._pages[key] = page
            if len(self._pages) > MOST:
                self._pages.popitem(last=False)


def kept(view: Callable[P, str]) -> Callable[P, str | Response]:
    """Keep what a page showed that depends on address, language, time and offer only."""

    @wraps(view)
    def look(*args: P.args, **kwargs: P.kwargs) -> str | Response:
        if session.get("_flashes"):
            return view(*args, **kwargs)
        shelf: Shelf = current_app.extensions.setdefault("open_aanbod_shelf", Shelf())
        minute = int(clock.now().timestamp()) // 60
        key = (request.full_path, current_language(), minute, version())
        page = shelf.get(key)
        if page is None:
            page = gzip.compress(view(*args, **kwargs).encode(), mtime=0)
            shelf.put(key, page)
        return _answer(page)

    return look


def _answer(page: bytes) -> Response:
    # The same for every visitor of a language, but never older than the offer: ask each time.
    headers = {"Cache-Control": "private, no-cache", "Vary": "Accept-Encoding, Cookie"}
    if request.accept_encodings.quality("gzip") > 0:
        headers["Content-Encoding"] = "gzip"
    else:
        page = gzip.decompress(page)
    return Response(page, content_type="text/html; charset=utf-8", headers=headers)
