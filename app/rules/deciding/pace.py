"""Whether an edition will make it as things go: by the forecast, or by its own pace without one."""

from collections.abc import Sequence
from datetime import date, timedelta

from app.rules.deciding.curve import Point
from app.rules.deciding.forecast import Forecast
from app.rules.deciding.minimum import MinimumFacts

#: The pace of an edition is that of its last days, not of the rush when it opened.
LOOK_BACK = timedelta(days=14)


def at_present_pace(points: Sequence[Point], today: date, decision_on: date) -> int:
    """How many registrations there will be on the decision date if they go on coming in as now.

    `points`: how it filled up, from the day that it opened. What came in over the last two weeks,
    or since it opened, comes in again in as many days, whole registrations only. An edition from
    which people withdraw on balance is not thought to empty.
    """
    now, since = points[-1].count, max(points[0].on, today - LOOK_BACK)
    before = next((point.count for point in reversed(points) if point.on < since), 0)
    days = max(1, (today - since).days)
    left = max(0, (decision_on - today).days)
    return now + max(0, now - before) * left // days


def falls_short(
    facts: MinimumFacts, points: Sequence[Point], forecast: Forecast | None, today: date
) -> bool:
    """Whether this edition will not have its minimum on its decision date, as it looks today.

    One that has its minimum now does not; the others do when the forecast gives them less than an
    even chance or, while it is silent, when their own pace does not bring them there.
    """
    if facts.reached:
        return False
    if forecast is not None:
        return forecast.chance < 0.5
    if not points:
        return True
    return at_present_pace(points, today, facts.decision_on) < facts.minimum
