"""Errors as problem details (RFC 9457), and who may read the answers."""

import json
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Response, request
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import HTTPException, MethodNotAllowed

#: Everything below this path speaks JSON, also about errors.
ROOT = "/api/"

_OPEN = {
    # For every site to read: nothing here is about a visitor, and no cookie is looked at.
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
}
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class BadParameter(HTTPException):
    """A parameter of the query that cannot be used: which one, and what is allowed."""

    code = 400

    def __init__(self, name: str, allowed: str) -> None:
        super().__init__(f"The parameter {name} must be {allowed}.")
        self.parameter = name


def is_api() -> bool:
    """Whether this request is for a program."""
    return request.path.startswith(ROOT)


def problem(error: HTTPException) -> Response:
    """The error as `application/problem+json`."""
    code = error.code or 500
    # Texts of the framework tell about pages and browsers; a program needs the name.
    known = isinstance(error, BadParameter)
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(code).phrase,
        "status": code,
        "detail": str(error.description) if known else _DETAILS.get(code, ""),
        # A URI reference (section 3.1.5); the path of a request comes decoded.
        "instance": quote(request.path, safe="/:@!$&'()*+,;=~"),
    }
    if isinstance(error, BadParameter):
        # RFC 9457 section 3.1 shows `errors`; a parameter is named as in OpenAPI.
        body["errors"] = [{"detail": body["detail"], "parameter": error.parameter}]
    answer = Response(json.dumps(body), code, content_type="application/problem+json")
    if isinstance(error, MethodNotAllowed):
        answer.allow.update(error.valid_methods or ())
    if isinstance(error, RateLimitExceeded) and error.limit is not None:
        # The whole stretch that is counted: after it, the way is free for certain.
        answer.headers["Retry-After"] = str(error.limit.limit.get_expiry())
    return answer


_DETAILS = {
    400: "The request cannot be understood, or was sent to another name than that of this site.",
    404: "There is nothing at this address, or nothing public.",
    405: "This address can only be read.",
    429: "Too many requests from this address; wait and try again.",
    500: "Something broke on our side; it is in our log.",
}


def open_to_all(response: Response) -> Response:
    """Let scripts on other sites read what programs get; nothing else changes."""
    if is_api():
        response.headers.update(_OPEN)
        if request.method == "OPTIONS":
            response.headers.update(_PREFLIGHT)
    return response
