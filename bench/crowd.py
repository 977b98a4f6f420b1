"""Many visitors at once: starts the client processes, lets them go together, collects."""

import json
import subprocess
import sys
from contextlib import suppress
from typing import Any

from config import ROOT


class ClientFailed(RuntimeError):
    """A visitor did not get what they came for: the measurement is void. The text says why."""


def send_out(jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Run one client process for each job, all from the same moment; their reports in order.

    Raises ClientFailed when a client reports an error or dies.
    """
    clients: list[subprocess.Popen[str]] = []
    try:
        for job in jobs:
            # A session of its own: Ctrl-C reaches the bench only, which then ends everything.
            client = subprocess.Popen(
                [sys.executable, "-m", "bench.client"],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                start_new_session=True,
            )
            clients.append(client)
            _say(client, json.dumps(job))
        for client in clients:
            _hear(client)
        for client in clients:
            _say(client, "go")
        reports = [json.loads(_hear(client)) for client in clients]
    finally:
        for client in clients:
            _end(client)
    for report in reports:
        for error in [report.get("error"), *report.get("failures", [])]:
            if error:
                raise ClientFailed(error)
    return reports


def _say(client: subprocess.Popen[str], line: str) -> None:
    assert client.stdin is not None
    client.stdin.write(line + "\n")
    client.stdin.flush()


def _hear(client: subprocess.Popen[str]) -> str:
    assert client.stdout is not None
    line = client.stdout.readline()
    if not line:
        raise ClientFailed("a client process died")
    return line


def _end(client: subprocess.Popen[str]) -> None:
    client.kill()
    client.wait()
    for stream in (client.stdin, client.stdout):
        if stream is not None:
            # What a dead client did not read any more cannot be flushed to it.
            with suppress(OSError):
                stream.close()


def read_page(
    port: int, path: str, seconds: float, clients: int, most: int = 100_000
) -> tuple[float, int]:
    """Requests per second of one page, and how many there were, by so many keep-alive clients.

    Bounded by `seconds` and by `most` requests of each client, whichever comes first.
    """
    job = {"kind": "pages", "port": port, "path": path, "seconds": seconds, "most": most}
    reports = send_out([job] * clients)
    per_second = sum(report["number"] / report["seconds"] for report in reports)
    return per_second, sum(report["number"] for report in reports)


def registrations_per_second(port: int, people: list[list[Any]], clients: int) -> float:
    """Complete registrations per second; `people` are shared out over the clients."""
    reports = send_out(
        [
            {"kind": "registrations", "port": port, "people": people[number::clients]}
            for number in range(clients)
        ]
    )
    begin = min(report["start"] for report in reports)
    end = max(report["end"] for report in reports)
    return len(people) / float(end - begin)


def race(port: int, people: list[list[Any]], processes: int) -> tuple[float, dict[str, float]]:
    """Everybody registers at once, each on a connection of their own.

    Returns the moment of the start and, by address of the confirmation, the moment at which each
    person was answered (monotonic seconds, which all processes of a machine share).
    """
    reports = send_out(
        [
            {"kind": "race", "port": port, "people": people[number::processes]}
            for number in range(processes)
        ]
    )
    answered = {where: moment for report in reports for where, moment in report["done"]}
    return min(report["start"] for report in reports), answered
