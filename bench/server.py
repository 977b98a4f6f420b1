"""The web server under measurement: gunicorn exactly as the Procfile starts it."""

import os
import shlex
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from config import ROOT

START_SECONDS = 60
STOP_SECONDS = 10
SITE = "wsgi:app"
UNCACHED = "bench.uncached:app"
BARE = "bench.bare:app"


class ServerFailed(RuntimeError):
    """The server did not come up; the text holds what it said."""


class Server:
    """One gunicorn on 127.0.0.1, as a context manager."""

    def __init__(self, target: str, environ: Mapping[str, str], log: Path) -> None:
        self.port = _free_port()
        self._target, self._log = target, log
        self._environ = os.environ | dict(environ)
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        with self._log.open("wb") as output:
            # A session of its own: Ctrl-C reaches the bench only, which then stops the server.
            self._process = subprocess.Popen(
                self._command(),
                cwd=ROOT,
                env=self._environ,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        try:
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the server and its workers."""
        if self._process is None:
            return
        # To gunicorn SIGTERM means "finish first"; idle connections would hold it up for seconds.
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._process = None

    def memory(self) -> int | None:
        """Resident bytes of the largest worker; None where the system has no /proc to tell."""
        sizes = [_resident(pid) for pid in self._workers()]
        return max(sizes, default=None)

    def cpu_seconds(self) -> float | None:
        """Processor time that the workers used so far; None where there is no /proc."""
        workers = self._workers()
        return sum(_cpu_seconds(pid) for pid in workers) if workers else None

    def _command(self) -> list[str]:
        lines = (ROOT / "Procfile").read_text().splitlines()
        web = next(line for line in lines if line.startswith("web:"))
        words = shlex.split(web.removeprefix("web:").replace("$PORT", str(self.port)))
        words = [self._target if word == SITE else word for word in words]
        return [sys.executable, *words[1:]]

    def _wait(self) -> None:
        assert self._process is not None
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
            else:
                return
        raise ServerFailed(f"{self._target}: {self._log.read_text(errors='replace')}")

    def _workers(self) -> list[int]:
        assert self._process is not None
        found = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = _stat_fields(stat)
            except OSError:
                continue
            if int(fields[1]) == self._process.pid:
                found.append(int(stat.parent.name))
        return found


def _stat_fields(stat: Path) -> list[str]:
    # proc(5): the name of the program stands in brackets and may hold spaces; state comes next.
    return stat.read_text().rpartition(")")[2].split()


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _cpu_seconds(pid: int) -> float:
    fields = _stat_fields(Path(f"/proc/{pid}/stat"))
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
