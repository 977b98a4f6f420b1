"""Copying editions to new dates: which days to propose."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

#: A year later on the same day of the week.
STANDARD_WEEKS = 52
#: How many weeks on a free day is looked for; further than a summer no proposal makes sense.
MOST_WEEKS_ON = 12


def proposed_days(
    days: Sequence[date], weeks: int, is_off: Callable[[date], bool], today: date
) -> list[date]:
    """The days of the meetings, in their order, `weeks` later and on the same day of the week.

    Another `weeks` later, and so on, while the first one is not to come. A day that is off goes on
    by whole weeks until one is not, and the meetings after it as far: so a trajectory keeps its
    rhythm and its order. Where nothing is free in `MOST_WEEKS_ON` weeks, the day stays what it was:
    it is a proposal, and the warning stands beside it. Raises ValueError for no weeks at all.
    """
    if weeks < 1:
        raise ValueError("weeks must be 1 or more")
    later = timedelta(weeks=weeks)
    while days[0] + later <= today:
        later += timedelta(weeks=weeks)
    proposed = []
    for day in days:
        ways = (timedelta(weeks=number) for number in range(MOST_WEEKS_ON + 1))
        later += next((way for way in ways if not is_off(day + later + way)), timedelta())
        proposed.append(day + later)
    return proposed
