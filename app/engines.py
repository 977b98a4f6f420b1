"""What each database engine needs to keep the promises of the house."""

import sqlite3
from typing import Any

from sqlalchemy import Connection, Engine, event

from app.rules.offering.search import fold
from app.rules.people.phone import comparable

#: How long a SQLite writer waits for its turn, in milliseconds.
BUSY_TIMEOUT = 15_000


def engine_options(url: str) -> dict[str, Any]:
    """Arguments for `create_engine`: connections that went away are noticed before use."""
    # A failing statement must not write names and addresses into the log.
    quiet = {"hide_parameters": True}
    if url.startswith("sqlite"):
        return quiet | {"connect_args": {"timeout": BUSY_TIMEOUT / 1000}}
    return quiet | {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20}


def prepare_engine(engine: Engine) -> None:
    """Set SQLite up: WAL, foreign keys, a busy timeout, and transactions that we begin ourselves.

    The driver's own BEGIN comes too late (before the first write, not the first read), so it is
    switched off: see 'Serializable isolation' in SQLAlchemy's page on SQLite.
    """
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    # For `queries.people.folding`; on PostgreSQL those are expressions of built-in functions.
    connection.create_function("fold", 1, fold, deterministic=True)
    connection.create_function("phone_number", 1, comparable, deterministic=True)
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _on_begin(connection: Connection) -> None:
    mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
    connection.exec_driver_sql(f"BEGIN {mode}")
