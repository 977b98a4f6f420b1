"""Long tests first: what takes half a minute must not begin when all other processes are done."""

from collections.abc import Sequence
from typing import TypeVar

import pytest

Item = TypeVar("Item")

#: The longest first. What stands together runs in one process, and makes what it shares once.
LONG = (
    ("tests/e2e/test_pages.py",),
    ("tests/e2e/test_journey.py",),
    ("tests/cli/test_example.py", "tests/cli/test_setup.py", "tests/test_migrations.py"),
    ("tests/simulation/",),
    ("tests/jobs/test_worker.py",),
    ("tests/rules/deciding/test_backtest.py", "tests/cli/test_forecast.py"),
    ("tests/services/registering/test_seats.py",),
)


def arranged(items: Sequence[Item], groups: Sequence[Sequence[Item]], processes: int) -> list[Item]:
    """Return `items` such that each process begins with its share of `groups`, dealt in turn.

    `--dist worksteal` of pytest-xdist gives each process a run of the list of equal length. An
    idle process takes over from the end of the run of another, so that what is long stays put.
    """
    dealt = {item for group in groups for item in group}
    rest = [item for item in items if item not in dealt]
    found: list[Item] = []
    for number in range(processes):
        share = [item for group in groups[number::processes] for item in group]
        # As xdist counts: what is left, by the number of processes that have nothing yet.
        size = (len(items) - len(found)) // (processes - number)
        short, rest = rest[: max(0, size - len(share))], rest[max(0, size - len(share)) :]
        found += share + short
    return found + rest


def long_first(items: list[pytest.Item], processes: int) -> None:
    """Put the tests in that order, in place; all processes find the same one."""
    groups = [
        [item for path in paths for item in items if item.nodeid.startswith(path)] for paths in LONG
    ]
    items[:] = arranged(items, groups, processes)
