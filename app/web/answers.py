"""Answers for machines: the same bytes for everybody, asked for again only when they changed."""

from hashlib import sha256

from flask import Response, request


def machine_answer(body: bytes, content_type: str) -> Response:
    """`body` with its ETag; 304 without it for who has these bytes already.

    Any cache may keep it, and asks each time (RFC 9111 section 5.2.2.4): a cancelled date must not
    stay in the world for an hour.
    """
    response = Response(body, content_type=content_type)
    response.headers["Cache-Control"] = "public, no-cache"
    response.set_etag(sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    # The web server says the date itself, and must not say it twice.
    response.headers.pop("Date", None)
    return response
