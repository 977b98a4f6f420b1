"""A forgotten password: the link of the mail."""

from flask import redirect, render_template, url_for
from flask_security.recoverable import generate_reset_password_token
from werkzeug.wrappers import Response

from app.extensions import clock
from app.services import account
from app.web.access import Who, enter
from app.web.account import bp


@bp.get("/w/<token>")
@enter(Who.EVERYBODY)
def new_password(token: str) -> Response | tuple[str, int]:
    """Open the link of a mail about a forgotten password."""
    user = account.user_of_link(token, clock.now())
    if user is None:
        return render_template("security/link_expired.html"), 410
    return redirect(url_for("security.reset_password", token=generate_reset_password_token(user)))
