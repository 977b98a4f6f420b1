"""How good the forecast would have been: each past edition is forecast from those before it.

Forward chaining: so many days before its decision date, an edition is forecast from the editions
whose decision date lay before that day, and from nothing that nobody could know then. The score is
that of G. W. Brier ('Verification of forecasts expressed in terms of probability', 1950): the mean
square of chance less outcome; 0 is perfect, and lower is better. Two naive rules stand beside it.
"""

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from app.rules.deciding.curve import Curve
from app.rules.deciding.forecast import Past, Standing, forecast

#: Days before the decision date at which is scored.
HORIZONS = (28, 21, 14, 7, 3)


@dataclass(frozen=True, slots=True)
class Case:
    """One edition, so many days before its decision date: what was said, and what came true.

    by_count: 1 if the minimum was reached already, else 0. by_share: the share of all editions so
    far that made it. in_range: whether the final count lay in the range.
    """

    days: int
    chance: float
    by_count: float
    by_share: float
    in_range: bool
    reached: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Brier scores over a number of cases; in_range: the share of ranges that held."""

    days: int
    cases: int
    forecast: float
    by_count: float
    by_share: float
    in_range: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of the forecasts between two chances: the mean chance, and the share that came true."""

    low: float
    high: float
    cases: int
    said: float
    came_true: float


def cases_of(
    curves: Iterable[Curve], days: int, most: int, years: Container[int] | None = None
) -> list[Case]:
    """Each edition that could be forecast so many days ahead, from at most `most` earlier ones.

    `years`: only those decided about in these years are forecast; None: all.
    """
    ordered = sorted(curves, key=lambda curve: curve.decision_on)
    cases = []
    for curve in ordered:
        if days >= len(curve.counts) or (years and curve.decision_on.year not in years):
            continue
        day = curve.decision_on - timedelta(days=days)
        known = [earlier for earlier in ordered if earlier.decision_on < day][-most:]
        count = curve.counts[days]
        standing = Standing(count, curve.minimum, curve.capacity, days, curve.kinds)
        said = forecast(standing, Past(known))
        if said is None:
            continue
        cases.append(
            Case(
                days=days,
                chance=said.chance,
                by_count=float(count >= curve.minimum),
                by_share=sum(earlier.reached for earlier in known) / len(known),
                in_range=said.low <= curve.final <= said.high,
                reached=curve.reached,
            )
        )
    return cases


def score(cases: Sequence[Case]) -> Score:
    """The scores of one horizon; there is one case at least."""
    number = len(cases)

    def brier(chances: Iterable[float]) -> float:
        return sum((p - case.reached) ** 2 for p, case in zip(chances, cases, strict=True)) / number

    return Score(
        days=cases[0].days,
        cases=number,
        forecast=brier(case.chance for case in cases),
        by_count=brier(case.by_count for case in cases),
        by_share=brier(case.by_share for case in cases),
        in_range=sum(case.in_range for case in cases) / number,
    )


def calibration(cases: Iterable[Case], steps: int = 10) -> list[Calibration]:
    """Forecasts by the chance that they gave, in `steps` equal parts; empty parts are left out."""
    parts: list[list[Case]] = [[] for _ in range(steps)]
    for case in cases:
        parts[min(int(case.chance * steps), steps - 1)].append(case)
    return [
        Calibration(
            low=number / steps,
            high=(number + 1) / steps,
            cases=len(part),
            said=sum(case.chance for case in part) / len(part),
            came_true=sum(case.reached for case in part) / len(part),
        )
        for number, part in enumerate(parts)
        if part
    ]
