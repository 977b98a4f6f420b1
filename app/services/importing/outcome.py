"""What reading a file in comes to: for whom it is done, what it would write, what is wrong."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from email_validator import EmailNotValidError, validate_email

from app.rules.importing.problems import Problem, ProblemCode
from app.rules.importing.table import Column


@dataclass(frozen=True, slots=True)
class Scope:
    """For whom a file is read in. `team_id`: only what is of that team; None for all teams.

    `actor_id` None: an operator at the command line. `mail`: the people are told.
    """

    team_id: int | None = None
    actor_id: int | None = None
    mail: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Numbers of things (trainings, editions, people), not of rows.

    made, changed, left as they are; `waiting`: of the people that are made, those who get no seat
    but a place on the waiting list. `people` in past editions that are made.
    """

    made: int = 0
    changed: int = 0
    left: int = 0
    waiting: int = 0
    people: int = 0

    def as_json(self) -> dict[str, Any]:
        """For the table."""
        return asdict(self)


@dataclass(slots=True)
class Planned:
    """What would be written, and `write`, which does it and gives the ids of the editions.

    `write` works in the transaction, under the locks, in which the plan was made; it may only be
    called without problems.
    """

    outcome: Outcome
    write: Callable[[], list[int]]
    problems: list[Problem] = field(default_factory=list)


@dataclass(slots=True)
class Found:
    """Collects what is wrong with rows, in the words of the headings of a kind."""

    headings: dict[str, str]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, columns: Iterable[Column]) -> "Found":
        """With the headings of these columns."""
        return cls({column.key: column.heading for column in columns})

    def add(self, row: int, key: str, code: ProblemCode, **facts: str | int) -> None:
        """One more problem, at a column (by key) or, with an empty key, at the row."""
        self.problems.append(Problem(row, self.headings.get(key, ""), code, facts))


def checked_address(address: str) -> str | None:
    """An address as the forms of the site would take it; None for one that they refuse."""
    try:
        valid = validate_email(address, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return valid.ascii_email or valid.normalized
