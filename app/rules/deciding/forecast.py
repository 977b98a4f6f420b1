"""How likely it is that an edition has its minimum on its decision date: advice, never a decision.

The method is the additive pickup model of booking-curve forecasting in revenue management (K. T.
Talluri and G. J. van Ryzin, 'The Theory and Practice of Revenue Management', 2004, section 9.3.4;
R. L. Phillips, 'Pricing and Revenue Optimization', 2005): what will have come in by the day is
what is there now plus what came in, net, over the same last days before other editions were
decided about. Instead of the mean of those pickups their whole distribution is kept, so that it
answers with a chance and a range.

Editions of one kind fill up alike, but there are few of them. The distribution of each kind is
therefore shrunk towards that of the wider kind, in the manner of empirical Bayes (B. Efron and C.
Morris, 'Stein's Paradox in Statistics', 1977): `PRIOR` curves of the wider kind stand beside its
own. All editions come first, then those of the same team, format and training.

A share of a few curves is never a certainty: half a success and half a failure are added (the prior
of Jeffreys for a proportion). What the model cannot know (a holiday, a mailing, a trainer who draws
people) is in docs/forecast.md, with how well it did.
"""

from bisect import bisect_left
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.rules.deciding.curve import Curve

#: With fewer past curves there is nothing to learn from: the forecast is silent.
FEWEST_CURVES = 15
#: So many curves of its own kind weigh as much as all that a wider kind has to say.
PRIOR = 10
#: The range leaves out a tenth on either side.
LOW, HIGH = 0.1, 0.9


class Likelihood(StrEnum):
    """A chance in words, with the bounds of the calibrated language of the IPCC (2010)."""

    VERY_LIKELY = "very_likely"
    LIKELY = "likely"
    EVEN = "even"
    UNLIKELY = "unlikely"
    VERY_UNLIKELY = "very_unlikely"


_BOUNDS = (
    (0.9, Likelihood.VERY_LIKELY),
    (0.66, Likelihood.LIKELY),
    (0.33, Likelihood.EVEN),
    (0.1, Likelihood.UNLIKELY),
)


def likelihood(chance: float) -> Likelihood:
    """A chance (0 to 1) in words."""
    return next((word for bound, word in _BOUNDS if chance >= bound), Likelihood.VERY_UNLIKELY)


@dataclass(frozen=True, slots=True)
class Standing:
    """A running edition: its count now, and how many days are left until its decision date.

    kinds: as in `Curve`.
    """

    count: int
    minimum: int
    capacity: int
    days_left: int
    kinds: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is to be expected on the decision date.

    chance: of having the minimum, 0 to 1. low and high: between these the count will lie, eight
    times out of ten. curves: past editions that it rests on.
    """

    chance: float
    low: int
    high: int
    curves: int


#: Which of its kinds an edition shares with others, and which kind that is; None: all editions.
_Group = tuple[int, Hashable] | None


class Past:
    """The curves of the past, put in order once for many questions."""

    def __init__(self, curves: Iterable[Curve]) -> None:
        self._counts: dict[_Group, list[tuple[int, ...]]] = {None: []}
        for curve in curves:
            self._counts[None].append(curve.counts)
            for group in enumerate(curve.kinds):
                self._counts.setdefault(group, []).append(curve.counts)
        self._pickups: dict[tuple[int, _Group], list[int]] = {}

    def pickups(self, days: int, group: _Group = None) -> list[int]:
        """What came in, net, over the last `days` days, of each curve that goes so far; sorted."""
        found = self._pickups.get((days, group))
        if found is None:
            known = self._counts.get(group, ())
            found = sorted([counts[0] - counts[days] for counts in known if days < len(counts)])
            self._pickups[days, group] = found
        return found


def forecast(standing: Standing, past: Past) -> Forecast | None:
    """What is to be expected of an edition; None when fewer than 15 past curves can tell.

    Only curves of editions for which people could register so many days before count. On the day
    itself, and after it, nothing is uncertain any more.
    """
    days = max(0, standing.days_left)
    everything = past.pickups(days)
    if len(everything) < FEWEST_CURVES:
        return None
    if days == 0:
        reached = standing.count >= standing.minimum
        return Forecast(float(reached), standing.count, standing.count, len(everything))
    kinds = (past.pickups(days, group) for group in enumerate(standing.kinds))
    groups = [everything, *(pickups for pickups in kinds if pickups)]
    share = _at_least(standing.minimum - standing.count, groups)
    number = len(everything)
    return Forecast(
        chance=(number * share + 0.5) / (number + 1),
        low=_expected(standing, _quantile(LOW, groups)),
        high=_expected(standing, _quantile(HIGH, groups)),
        curves=number,
    )


def _at_least(pickup: int, groups: list[list[int]]) -> float:
    """The share of pickups of at least `pickup`, each group shrunk towards the one before it."""
    share = 0.0
    for level, group in enumerate(groups):
        enough = len(group) - bisect_left(group, pickup)
        prior = PRIOR if level else 0
        share = (enough + prior * share) / (len(group) + prior)
    return share


def _quantile(part: float, groups: list[list[int]]) -> int:
    """The least pickup that a share of `part` does not pass; every group is within the first."""
    values = sorted(set(groups[0]))
    # 1e-9: sums of shares that make 0.9 may come out a hair below it.
    first = bisect_left(values, part - 1e-9, key=lambda v: 1 - _at_least(v + 1, groups))
    return values[min(first, len(values) - 1)]


def _expected(standing: Standing, pickup: int) -> int:
    return min(standing.capacity, max(0, standing.count + pickup))
