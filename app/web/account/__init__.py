"""Staff accounts: Flask-Security with Dutch addresses, our pages and our outbox."""

from datetime import timedelta

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask_security import Security, SQLAlchemyUserDatastore
from flask_security.recoverable import generate_reset_password_token
from werkzeug.wrappers import Response

from app.extensions import clock
from app.services import account
from app.web.access import Who, enter
from app.web.account.mail import OutboxMailUtil

bp = Blueprint("account", __name__)


def init_app(app: Flask, datastore: SQLAlchemyUserDatastore) -> None:
    """Switch accounts on."""
    app.config.update(
        _config(str(app.config["SECRET_KEY"]), str(app.config["BABEL_TRANSLATION_DIRECTORIES"]))
    )
    # Its constructor takes the class; `init_app` would pass it over without a word.
    Security(app, datastore, mail_util_cls=OutboxMailUtil)
    app.register_blueprint(bp)


def _config(secret_key: str, app_translations: str) -> dict[str, object]:
    return {
        "SECURITY_I18N_DIRNAME": ["builtin", app_translations],
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SALT": f"open-aanbod.password.{secret_key[:16]}",
        "SECURITY_PASSWORD_LENGTH_MIN": 12,
        "SECURITY_RECOVERABLE": True,
        "SECURITY_CHANGEABLE": True,
        "SECURITY_LOGIN_URL": "/aanmelden",
        "SECURITY_LOGOUT_URL": "/afmelden",
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_RESET_URL": "/wachtwoord-vergeten",
        "SECURITY_CHANGE_URL": "/wachtwoord",
        "SECURITY_VERIFY_URL": "/bevestig-wachtwoord",
        "SECURITY_POST_LOGIN_VIEW": "/werk",
        "SECURITY_POST_LOGOUT_VIEW": "/aanmelden",
        "SECURITY_POST_CHANGE_VIEW": "/werk",
        "SECURITY_POST_RESET_VIEW": "/aanmelden",
        "SECURITY_RESET_PASSWORD_WITHIN": timedelta(hours=2),
        # No question to a name server while somebody waits for the page.
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False},
        # Nobody learns from a form which addresses have an account.
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_SEND_PASSWORD_RESET_NOTICE_EMAIL": True,
        "REMEMBER_COOKIE_DURATION": timedelta(days=14),
        "REMEMBER_COOKIE_HTTPONLY": True,
        "REMEMBER_COOKIE_SAMESITE": "Lax",
    }


@bp.get("/werk/mijn-account")
@enter(Who.STAFF)
def mine() -> str:
    """What I may know and change of my own account."""
    return render_template("security/my_account.html")


@bp.get("/w/<token>")
@enter(Who.EVERYBODY)
def new_password(token: str) -> Response | tuple[str, int]:
    """Open the link of a mail about a forgotten password."""
    user = account.user_of_link(token, clock.now())
    if user is None:
        return render_template("security/link_expired.html"), 410
    return redirect(url_for("security.reset_password", token=generate_reset_password_token(user)))
