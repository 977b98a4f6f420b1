"""Installations for the bench: a database with an offer, in process and as a web server."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import Flask

from app.extensions import db
from bench import data
from bench.server import SITE, Server
from tests.support.installation import SENDER, Databases, make_app

# Each request of the bench comes from one address, which the limits would stop at once, and no
# person fills in a form so soon.
_ENVIRON = {
    "APP_ENV": "testing",
    "RATE_LIMITS": "no",
    "FORM_LEAST_SECONDS": "0",
    "SECRET_KEY": "a secret for the bench, and long enough",
    "BASE_URL": "http://127.0.0.1",
    "MAIL_SERVER": "",
    "MAIL_DEFAULT_SENDER": SENDER,
    "QUEUE_URL": "",
    "TRUSTED_PROXIES": "0",
}


@dataclass(frozen=True, slots=True)
class Site:
    """One database with an offer of so many coming editions; `edition_ids` soonest first."""

    engine: str
    url: str
    app: Flask
    edition_ids: tuple[int, ...]

    def server(self, folder: Path, target: str = SITE) -> Server:
        """A web server for it, with its log in `folder`."""
        name = f"{self.engine}-{len(self.edition_ids)}-{target.partition(':')[0]}.log"
        return Server(target, _ENVIRON | {"DATABASE_URL": self.url}, folder / name)

    def close(self) -> None:
        """Let go of the connections that this process holds."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()


def make_site(
    databases: Databases,
    engine: str,
    editions: int,
    now: datetime,
    *,
    filled: int = 0,
    **settings: object,
) -> Site:
    """Make a database with an offer, and `filled` registered people in each edition.

    `settings` are further variables for the application in this process.
    """
    url = databases.new(engine)
    app = make_app(url, **settings)
    # Without its tables, each ring of the bell would fail and be logged, which costs time.
    app.extensions["open_aanbod_jobs"].prepare()
    with app.app_context():
        ids = data.plan_offer(editions, now)
        if filled:
            data.fill(ids, filled, now)
        db.session.remove()
    return Site(engine, url, app, tuple(ids))
