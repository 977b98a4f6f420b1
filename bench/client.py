"""A visitor in a process of its own: `python -m bench.client`, with a job as JSON on its input.

It knows nothing of the site but its addresses, and imports the standard library only, so that it
takes as little as it can from the machine that it shares with the server. For the same reason it
writes its requests and reads the answers itself: http.client would cost several times as much as
the server's "hello".
"""

import json
import re
import socket
import sys
import threading
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

HOST = "127.0.0.1"
TIMEOUT_SECONDS = 60
_TOKEN = re.compile(rb'name="csrf_token"[^>]*value="([^"]+)"')


class UnexpectedAnswer(Exception):
    """The server said something that no visitor should see; the text says what."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; `size` counts every byte that came over the wire, the headers among them."""

    status: int
    headers: bytes
    body: bytes
    size: int

    def header(self, name: str) -> str:
        """The first header of that name, "" without one."""
        for line in self.headers.split(b"\r\n")[1:]:
            key, _, value = line.partition(b":")
            if key.decode("latin-1").lower() == name.lower():
                return value.strip().decode("latin-1")
        return ""


class Connection:
    """One keep-alive connection; it opens on the first request and again after a hang-up."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def send(self, request: bytes) -> Answer:
        """Send a whole request and read its answer.

        Raises UnexpectedAnswer for one without a length, OSError when the server is gone.
        """
        if self._socket is None:
            self._socket = socket.create_connection((HOST, self._port), TIMEOUT_SECONDS)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)
        received = b""
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._receive()
        headers = received[:end]
        answer = Answer(int(headers[9:12]), headers, b"", 0)
        length = answer.header("Content-Length")
        if not length:
            raise UnexpectedAnswer(f"{answer.status} without Content-Length")
        size = end + 4 + int(length)
        parts, got = [received], len(received)
        while got < size:
            parts.append(self._receive())
            got += len(parts[-1])
        if answer.header("Connection").lower() == "close":
            self.close()
        return Answer(answer.status, headers, b"".join(parts)[end + 4 :], size)

    def _receive(self) -> bytes:
        assert self._socket is not None
        data = self._socket.recv(65536)
        if not data:
            self.close()
            raise UnexpectedAnswer("the server hung up")
        return data

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def get_request(path: str, cookie: str = "") -> bytes:
    """The bytes of a GET, as a browser that takes gzip sends it."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {HOST}", "Accept-Encoding: gzip"]
    if cookie:
        lines.append(f"Cookie: {cookie}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post_request(path: str, values: dict[str, str], cookie: str) -> bytes:
    """The bytes of a POST of a form."""
    body = urlencode(values).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        f"Host: {HOST}",
        f"Cookie: {cookie}",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def read_pages(connection: Connection, path: str, seconds: float, most: int) -> tuple[int, float]:
    """Fetch one page again and again: how many times, and in how many seconds.

    Raises UnexpectedAnswer for any answer but 200.
    """
    request, number = get_request(path), 0
    start = time.monotonic()
    while number < most and time.monotonic() - start < seconds:
        answer = connection.send(request)
        if answer.status != 200:
            raise UnexpectedAnswer(f"{answer.status} for {path}")
        number += 1
    return number, time.monotonic() - start


def register(connection: Connection, path: str, person: dict[str, str]) -> tuple[str, float]:
    """Register as a new visitor: the form, the post, the confirmation.

    Returns the address of the confirmation and the moment (monotonic seconds) at which the answer
    to the post was there. Raises UnexpectedAnswer when any of the three is not as it should be.
    """
    form = connection.send(get_request(path))
    token = _TOKEN.search(form.body)
    if form.status != 200 or token is None:
        raise UnexpectedAnswer(f"{form.status} and no form at {path}")
    cookie = _cookie(form)
    posted = connection.send(
        post_request(path, {"csrf_token": token[1].decode(), **person}, cookie)
    )
    moment = time.monotonic()
    if posted.status != 303:
        raise UnexpectedAnswer(f"{posted.status} after registering at {path}")
    where = urlsplit(posted.header("Location")).path
    page = connection.send(get_request(where, _cookie(posted) or cookie))
    if page.status != 200:
        raise UnexpectedAnswer(f"{page.status} for the confirmation {where}")
    return where, moment


def _cookie(answer: Answer) -> str:
    return answer.header("Set-Cookie").partition(";")[0]


def _pages(job: dict[str, Any]) -> dict[str, Any]:
    connection = Connection(job["port"])
    number, seconds = read_pages(connection, job["path"], job["seconds"], job["most"])
    return {"number": number, "seconds": seconds}


def _registrations(job: dict[str, Any]) -> dict[str, Any]:
    connection = Connection(job["port"])
    start = time.monotonic()
    done = [register(connection, path, person) for path, person in job["people"]]
    return {"start": start, "end": time.monotonic(), "done": done}


def _race(job: dict[str, Any]) -> dict[str, Any]:
    done: list[tuple[str, float]] = []
    failures: list[str] = []

    def run(path: str, person: dict[str, str]) -> None:
        try:
            done.append(register(Connection(job["port"]), path, person))
        except (UnexpectedAnswer, OSError) as error:
            failures.append(str(error))

    threads = [threading.Thread(target=run, args=tuple(one)) for one in job["people"]]
    start = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {"start": start, "done": done, "failures": failures}


def main() -> None:
    """Read the job, say that we are ready, wait for the start, work, report."""
    job = json.loads(sys.stdin.readline())
    work = {"pages": _pages, "registrations": _registrations, "race": _race}[job["kind"]]
    print("ready", flush=True)
    if not sys.stdin.readline():
        return
    try:
        report = work(job)
    except (UnexpectedAnswer, OSError) as error:
        report = {"error": str(error)}
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    main()
