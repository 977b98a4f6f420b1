"""The run: makes the sites, measures, prints the table, writes the results."""

import argparse
import json
import os
import platform
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from types import FrameType
from typing import Any

from app.extensions import clock
from bench import costs, data, importing, outbox, registering, traffic
from bench.crowd import ClientFailed
from bench.plan import FULL, QUICK, Plan
from bench.server import BARE, UNCACHED, Server
from bench.site import Site, make_site
from bench.table import Figure, Goal, as_json, lines
from bench.traffic import Target
from tests.support.installation import ENGINES, Databases
from tests.support.postgres import PostgresUnavailable

RESULTS = Path(__file__).resolve().parent / "results" / "latest.json"


class Bench:
    """One run in a folder of its own, which holds the databases and the servers' logs."""

    def __init__(self, plan: Plan, folder: Path) -> None:
        self._plan, self._folder = plan, folder
        self._databases = Databases(folder)
        self._now = clock.now()

    def figures(self) -> list[Figure]:
        """Measure everything; raises what makes a measurement void."""
        try:
            with Server(BARE, {}, self._folder / "bare.log") as bare:
                return [
                    *self._pages(bare),
                    *(f for engine in ENGINES for f in self._registering(engine, bare)),
                    *self._in_process(),
                    *(f for engine in ENGINES for f in self._importing(engine)),
                    *(f for engine in ENGINES for f in self._outbox(engine)),
                ]
        except ClientFailed:
            # The folder goes away with the run, and what the server said with it.
            for log in self._folder.glob("*.log"):
                say(f"{log.name}: {log.read_text(errors='replace')[-2000:]}")
            raise
        finally:
            self._databases.stop()

    def _pages(self, bare: Server) -> list[Figure]:
        say("pages ...")
        with ExitStack() as stack:
            small = stack.enter_context(self._site("sqlite", 30, filled=9))
            large = stack.enter_context(self._site("sqlite", 60, filled=9))
            server30 = stack.enter_context(small.server(self._folder))
            server60 = stack.enter_context(large.server(self._folder))
            anew = stack.enter_context(large.server(self._folder, UNCACHED))
            paths = costs.public_addresses(large)
            targets = [
                Target("catalogue_30", "catalogue, 30 editions", server30, "/", None),
                Target("catalogue_60", "catalogue, 60 editions", server60, "/", 0.60),
                Target("training", "training page", server60, paths["training"], 0.50),
                Target("edition", "edition page", server60, paths["edition"], None),
                Target("filtered", "catalogue, webinars", server60, "/?vorm=webinar", None),
                Target("searched", "catalogue, “rasisme”", server60, "/?q=rasisme", None),
                Target("catalogue_anew", "catalogue, nothing kept", anew, "/", 0.12),
                Target(
                    "training_anew", "training page, nothing kept", anew, paths["training"], 0.15
                ),
                Target("searched_anew", "“rasisme”, nothing kept", anew, "/?q=rasisme", None),
            ]
            return [
                *traffic.measure(bare, targets, self._plan),
                *traffic.weight(server60),
                *traffic.memory(server60, paths["edition"], self._plan),
                *costs.statements(small),
                *costs.statements(large),
            ]

    def _registering(self, engine: str, bare: Server) -> list[Figure]:
        say(f"registrations, {engine} ...")
        try:
            with self._site(engine, 60) as site:
                return registering.measure(site, bare, self._folder, self._now, self._plan)
        except PostgresUnavailable as problem:
            say(f"  left out: {problem}")
            return []

    def _in_process(self) -> list[Figure]:
        say("growth, desk and report ...")
        plan, people = self._plan, self._plan.coming_people
        with ExitStack() as stack:
            small = stack.enter_context(self._site("sqlite", 60, filled=people))
            grown = stack.enter_context(self._site("sqlite", 60, filled=people))
            decade = stack.enter_context(self._site("sqlite", 60, filled=people))
            with small.app.app_context():
                data.add_past(60, plan.past_people, 1, self._now, present=False)
            with grown.app.app_context():
                data.add_past(plan.past_editions, plan.past_people, 10, self._now, present=False)
            return [
                *costs.growth(small, grown, plan),
                *costs.desk(small, self._now, plan),
                *costs.report(decade, self._now, plan),
            ]

    def _importing(self, engine: str) -> list[Figure]:
        say(f"files, {engine} ...")
        try:
            with self._site(engine, 60) as site:
                return importing.measure(site, self._now, self._plan.imported_rows)
        except PostgresUnavailable as problem:
            say(f"  left out: {problem}")
            return []

    def _outbox(self, engine: str) -> list[Figure]:
        say(f"outbox, {engine} ...")
        speeds, number = [], self._plan.messages
        with outbox.mail_server() as port:
            mail: dict[str, Any] = {
                "MAIL_SERVER": "127.0.0.1",
                "MAIL_PORT": port,
                "MAIL_SECURITY": "none",
            }
            try:
                with self._site(engine, 1, **mail) as site:
                    for index in range(self._plan.rounds):
                        outbox.write_messages(site.app, number, index * number, self._now)
                        speeds.append(outbox.messages_per_second(site.app, number))
            except PostgresUnavailable as problem:
                say(f"  left out: {problem}")
                return []
        what = f"outbox, {number} messages, 2 threads, {engine}"
        goal = Goal(50, at_least=True)
        return [Figure(f"outbox_{engine}", what, "messages/s", tuple(speeds), goal=goal)]

    @contextmanager
    def _site(
        self, engine: str, editions: int, *, filled: int = 0, **settings: object
    ) -> Iterator[Site]:
        site = make_site(self._databases, engine, editions, self._now, filled=filled, **settings)
        try:
            yield site
        finally:
            site.close()


def say(text: str) -> None:
    """Tell on the error output how far the run is; the table alone goes to the output."""
    print(text, file=sys.stderr, flush=True)


def facts(plan: Plan, started: datetime) -> dict[str, object]:
    """What the figures were measured on."""
    return {
        "measured_at": started.isoformat(timespec="seconds"),
        "machine": {
            "cores": os.cpu_count(),
            "architecture": platform.machine(),
            "system": platform.system(),
            "python": platform.python_version(),
            "load_before": round(os.getloadavg()[0], 2),
        },
        "versions": {name: version(name) for name in ("flask", "gunicorn", "sqlalchemy")},
        "rounds": plan.rounds,
    }


def main() -> int:
    """Measure, print, write; the exit status tells nothing about goals, only about the run."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a short run that only prints, to see that it works"
    )
    plan = QUICK if parser.parse_args().quick else FULL
    signal.signal(signal.SIGTERM, _stop)
    about = facts(plan, datetime.now(UTC))
    try:
        with tempfile.TemporaryDirectory(prefix="open-aanbod-bench-") as folder:
            figures = Bench(plan, Path(folder)).figures()
    except KeyboardInterrupt:
        say("stopped; nothing was written")
        return 130
    print("\n".join(lines(figures)))
    if plan is FULL:
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps(as_json(figures, about), indent=2) + "\n")
        say(f"written to {RESULTS}")
    return 0


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
