"""Error pages in plain words, each with a next step."""

import traceback
from typing import Any

from flask import Flask, Request, Response, render_template, request, session
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, SecurityError

from app.extensions import db, installation
from app.rules.errors import RuleBroken
from app.web.api.problems import is_api, problem
from app.web.loading import LinkNotHeld
from app.web.sentences import sentence


class RoomyRequest(Request):
    """A request that may bring a file where staff read one in, and little anywhere else."""

    @property  # type: ignore[misc]  # nobody sets it
    def max_content_length(self) -> int | None:  # type: ignore[override]  # as above
        """The largest body, in bytes; MAX_CONTENT_LENGTH but for that page."""
        if self.endpoint == "desk.new_import" and "_user_id" in session:
            # A little more than the file: the page says itself that a file is too large.
            return (installation().import_max_mb + 1) * 1024 * 1024
        return super().max_content_length


class QuietFlask(Flask):
    """Flask, with a log that holds no names, addresses or keys."""

    request_class = RoomyRequest

    def log_exception(self, exc_info: Any) -> None:
        """Say which page broke on what and where, in code; not the address nor the values."""
        kind, _error, trace = exc_info
        where = "".join(traceback.format_tb(trace))
        self.logger.error("%s on %s\n%s", kind.__name__, request.endpoint, where)


_OWN_PAGE = (400, 403, 404, 405, 410, 413, 429, 500)


def init_app(app: Flask) -> None:
    """Show our own pages for errors."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(SecurityError, _unknown_host)
    app.register_error_handler(LinkNotHeld, _link_not_held)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(RuleBroken, _rule)


def _page(error: HTTPException) -> tuple[str, int] | HTTPException | Response:
    code = error.code or 500
    if code < 400:
        return error
    if code == 500:
        # Whatever broke, the page about it must not ask the broken thing again.
        db.session.rollback()
    if is_api():
        return problem(error)
    shown = code if code in _OWN_PAGE else (400 if code < 500 else 500)
    return render_template(f"errors/{shown}.html"), code


def _unknown_host(error: SecurityError) -> Response:
    if is_api():
        return problem(error)
    # Without a host that is ours no address can be made, and each page of ours holds some.
    return Response("This site is not known by that name.\n", 400, content_type="text/plain")


def _link_not_held(_error: LinkNotHeld) -> tuple[str, int]:
    return render_template("errors/link_not_held.html"), 404


def _stale_form(_error: CSRFError) -> tuple[str, int]:
    return render_template("errors/400.html"), 400


def _rule(error: RuleBroken) -> tuple[str, int]:
    """A rule that a page did not expect to be broken: somebody else was faster."""
    db.session.rollback()
    return render_template("errors/409.html", text=sentence(error)), 409
