"""Style sheets and scripts: compressed, and kept by browsers until they change.

Their addresses hold a digest of what is in them, so a new version has a new address and the old one
never has to be asked for again. Fonts do not: style sheets name them too, and their files do not
change under the same name.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.utils import safe_join

from app.web.access import Who, enter
from app.web.packing import pack, takes_gzip

_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
}
_FONTS = "fonts/"
FOR_GOOD = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


@dataclass(frozen=True, slots=True)
class _Text:
    """A file of text, as it is and compressed."""

    content: bytes
    packed: bytes
    digest: str


def init_app(app: Flask) -> None:
    """Send static files our way, and give their addresses a version."""
    app.view_functions["static"] = static_file
    app.url_defaults(_version)


@enter(Who.EVERYBODY)
def static_file(filename: str) -> Response:
    """One file of the folder `static`; 404 for any other."""
    text = _text(filename)
    if text is None:
        response = current_app.send_static_file(filename)
        if filename.startswith(_FONTS):
            response.headers["Cache-Control"] = FOR_GOOD
        return response
    response = Response(content_type=_TYPES[Path(filename).suffix])
    response.headers["Vary"] = "Accept-Encoding"
    asked = request.args.get("v")
    response.headers["Cache-Control"] = FOR_GOOD if asked == text.digest else ASK_AGAIN
    if takes_gzip(request.headers.get("Accept-Encoding", "")):
        response.headers["Content-Encoding"] = "gzip"
        response.set_data(text.packed)
    else:
        response.set_data(text.content)
    # Weak, for the packed and the plain file are the same file in other bytes.
    response.set_etag(text.digest, weak=True)
    response.make_conditional(request)
    return response


def _version(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint == "static" and (text := _text(values["filename"])) is not None:
        values["v"] = text.digest


def _text(filename: str) -> _Text | None:
    path = safe_join(current_app.static_folder or "", filename)
    if path is None or Path(filename).suffix not in _TYPES or "\0" in filename:
        return None
    try:
        changed = Path(path).stat().st_mtime_ns
    except OSError:
        return None
    return _read(path, changed)


@lru_cache(100)
def _read(path: str, _changed: int) -> _Text:
    content = Path(path).read_bytes()
    return _Text(content, pack(content), sha256(content).hexdigest()[:12])
