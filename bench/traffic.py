"""Requests per second: pages against the bare server, in rounds; and what is left in memory."""

from dataclasses import dataclass, field

from bench.crowd import read_page
from bench.pages import first_view
from bench.plan import CLIENTS, Plan
from bench.server import Server
from bench.table import Figure, Goal


@dataclass(frozen=True, slots=True)
class Target:
    """One page on one server; `goal` is the least share of the bare server's requests/s."""

    key: str
    what: str
    server: Server
    path: str
    goal: float | None


@dataclass(slots=True)
class _Rounds:
    per_second: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)


def measure(bare: Server, targets: list[Target], plan: Plan) -> list[Figure]:
    """Requests per second and processor time a request, of the bare server and each target.

    Each round asks for every page once, the bare server's first, so that a machine that is slow
    for a while slows both sides of a ratio.
    """
    base = Target("bare", "bare Flask “hello”", bare, "/", None)
    rounds = {target.key: _Rounds() for target in (base, *targets)}
    for target in (base, *targets):
        read_page(target.server.port, target.path, 1, CLIENTS, most=20)
    for _ in range(plan.rounds):
        for target in (base, *targets):
            _round(target, rounds[target.key], plan)
    return [*_figures(base, rounds), *(f for target in targets for f in _figures(target, rounds))]


def _round(target: Target, rounds: _Rounds, plan: Plan) -> None:
    before = target.server.cpu_seconds()
    per_second, number = read_page(target.server.port, target.path, plan.seconds, CLIENTS)
    after = target.server.cpu_seconds()
    rounds.per_second.append(per_second)
    if before is not None and after is not None:
        rounds.cpu.append((after - before) / number * 1000)


def _figures(target: Target, rounds: dict[str, _Rounds]) -> list[Figure]:
    bare, mine = rounds["bare"], rounds[target.key]
    is_bare = target.key == "bare"
    goal = None if target.goal is None else Goal(target.goal, at_least=True, of_ratio=True)
    figures = [
        Figure(
            f"{target.key}_per_second",
            target.what,
            "requests/s",
            tuple(mine.per_second),
            () if is_bare else tuple(bare.per_second),
            goal,
        )
    ]
    if mine.cpu:
        figures.append(
            Figure(
                f"{target.key}_cpu",
                f"{target.what}: processor time",
                "ms/request",
                tuple(mine.cpu),
                () if is_bare else tuple(bare.cpu),
            )
        )
    return figures


def weight(server: Server) -> list[Figure]:
    """The first view of the catalogue by a browser that was never here."""
    size, requests = first_view(server.port)
    return [
        Figure(
            "first_view_bytes",
            "first view of the catalogue, without the font",
            "KB",
            (size / 1000,),
            goal=Goal(60, at_least=False),
        ),
        Figure(
            "first_view_requests",
            "first view of the catalogue, with the font",
            "requests",
            (requests,),
            goal=Goal(6, at_least=False),
        ),
    ]


def memory(server: Server, path: str, plan: Plan) -> list[Figure]:
    """Resident memory of a worker before and after a long row of requests for one page."""
    before = server.memory()
    read_page(server.port, path, 600, CLIENTS, most=plan.served // CLIENTS)
    after = server.memory()
    if before is None or after is None:
        return []
    million = 1_000_000
    what = f"memory of a web worker after {plan.served} requests more"
    return [
        Figure("memory", what, "MB", (after / million,), goal=Goal(120, at_least=False)),
        Figure(
            "memory_growth",
            "memory that these requests added",
            "MB",
            ((after - before) / million,),
            goal=Goal(2, at_least=False),
        ),
    ]
