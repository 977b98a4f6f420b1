"""Open Aanbod: registration for an open training offer. `create_app` is the only wiring."""

import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.local import LocalProxy
from werkzeug.middleware.proxy_fix import ProxyFix

from app.spared import without

with without("authlib"):
    from flask_security import SQLAlchemyUserDatastore

import app.models as models

# As a module: config reads the vocabulary of app.rules, so either may be imported first.
import config
from app import cli, extensions, jobs, web
from app.effective import Keeper
from app.engines import engine_options, prepare_engine
from app.mail.transport import SecureMail
from app.web.errors import QuietFlask

if TYPE_CHECKING:
    from config import Settings


def create_app(settings: "Settings | None" = None) -> Flask:
    """The application, with its settings read from the environment unless they are given.

    Raises config.SettingError when a setting cannot be used.
    """
    settings = settings or config.load(os.environ)
    flask_app = QuietFlask(
        "app", root_path=str(config.ROOT), template_folder="templates", static_folder="static"
    )
    flask_app.config.update(_flask_config(settings))
    cli.init_app(flask_app)
    flask_app.extensions["open_aanbod_effective"] = Keeper(settings)
    _make_database_folder(settings.database_url)
    extensions.db.init_app(flask_app)
    with flask_app.app_context():
        prepare_engine(extensions.db.engine)
    flask_app.extensions["migrate"] = LocalProxy(partial(_migrations, flask_app))
    extensions.csrf.init_app(flask_app)
    flask_app.extensions["open_aanbod_mail"] = SecureMail(flask_app)
    datastore = SQLAlchemyUserDatastore(extensions.db, models.User, models.Role, models.Passkey)
    web.init_app(flask_app, datastore)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        flask_app.wsgi_app = ProxyFix(flask_app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # the documented way
    queue = jobs.make_jobs(flask_app)
    flask_app.extensions["open_aanbod_jobs"] = queue
    extensions.bell.connect(queue.ring)
    extensions.importing_bell.connect(queue.ring_for_files)
    return flask_app


def _migrations(flask_app: Flask) -> object:
    """What Flask-Migrate knows of the application; called for whoever migrates, and no web process.

    Alembic, with the template engine and the highlighter that come along, takes 10 MB.
    """
    from flask_migrate import Migrate

    # Puts itself where the proxy stood.
    Migrate(flask_app, extensions.db, directory=str(config.ROOT / "migrations"))
    return flask_app.extensions["migrate"]


def _make_database_folder(url: str) -> None:
    if url.startswith("sqlite:///"):
        Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)


def _trusted_hosts(settings: "Settings") -> list[str]:
    own = urlsplit(settings.base_url).hostname or "localhost"
    return [own] if settings.production else [own, "localhost", "127.0.0.1"]


def _flask_config(settings: "Settings") -> dict[str, object]:
    return {
        "OPEN_AANBOD": settings,
        "SECRET_KEY": settings.secret_key,
        "TESTING": settings.app_env == "testing",
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(settings.database_url),
        "MAIL_SERVER": settings.mail_server or "",
        "MAIL_PORT": settings.mail_port,
        "MAIL_USERNAME": settings.mail_username,
        "MAIL_PASSWORD": settings.mail_password,
        "MAIL_SECURITY": settings.mail_security,
        "MAIL_TIMEOUT": settings.mail_timeout_seconds,
        "MAIL_CA_FILE": settings.mail_ca_file,
        "MAIL_DEFAULT_SENDER": settings.mail_default_sender,
        # Flask-Mail would swallow every mail of a test that talks to a real server.
        "MAIL_SUPPRESS_SEND": False,
        "TRUSTED_HOSTS": _trusted_hosts(settings),
        "RATELIMIT_ENABLED": settings.rate_limits,
        "MAX_CONTENT_LENGTH": 256 * 1024,
        "MAX_FORM_PARTS": 500,
        "SESSION_COOKIE_NAME": "open_aanbod",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "REMEMBER_COOKIE_SECURE": settings.secure_cookies,
        # A form that was left open over lunch still works: the token lives as long as the cookie.
        "WTF_CSRF_TIME_LIMIT": None,
        "BABEL_DEFAULT_LOCALE": "nl",
        "BABEL_DEFAULT_TIMEZONE": "Europe/Brussels",
        "BABEL_TRANSLATION_DIRECTORIES": str(config.ROOT / "translations"),
    }
