"""flask prepare: from an empty database to a site that runs."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.cli.example.cast import DEMO_PASSWORD, DEMO_STAFF
from app.extensions import db
from app.models import Edition, Team, User
from tests.support.demo import Demo
from tests.support.installation import ENGINES, Databases, make_app


def prepare(app: Flask, *args: str, exit_code: int = 0) -> str:
    with app.app_context():
        result = app.test_cli_runner().invoke(args=["prepare", *args])
        db.session.remove()
    assert result.exit_code == exit_code, result.output
    return result.output


def number_of(app: Flask, model: type[Edition] | type[User] | type[Team]) -> int:
    with app.app_context():
        number = db.session.scalar(select(func.count()).select_from(model)) or 0
        db.session.remove()
        db.engine.dispose()
    return number


def test_an_empty_database_gets_tables_and_a_demo_and_keeps_them(demo: Demo) -> None:
    output = demo.output
    assert "Filling the site with demo data ..." in output
    assert "Open Aanbod: http://localhost" in output
    for member in DEMO_STAFF:
        assert member.email in output
    assert DEMO_PASSWORD in output
    assert "No MAIL_SERVER is set" in output
    app = make_app(demo.new(), APP_ENV="development")
    editions = number_of(app, Edition)
    assert editions >= 12

    again = prepare(app, "--demo")
    assert "Filling" not in again
    assert "Open Aanbod: http://localhost" in again
    assert number_of(app, Edition) == editions


def test_production_refuses_demo_accounts(databases: Databases) -> None:
    app = make_app(
        databases.new("sqlite"), APP_ENV="production", BASE_URL="https://vorming.example.org"
    )
    output = prepare(app, "--demo", exit_code=1)
    assert "production refuses them" in output
    assert number_of(app, User) == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_without_demo_there_are_tables_and_nothing_else(databases: Databases, engine: str) -> None:
    app = make_app(databases.empty(engine))
    assert prepare(app) == "The database is up to date.\n"
    assert [number_of(app, model) for model in (Edition, User, Team)] == [0, 0, 0]
    with app.app_context():
        assert app.extensions["open_aanbod_jobs"].queue.pending() == []
        app.extensions["open_aanbod_jobs"].queue.storage.close()


def test_with_a_mail_server_the_note_about_waiting_mails_is_not_there(demo: Demo) -> None:
    app = make_app(demo.new(), MAIL_SERVER="127.0.0.1", MAIL_SECURITY="none")
    assert "No MAIL_SERVER" not in prepare(app, "--demo")
    assert number_of(app, Edition) >= 12
