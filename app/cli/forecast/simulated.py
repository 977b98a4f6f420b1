"""Years of registrations that nobody lived, to try the forecast on.

They are not drawn from the forecast's own model, or its score would mean nothing. People come in
groups of colleagues; mailings bring a burst that fades; a season, a training, a team and a format
each have a pull of their own, which the pull of the year shifts; some editions get a last push
before the decision; people withdraw one by one, and now and then two or three colleagues at once.
"""

import math
import random
from datetime import date, timedelta

from app.rules.deciding.curve import Curve

EDITIONS_A_YEAR = 60
_FIRST_YEAR = 2101

#: How much each month of the decision date attracts: little in summer and in December.
_SEASON = (0.9, 1.1, 1.2, 1.0, 1.0, 0.8, 0.3, 0.5, 1.1, 1.3, 1.2, 0.6)
_TEAMS = {"a": 1.2, "b": 0.9, "c": 1.0, "d": 0.8}
_FORMATS = {"live": 1.0, "webinar": 1.15}


def simulated_years(years: int, seed: int) -> list[Curve]:
    """The curves of `years` years of 60 editions; the same seed gives the same years."""
    chance = random.Random(seed)  # nosec B311  # a simulation, no secret
    trainings = {number: chance.lognormvariate(0, 0.45) for number in range(24)}
    curves = []
    for year in range(_FIRST_YEAR, _FIRST_YEAR + years):
        mood = chance.lognormvariate(0, 0.15)
        for _ in range(EDITIONS_A_YEAR):
            training = chance.choice(list(trainings))
            team, format_ = chance.choice(list(_TEAMS)), chance.choice(list(_FORMATS))
            month = chance.choices(range(12), _SEASON)[0]
            pull = mood * trainings[training] * _TEAMS[team] * _FORMATS[format_] * _SEASON[month]
            counts = _fill_up(chance, pull, capacity := chance.choice((12, 14, 16, 20)))
            day = date(year, month + 1, chance.randint(1, 28))
            kinds = (team, format_, training)
            curves.append(Curve(day, chance.choice((6, 8, 8, 8)), capacity, counts, kinds))
    return curves


def _fill_up(chance: random.Random, pull: float, capacity: int) -> tuple[int, ...]:
    """The counts of one edition from its opening to its decision date, that date first."""
    length = chance.randint(35, 95)
    mailings = [chance.randint(0, length) for _ in range(chance.randint(1, 3))]
    push = chance.choice((1.0, 1.0, 1.6, 2.5))
    count, counts = 0, []
    for day in range(length + 1):
        weekend = (date(2101, 1, 1) + timedelta(days=day)).weekday() >= 5
        rate = 0.045 * pull * (0.3 if weekend else 1.25)
        if length - day < 10:
            rate *= push
        burst = sum(math.exp(-(day - sent) / 2.5) for sent in mailings if sent <= day)
        rate += 0.28 * pull * burst
        for _ in range(_poisson(chance, rate)):
            # Colleagues come together; who finds no seat stays away.
            count = min(capacity, count + chance.choice((1, 1, 1, 1, 2, 3)))
        count -= sum(chance.random() < 0.0025 for _ in range(count))
        if count >= 3 and chance.random() < 0.004:
            count -= chance.choice((2, 3))
        counts.append(count)
    return tuple(reversed(counts))


def _poisson(chance: random.Random, rate: float) -> int:
    """A number of events at a rate (D. E. Knuth, TAOCP volume 2, section 3.4.1)."""
    limit, product, number = math.exp(-rate), chance.random(), 0
    while product > limit:
        product *= chance.random()
        number += 1
    return number
