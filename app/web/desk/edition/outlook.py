"""How an edition fills up, as a drawing with the same facts in words, and what to expect of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_babel import gettext as _
from flask_babel import ngettext

from app.formats import date_day_month
from app.queries.deciding.forecast import Outlook
from app.rules.deciding.forecast import Forecast, Likelihood, likelihood
from app.web.language import current_language
from app.web.words import message_kind

if TYPE_CHECKING:
    from app.models import Decision


@dataclass(frozen=True, slots=True)
class Size:
    """The frame of a drawing: its viewBox, and where the axes lie in it."""

    width: int
    height: int
    right: int
    top: int
    bottom: int
    dot: int


LARGE = Size(width=336, height=132, right=284, top=14, bottom=108, dot=5)
SMALL = Size(width=208, height=64, right=164, top=6, bottom=60, dot=4)
_LEFT = 2
#: Room for the label of today, in all languages.
_LABEL = 90


@dataclass(frozen=True, slots=True)
class Drawing:
    """What templates/components/curve.html draws, and the sentences beside it.

    steps and ahead are path data; floor is the height of the minimum; x and y are today.
    `said` tells what is drawn; `expected` and `basis` are the forecast, empty while it is silent.
    """

    size: Size
    small: bool
    steps: str
    ahead: str
    floor: float
    x: float
    y: float
    count: int
    minimum: int
    opened_on: date
    decision_on: date
    said: str
    expected: str
    basis: str

    @property
    def label_left(self) -> bool:
        """Whether the label of today stands left of its dot, clear of what lies ahead."""
        return self.x > _LABEL

    @property
    def label_y(self) -> float:
        """The base line of that label: above the dot, and never across the line of the minimum."""
        above = self.y - 10
        return self.floor - 8 if self.floor - 5 <= above <= self.floor + 12 else above


def drawing_of(outlook: Outlook, small: bool = False) -> Drawing:
    """The curve of a running edition against its minimum and its decision date."""
    size = SMALL if small else LARGE
    facts, points, expected = outlook.facts, outlook.points, outlook.forecast
    opened_on = points[0].on
    end = max(facts.decision_on, outlook.today)
    highest = max(facts.minimum, *(point.count for point in points))
    if expected:
        highest = max(highest, expected.high)

    def across(day: date) -> float:
        days = max(1, (end - opened_on).days)
        return round(_LEFT + (day - opened_on).days / days * (size.right - _LEFT), 1)

    def up(count: int) -> float:
        return round(size.bottom - count / highest * (size.bottom - size.top), 1)

    x, y = across(outlook.today), up(facts.count)
    first, *later = points
    steps = [f"M{_LEFT} {up(first.count)}"]
    steps += [f"H{across(point.on)}V{up(point.count)}" for point in later]
    ahead = ""
    if expected:
        ends = dict.fromkeys((up(expected.low), up(expected.high)))
        ahead = "".join(f"M{x} {y}L{across(facts.decision_on)} {end_y}" for end_y in ends)
    return Drawing(
        size=size,
        small=small,
        steps="".join(steps) + f"H{x}",
        ahead=ahead,
        floor=up(facts.minimum),
        x=x,
        y=y,
        count=facts.count,
        minimum=facts.minimum,
        opened_on=opened_on,
        decision_on=facts.decision_on,
        said=_said(outlook),
        expected=_expected(expected, facts.decision_on) if expected else "",
        basis=_basis(expected) if expected else "",
    )


def _said(outlook: Outlook) -> str:
    facts = outlook.facts
    return ngettext(
        "%(num)s registration since %(opened)s. Minimum %(minimum)s, decision on %(day)s.",
        "%(num)s registrations since %(opened)s. Minimum %(minimum)s, decision on %(day)s.",
        facts.count,
        opened=_day(outlook.points[0].on),
        minimum=facts.minimum,
        day=_day(facts.decision_on),
    )


def _expected(forecast: Forecast, decision_on: date) -> str:
    number = _number(forecast.low, forecast.high)
    day = _day(decision_on)
    return f"{_chance(forecast.chance)} " + _(
        "Expected on %(day)s: %(number)s.", day=day, number=number
    )


def _basis(forecast: Forecast) -> str:
    return _(
        "An estimate from how %(num)s earlier editions filled up. The decision is yours.",
        num=forecast.curves,
    )


def forecast_then(decision: "Decision") -> str:
    """The forecast that the desk showed when a decision was made; empty when it showed none."""
    chance, low, high = decision.forecast_chance, decision.forecast_low, decision.forecast_high
    if chance is None or low is None or high is None:
        return ""
    return _(
        "Forecast then: “%(chance)s” Expected: %(number)s.",
        chance=_chance(chance),
        number=_number(low, high),
    )


def sent_in_words(sent: Mapping[str, int]) -> str:
    """Which messages left, and how many of each."""
    return ", ".join(f"{number} × {message_kind(kind)}" for kind, number in sent.items())


def _chance(chance: float) -> str:
    return {
        Likelihood.VERY_LIKELY: _("The minimum will very likely be reached."),
        Likelihood.LIKELY: _("The minimum will likely be reached."),
        Likelihood.EVEN: _("The minimum is about as likely to be reached as not."),
        Likelihood.UNLIKELY: _("The minimum is unlikely to be reached."),
        Likelihood.VERY_UNLIKELY: _("The minimum is very unlikely to be reached."),
    }[likelihood(chance)]


def _number(low: int, high: int) -> str:
    if low < high:
        return _("%(low)s to %(high)s registrations", low=low, high=high)
    return ngettext("%(num)s registration", "%(num)s registrations", low)


def _day(day: date) -> str:
    return date_day_month(day, current_language())
