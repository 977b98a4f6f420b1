"""One installation of the platform for tests: its settings, its database, a clean slate."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import event, text
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from app.extensions import bell, db, importing_bell
from config import Settings, load
from tests.support.postgres import PostgresServer

SENDER = "Voorbeeldpunt vzw <vormingen@voorbeeldpunt.example>"

#: Names of the two engines on which each service test runs.
ENGINES = ("sqlite", "postgresql")


def settings_for(database_url: str, **values: object) -> Settings:
    """The standard settings on this database; `values` are further variables."""
    environ = {
        "APP_ENV": "testing",
        "SECRET_KEY": "a secret for the tests, and long enough",
        "DATABASE_URL": database_url,
        "BASE_URL": "http://localhost",
        "RATE_LIMITS": "no",
        "FORM_LEAST_SECONDS": "0",
        "MAIL_DEFAULT_SENDER": SENDER,
    }
    return load(environ | {name: str(value) for name, value in values.items()})


def make_app(database_url: str, **values: object) -> Flask:
    """An application on a database that has its tables; its bell is silent.

    The worker is a part of some tests, which then connect the bell themselves.
    """
    Rule._compile_builder = _when_asked  # type: ignore[method-assign, assignment]
    app = create_app(settings_for(database_url, **values))
    app.test_client_class = _Client
    bell.silence()
    importing_bell.silence()
    _spare(app)
    return app


class _Client(FlaskClient):
    """Closes what it sent: Werkzeug writes a large form to a file, and leaves that open."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """The answer to a request."""
        response = super().open(*args, **kwargs)
        for answer in (*response.history, response):
            answer.request.environ["wsgi.input"].close()
        return response


_compile_builder = Rule._compile_builder


def _when_asked(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
    """Compile what makes addresses of a rule once somebody asks it for one.

    Werkzeug compiles two pieces of Python a rule, which is most of what an application costs to
    make; a test asks a few of its hundreds of rules.
    """
    made: list[Callable[..., tuple[str, str]]] = []

    def build(rule: Rule, **values: object) -> tuple[str, str]:
        if not made:
            made.append(_compile_builder(rule, append_unknown))
        return made[0](rule, **values)

    return build


class _Compiled(BytecodeCache):
    """The templates that this process compiled, for all its applications: they are alike."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the code of a template that was compiled from this very text, if any."""
        bucket.code = self._known.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the code of a template."""
        assert bucket.code is not None
        self._known[bucket.key, bucket.checksum] = bucket.code


_COMPILED = _Compiled()


def _spare(app: Flask) -> None:
    """Leave out what only costs time here, and changes no answer.

    A password hash is dear on purpose (a fifth of a second), as is what wraps the secret of a
    second factor, and nobody attacks these. SQLite need not wait for a disk that it would survive
    a power cut with. And each application would compile the templates anew.
    """
    app.jinja_env.bytecode_cache = _COMPILED
    security = app.extensions["security"]
    security.pwd_context.update(argon2__time_cost=1, argon2__memory_cost=8, argon2__parallelism=1)
    security.totp_factory._totp.wallet.encrypt_cost = 4
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _do_not_wait)


def _do_not_wait(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


class Databases:
    """Migrated databases by the dozen: a copy of a file, a copy of a template."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._postgres: PostgresServer | None = None
        self._number = 0

    def new(self, engine: str) -> str:
        """The address of a fresh database with all tables."""
        self._number += 1
        if engine == "sqlite":
            path = self._folder / f"{self._number}.db"
            shutil.copy(self._sqlite_template(), path)
            return f"sqlite:///{path}"
        server = self._server()
        name = f"test_{self._number}"
        server.create_database(name, template="template")
        return server.url(name)

    def copy(self, url: str) -> str:
        """The address of a copy of a database on SQLite that nobody has open."""
        self._number += 1
        path = self._folder / f"{self._number}.db"
        shutil.copy(url.removeprefix("sqlite:///"), path)
        return f"sqlite:///{path}"

    def empty(self, engine: str) -> str:
        """The address of a database without any table."""
        self._number += 1
        if engine == "sqlite":
            return f"sqlite:///{self._folder / f'{self._number}.db'}"
        if self._postgres is None:
            self._server()
        assert self._postgres is not None
        name = f"empty_{self._number}"
        self._postgres.create_database(name)
        return self._postgres.url(name)

    def stop(self) -> None:
        """Stop the PostgreSQL server, if one was started."""
        if self._postgres is not None:
            self._postgres.stop()

    def _sqlite_template(self) -> Path:
        path = self._folder / "template.db"
        if not path.exists():
            _migrate(f"sqlite:///{path}")
        return path

    def _server(self) -> PostgresServer:
        if self._postgres is None:
            self._postgres = PostgresServer()
            self._postgres.start()
            self._postgres.create_database("template")
            _migrate(self._postgres.url("template"))
        return self._postgres


def _migrate(url: str) -> None:
    app = make_app(url)
    with app.app_context():
        upgrade()
        close()


def close() -> None:
    """Let go of the database of the present application; on SQLite all of it is in one file."""
    db.session.remove()
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            # A copy must hold everything: nothing may be left in the write-ahead log.
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
    db.engine.dispose()


def wipe(app: Flask) -> None:
    """Empty all tables of the application's database, and forget the pages made from them.

    Most tests fill a few tables only, and to look which costs less than to empty all of them.
    """
    app.extensions.pop("open_aanbod_shelf", None)
    app.extensions.pop("open_aanbod_known", None)
    app.extensions.pop("open_aanbod_past", None)
    db.session.remove()
    tables = {table.name: table for table in db.metadata.sorted_tables}
    looks = (f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in tables)
    with db.engine.begin() as connection:
        filled = list(connection.scalars(text(" UNION ALL ".join(looks))))
        if not filled:
            return
        statements = [f"DELETE FROM {name}" for name in tables if name in filled]
        if db.engine.dialect.name == "postgresql":
            # Without this PostgreSQL looks up the references of each row that goes.
            statements.insert(0, "SET LOCAL session_replication_role = replica")
            statements += [
                f"ALTER SEQUENCE {name}_id_seq RESTART"
                for name in filled
                if tables[name].autoincrement_column is not None
            ]
            connection.exec_driver_sql("; ".join(statements))
            return
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        for statement in statements:
            connection.exec_driver_sql(statement)
