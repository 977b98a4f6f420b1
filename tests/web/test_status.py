"""/healthz and /readyz, for whoever watches over the site."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from app.extensions import clock, db, transaction
from app.jobs import sweep_once
from app.models import Mailbox
from app.services import heartbeat
from tests.support.installation import Databases, make_app
from tests.support.office import post
from tests.support.time import NOW


def ready(client: FlaskClient) -> tuple[int, dict[str, object]]:
    response = client.get("/readyz")
    assert response.is_json
    return response.status_code, response.json or {}


@transaction()
def beat() -> None:
    heartbeat.beat("worker", clock.now())


def test_the_process_lives(client: FlaskClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.json) == (200, {"status": "ok"})


def test_health_asks_nothing_of_the_database(databases: Databases) -> None:
    app = make_app(databases.empty("sqlite"))
    assert app.test_client().get("/healthz").status_code == 200
    with app.app_context():
        db.engine.dispose()


def test_all_is_well(app: Flask) -> None:
    beat()
    status, told = ready(app.test_client())
    assert status == 200
    assert told["oldest_message_seconds"] is None
    assert {key: told[key] for key in ("status", "database", "migrations", "worker", "mail")} == (
        dict.fromkeys(("status", "database", "migrations", "worker", "mail"), "ok")
    )


def test_a_worker_that_never_ran_or_fell_silent_is_told(site: Flask) -> None:
    client = site.test_client()
    status, told = ready(client)
    assert (status, told["worker"], told["worker_seconds"]) == (503, "silent", None)
    sweep_once(site)
    assert ready(client)[0] == 200
    clock.travel_to(NOW + timedelta(minutes=4, seconds=50))
    assert ready(client)[0] == 200
    clock.travel_to(NOW + timedelta(minutes=5, seconds=30))
    status, told = ready(client)
    assert (status, told["status"], told["worker"]) == (503, "error", "silent")


def test_a_message_that_waits_too_long_is_told_when_there_is_a_mail_server(site: Flask) -> None:
    post("a@organisatie.be")
    clock.travel_to(NOW + timedelta(minutes=31))
    beat()
    status, told = ready(site.test_client())
    assert (status, told["mail"]) == (200, "ok")
    oldest = told["oldest_message_seconds"]
    assert isinstance(oldest, int)
    assert 31 * 60 <= oldest < 32 * 60

    mailing = make_app(site.config["SQLALCHEMY_DATABASE_URI"], MAIL_SERVER="127.0.0.1")
    with mailing.app_context():
        status, told = ready(mailing.test_client())
        assert (status, told["mail"]) == (503, "late")
        clock.travel_to(NOW + timedelta(minutes=29))
        beat()
        assert ready(mailing.test_client())[0] == 200
        db.session.remove()
        db.engine.dispose()


def test_a_database_without_tables_is_told(databases: Databases) -> None:
    app = make_app(databases.empty("sqlite"))
    status, told = ready(app.test_client())
    assert (status, told["status"]) == (503, "error")
    assert told["database"] == "unreachable or without tables"
    with app.app_context():
        db.engine.dispose()


def test_a_database_at_another_migration_is_told(site: Flask) -> None:
    beat()
    with transaction():
        head = db.session.scalar(db.text("SELECT version_num FROM alembic_version"))
        db.session.execute(db.text("UPDATE alembic_version SET version_num = '0000'"))
    try:
        status, told = ready(site.test_client())
    finally:
        with transaction():
            db.session.execute(db.text(f"UPDATE alembic_version SET version_num = '{head}'"))
    assert (status, told["migrations"]) == (503, f"at 0000, needs {head}")


def test_the_answers_tell_no_secret(site: Flask) -> None:
    post("an@organisatie.be")
    text = site.test_client().get("/readyz").text
    assert "an@organisatie.be" not in text
    assert "sqlite" not in text


def test_a_mailbox_that_was_not_read_for_an_hour(site: Flask) -> None:
    beat()
    since = clock.now() - timedelta(minutes=59)
    with transaction():
        db.session.add(Mailbox(name="INBOX", problem="timed out", problem_at=since))
    url = site.config["SQLALCHEMY_DATABASE_URI"]
    read = make_app(url, IMAP_SERVER="127.0.0.1", IMAP_USERNAME="x", IMAP_PASSWORD="y")
    assert ready(read.test_client())[1]["mailbox"] == "ok"
    clock.travel_to(clock.now() + timedelta(minutes=2))
    beat()
    status, answer = ready(read.test_client())
    assert (status, answer["mailbox"]) == (503, "unread")
    # Where none is read any more, it is of no concern.
    assert ready(site.test_client())[0] == 200
    with read.app_context():
        db.session.remove()
        db.engine.dispose()
