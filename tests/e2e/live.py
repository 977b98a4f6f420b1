"""The whole site in this process: the real application behind a server, and what its worker does.

Server and tests share one clock, so that `clock.travel_to` moves the whole site through time.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask, abort
from flask_security import hash_password
from playwright.sync_api import Page
from werkzeug.serving import WSGIRequestHandler, make_server

from app.extensions import clock, db, settings, transaction
from app.mail import delivery
from app.mail.links import LinkSigner, Purpose
from app.models import User
from app.rules.states import Role
from app.services import account, schedule
from app.services.importing import run
from app.web.access import Who, enter
from tests.support.installation import make_app
from tests.support.office import mail_settings
from tests.support.smtp import HOST, MailServer

PASSWORD = "vier grote woorden samen"


@dataclass
class LiveSite:
    """A running site; its application context is the present one."""

    app: Flask
    url: str

    def work(self) -> list[str]:
        """What the worker does every minute; the lines of what was due, without the mail."""
        db.session.rollback()
        done = list(schedule.run(clock.now(), transaction))
        done += run.run_due(clock.now(), transaction)
        delivery.deliver_due(self.app.extensions["open_aanbod_mail"], clock.now)
        return done

    def link(self, purpose: Purpose, reference: str) -> str:
        """The signed address that a mail would hold."""
        return LinkSigner(settings().secret_key, self.url).url(purpose, reference)

    def hire(self, email: str, name: str, role: Role, team: str | None = None) -> User:
        """Open an account with the password of these tests."""
        with transaction():
            return account.create(
                email, role, hash_password(PASSWORD), clock.now(), name=name, team=team
            )

    def sign_in(self, page: Page, email: str, password: str = PASSWORD) -> None:
        """Sign in by the form."""
        page.goto(f"{self.url}/aanmelden")
        page.fill("#email", email)
        page.fill("#password", password)
        page.click("main form button[type=submit]")
        page.wait_for_url("**/werk/**")


class _Quiet(WSGIRequestHandler):
    """Hundreds of lines about files would bury what a failing test has to say."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


@contextmanager
def serve(database_url: str, mail: MailServer | None = None) -> Iterator[LiveSite]:
    """The real application on this database, behind a threaded server on a free port."""
    with socket.create_server((HOST, 0)) as listening:
        port = listening.getsockname()[1]
        url = f"http://{HOST}:{port}"
        values = mail_settings(mail.port) if mail is not None else {}
        app = make_app(database_url, BASE_URL=url, **values)
        _add_failing_page(app)
        server = make_server(
            HOST, port, app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            with app.app_context():
                yield LiveSite(app, url)
                db.session.remove()
                db.engine.dispose()
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


def _add_failing_page(app: Flask) -> None:
    """A page that fails on request: some errors cannot be provoked by good manners."""
    app.add_url_rule("/fout/<int:code>", "failing", enter(Who.EVERYBODY)(abort))
