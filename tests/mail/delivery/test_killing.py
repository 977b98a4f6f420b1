"""Order and exactly-once when workers are killed at random moments.

A handful of runs each time; `KILL_RUNS=200 pytest -s tests/mail/delivery/test_killing.py` does as
many as wanted and says what it saw.
"""

import os
from collections import Counter

from tests.support.installation import Databases
from tests.support.killing import Run, killing

RUNS = int(os.environ.get("KILL_RUNS", "3"))


def test_nothing_is_lost_doubled_or_out_of_order_under_sigkill(databases: Databases) -> None:
    faults: dict[int, list[str]] = {}
    seen: Counter[str] = Counter()
    with killing(databases.new("postgresql")) as office:
        for seed in range(RUNS):
            run = office.run(seed)
            if found := run.faults():
                faults[seed] = found
            seen.update(_summary(run))
    print(f"\n{RUNS} runs:", ", ".join(f"{number} {what}" for what, number in seen.items()))
    assert faults == {}
    # Else nothing was tried: most kills must fall on a message that is on its way.
    assert seen["kills with a message in hand"] >= RUNS


def _summary(run: Run) -> dict[str, int]:
    return {
        "messages": len(run.rows),
        "accepted": len(run.received),
        "kills with a message in hand": run.claimed_by_the_dead.total(),
        "sent a second time": sum(copies - 1 for copies in run.copies.values()),
        "dropped as out of date": sum(row.state == "superseded" for row in run.rows),
    }
