"""Answers for machines: the same bytes for everybody, asked for again only when they changed."""

import re
from datetime import UTC, datetime
from hashlib import sha256

from flask import Response, request

#: METHOD stands in the header as in the object (RFC 5545 section 8.1).
CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"

_MODIFIED = re.compile(rb"^LAST-MODIFIED:(\d{8}T\d{6})Z\r$", re.MULTILINE)


def machine_answer(body: bytes, content_type: str) -> Response:
    """`body` with its ETag; 304 without it for who has these bytes already.

    Any cache may keep it, and asks each time (RFC 9111 section 5.2.2.4): a cancelled date must not
    stay in the world for an hour.
    """
    return _conditional(Response(body, content_type=content_type), body, "public, no-cache")


def private_calendar(body: bytes | None) -> Response:
    """A calendar for who knows its address; the same 404 for a wrong key and an ended one."""
    if body is None:
        return Response("There is no such calendar.\n", 404, content_type="text/plain")
    response = Response(body, content_type=CALENDAR)
    response.headers["Content-Disposition"] = 'inline; filename="agenda.ics"'
    return _conditional(response, body, "private, no-cache")


def _conditional(response: Response, body: bytes, cache_control: str) -> Response:
    response.headers["Cache-Control"] = cache_control
    response.set_etag(sha256(body).hexdigest()[:32])
    response.make_conditional(request)
    # After the question whether it changed, which the ETag alone answers: what leaves a calendar
    # takes its stamp with it, so that an older Last-Modified can come after a newer one.
    if stamps := _MODIFIED.findall(body):
        newest = datetime.strptime(max(stamps).decode(), "%Y%m%dT%H%M%S")  # noqa: DTZ007  # see next
        response.last_modified = newest.replace(tzinfo=UTC)
    # The web server says the date itself, and must not say it twice.
    response.headers.pop("Date", None)
    return response
