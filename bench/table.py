"""Figures, their ratios, and the table that shows them. Pure: no clock, no server."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True, slots=True)
class Goal:
    """How far a figure must go: at least or at most `limit`; `of_ratio`: the ratio must."""

    limit: float
    at_least: bool
    of_ratio: bool = False
    note: str = ""

    def __str__(self) -> str:
        text = f"{'>=' if self.at_least else '<='} {_number(self.limit)}"
        return f"{text} ({self.note})" if self.note else text


@dataclass(frozen=True, slots=True)
class Figure:
    """One line: a value of each round, in `unit`, and the bare server's value in the same round.

    `bases` is empty for a figure that is compared with nothing.
    """

    key: str
    what: str
    unit: str
    values: tuple[float, ...]
    bases: tuple[float, ...] = ()
    goal: Goal | None = None

    @property
    def value(self) -> float:
        """The median over the rounds."""
        return median(self.values)

    @property
    def ratio(self) -> float | None:
        """The median of the rounds' ratios; None for a figure that is compared with nothing.

        Not the ratio of the medians: what slows a whole round down must weigh on both sides.
        """
        return median(ratios(self.values, self.bases)) if self.bases else None

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached; None without one."""
        if self.goal is None:
            return None
        judged = self.ratio if self.goal.of_ratio else self.value
        if judged is None:
            raise ValueError(f"{self.key}: the goal is about a ratio, and there is none")
        return judged >= self.goal.limit if self.goal.at_least else judged <= self.goal.limit


def ratios(values: Sequence[float], bases: Sequence[float]) -> list[float]:
    """Each value as a share of the base of its own round.

    Raises ValueError when a base is missing or not above zero: the round measured nothing.
    """
    if any(base <= 0 for base in bases):
        raise ValueError("a base must be above zero")
    return [value / base for value, base in zip(values, bases, strict=True)]


def lines(figures: Sequence[Figure]) -> list[str]:
    """The table: what, figure, ratio to bare, goal, and whether it is met."""
    rows: list[tuple[str, ...]] = [("what", "figure", "ratio", "goal", "")]
    for figure in figures:
        ratio = "" if figure.ratio is None else f"{figure.ratio:.4f}"
        goal = "" if figure.goal is None else str(figure.goal)
        met = {None: "", True: "met", False: "not met"}[figure.met]
        shown = f"{_number(figure.value)} {figure.unit}".strip()
        rows.append((figure.what, shown, ratio, goal, met))
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    rows.insert(1, tuple("-" * width for width in widths))
    return [_line(row, widths) for row in rows]


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    # Numbers stand to the right, so that their sizes show.
    cells = [
        cell.rjust(width) if column in (1, 2) else cell.ljust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    ]
    return "  ".join(cells).rstrip()


def _number(value: float) -> str:
    if value == int(value) or abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def as_json(figures: Sequence[Figure], facts: dict[str, Any]) -> dict[str, Any]:
    """What is written down: facts about the run, and each figure with the values of its rounds."""
    return facts | {
        "figures": [
            asdict(figure) | {"value": figure.value, "ratio": figure.ratio, "met": figure.met}
            for figure in figures
        ]
    }
