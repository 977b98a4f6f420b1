"""What a training was in past years: figures for everybody, that give nobody's answer away."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.rules.attending.evaluation import Question


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to one statement in one edition: `agreeing` of them are 4 or 5."""

    given: int
    agreeing: int


@dataclass(frozen=True, slots=True)
class HeldEdition:
    """An edition that took place. `year` is that of its first meeting.

    `form_closed`: no more answers can come in.
    """

    year: int
    participants: int
    form_closed: bool
    answers: Mapping[Question, Answers]


@dataclass(frozen=True, slots=True)
class Year:
    """How many people took part in a year, in how many editions."""

    year: int
    editions: int
    participants: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """How many of all answers to a statement agree with it."""

    question: Question
    agreeing: int
    given: int


def years(held: Iterable[HeldEdition]) -> tuple[Year, ...]:
    """The years in which somebody took part, latest first; each is the sum of its editions."""
    sums: dict[int, tuple[int, int]] = {}
    for edition in held:
        if edition.participants:
            editions, participants = sums.get(edition.year, (0, 0))
            sums[edition.year] = (editions + 1, participants + edition.participants)
    return tuple(Year(year, *sums[year]) for year in sorted(sums, reverse=True))


def agreements(held: Sequence[HeldEdition], threshold: int) -> tuple[Agreement, ...]:
    """The answers of all editions together, statement by statement, in the order of the form.

    Domain rule 6. Whoever compares the figures of two days, or knows the results of some editions
    and takes them off, must be left with no fewer than `threshold` answers. So an edition counts
    only when its form is closed, with all its answers at once, and only for a statement to which it
    has that many answers by itself. A statement without any such edition is left out.
    """
    result = []
    for question in Question:
        counted = [
            edition.answers[question]
            for edition in held
            if edition.form_closed
            and question in edition.answers
            and edition.answers[question].given >= threshold
        ]
        if counted:
            agreeing = sum(answers.agreeing for answers in counted)
            result.append(Agreement(question, agreeing, sum(one.given for one in counted)))
    return tuple(result)
