"""flask mail read: the mailbox by hand."""

from flask import Flask
from flask.testing import FlaskCliRunner

from app.extensions import db
from tests.factories.offer import make_edition, register
from tests.mail.incoming.samples import absence
from tests.support.imap import ImapServer
from tests.support.installation import make_app
from tests.support.time import NOW


def run(app: Flask) -> tuple[int, str]:
    runner: FlaskCliRunner = app.test_cli_runner()
    result = runner.invoke(args=["mail", "read"])
    return result.exit_code, result.output


def test_it_says_what_was_read_and_what_keeps_it_from_reading(site: Flask) -> None:
    register(make_edition())
    url = site.config["SQLALCHEMY_DATABASE_URI"]
    assert run(site)[0] == 1
    with ImapServer() as server:
        server.put(absence(), at=NOW)
        with make_app(url, **server.settings()).app_context() as context:
            assert run(context.app) == (0, "others: 1\n")
            assert run(context.app) == (0, "no new mail\n")
            db.session.remove()
            db.engine.dispose()
        with make_app(url, **server.settings(IMAP_PASSWORD="wrong")).app_context() as context:
            code, output = run(context.app)
            assert code == 1
            assert "signing in was refused" in output
            db.session.remove()
            db.engine.dispose()
