"""The evaluation: its standard questions, its anonymity threshold and its results."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from app.rules.errors import Code, RuleBroken


class Question(StrEnum):
    """The statements of the standard form, each answered from 1 (disagree) to 5 (agree)."""

    ORGANISED = "organised"
    USEFUL = "useful"
    EXPECTATIONS = "expectations"


SCALE = (1, 2, 3, 4, 5)

#: Longest free-text answer and quote, in characters.
LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Response:
    """What one participant answered; nothing in it says who or when."""

    answers: Mapping[Question, int]
    takeaway: str = ""
    improvement: str = ""


def check_response(response: Response) -> None:
    """A response says something and stays on the scale.

    Any question may be skipped, all of them together may not: RuleBroken(EVALUATION_EMPTY). An
    answer off the scale raises ValueError, for no form offers it.
    """
    for answer in response.answers.values():
        if answer not in SCALE:
            raise ValueError(f"an answer is one of {SCALE}, not {answer!r}")
    if not response.answers and not response.takeaway.strip() and not response.improvement.strip():
        raise RuleBroken(Code.EVALUATION_EMPTY)


def closes_at(last_meeting_ends_at: datetime, days: int) -> datetime:
    """When the form closes: `days` after the end of the last meeting."""
    return last_meeting_ends_at + timedelta(days=days)


def check_ticket(*, used: bool, closes: datetime, now: datetime) -> None:
    """Whether a personal link still opens the form.

    Raises RuleBroken(EVALUATION_USED) or RuleBroken(EVALUATION_CLOSED).
    """
    if used:
        raise RuleBroken(Code.EVALUATION_USED)
    if now >= closes:
        raise RuleBroken(Code.EVALUATION_CLOSED, closes_at=closes)


@dataclass(frozen=True, slots=True)
class Distribution:
    """Answers to one statement: how often each point of the scale was chosen."""

    question: Question
    counts: tuple[int, int, int, int, int]

    @property
    def total(self) -> int:
        """Answers given to this statement: the base of every share of it."""
        return sum(self.counts)

    @property
    def agreeing(self) -> int:
        """Answers 4 and 5."""
        return self.counts[3] + self.counts[4]


@dataclass(frozen=True, slots=True)
class Results:
    """What trainer and coordinator may see of an edition's evaluation.

    invited: participants, the base of the response rate. responses: forms that came back.
    withheld: fewer responses than the threshold, so nothing but the rate is shown.
    """

    invited: int
    responses: int
    withheld: bool
    distributions: tuple[Distribution, ...] = ()
    takeaways: tuple[str, ...] = ()
    improvements: tuple[str, ...] = ()


def results(responses: Sequence[Response], invited: int, threshold: int) -> Results:
    """Sum the responses up; below `threshold` (5 by default) only their number is told.

    Texts come back in alphabetical order, so that their order tells nothing either; a blank one
    is none.
    """
    if len(responses) < threshold:
        return Results(invited, len(responses), withheld=True)
    distributions = []
    for question in Question:
        counts = Counter(r.answers[question] for r in responses if question in r.answers)
        distributions.append(
            Distribution(question, (counts[1], counts[2], counts[3], counts[4], counts[5]))
        )
    return Results(
        invited,
        len(responses),
        withheld=False,
        distributions=tuple(distributions),
        takeaways=_in_order(r.takeaway for r in responses),
        improvements=_in_order(r.improvement for r in responses),
    )


def _in_order(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(text.strip() for text in texts if text.strip()))


def percentage(part: int, base: int) -> int | None:
    """A whole percentage, half up; None when there is no base to take it of."""
    return None if base == 0 else (200 * part + base) // (2 * base)
