"""The yearly quality report: each total is the sum of its rows, each percentage names its base."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from app.rules.attending.evaluation import percentage
from app.rules.attending.quote import PublishedQuote
from app.rules.states import CancelReason, DecisionOutcome, Format, Funding


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """One edition that took place; `on` is the date of its first meeting.

    `planned_on` is what that date was before it was postponed, None if it never was.
    """

    edition_id: int
    on: date
    title: str
    format: Format
    participants: int
    co_organisers: tuple[str, ...]
    registrations: int
    responses: int
    small_group_reason: str | None = None
    planned_on: date | None = None

    @property
    def response_rate(self) -> int | None:
        """Responses as a percentage of the participants; None without participants."""
        return percentage(self.responses, self.participants)


@dataclass(frozen=True, slots=True)
class CancelledRow:
    """One edition that did not take place, with the count and minimum at the decision."""

    edition_id: int
    dates: tuple[date, ...]
    title: str
    reason: CancelReason
    note: str
    count: int
    minimum: int


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision about an edition of the year, as it was written down.

    on: its local date. first_on: the first meeting. until: the new decision date, if it set one.
    new_start: the new day of the first meeting. cause: why an edition was cancelled. by: who
    decided, None for the rule. took_back: what was decided before and no longer holds.
    """

    edition_id: int
    on: date
    title: str
    first_on: date
    outcome: DecisionOutcome
    count: int
    minimum: int
    reason: str
    by: str | None
    until: date | None = None
    new_start: date | None = None
    cause: CancelReason | None = None
    took_back: DecisionOutcome | None = None


@dataclass(frozen=True, slots=True)
class HalfDayRow:
    """Half-days of one team, by the funding that they are reported under."""

    team: str
    regular: int = 0
    project: int = 0

    @property
    def total(self) -> int:
        """Both kinds of funding together."""
        return self.regular + self.project


def half_day_rows(
    teams: Sequence[str], counted: Iterable[tuple[str, Funding, int]]
) -> tuple[HalfDayRow, ...]:
    """Half-days by team, in the order of `teams`; a team without any keeps its row of zeros."""
    sums = {(team, funding): 0 for team in teams for funding in Funding}
    for team, funding, number in counted:
        sums[team, funding] = sums.get((team, funding), 0) + number
    order = dict.fromkeys([*teams, *(team for team, _ in sums)])
    return tuple(
        HalfDayRow(team, sums.get((team, Funding.REGULAR), 0), sums.get((team, Funding.PROJECT), 0))
        for team in order
    )


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The open offer of one year."""

    year: int
    programme: tuple[ProgrammeRow, ...]
    cancelled: tuple[CancelledRow, ...]
    half_days: tuple[HalfDayRow, ...]
    quotes: tuple[PublishedQuote, ...]
    decisions: tuple[DecisionRow, ...] = ()

    @property
    def participants(self) -> int:
        """Sum of the participants column."""
        return sum(row.participants for row in self.programme)

    @property
    def registrations(self) -> int:
        """Sum of the registrations column."""
        return sum(row.registrations for row in self.programme)

    @property
    def responses(self) -> int:
        """Sum of the responses column."""
        return sum(row.responses for row in self.programme)

    @property
    def response_rate(self) -> int | None:
        """Responses as a percentage of all participants of the year."""
        return percentage(self.responses, self.participants)

    def number_of(self, format_: Format) -> int:
        """How many editions of one format took place."""
        return sum(row.format == format_ for row in self.programme)

    def cancelled_by_reason(self) -> list[tuple[CancelReason, list[CancelledRow]]]:
        """The editions that did not take place, by reason; a reason without any is left out."""
        groups = [(r, [row for row in self.cancelled if row.reason is r]) for r in CancelReason]
        return [(reason, rows) for reason, rows in groups if rows]

    @property
    def postponed(self) -> list[ProgrammeRow]:
        """The editions that took place on another first day than was planned."""
        return [row for row in self.programme if row.planned_on not in (None, row.on)]

    @property
    def small_groups(self) -> list[ProgrammeRow]:
        """The editions that took place with a smaller group, for a reason that was recorded."""
        return [row for row in self.programme if row.small_group_reason]

    @property
    def half_day_total(self) -> HalfDayRow:
        """The sum of the rows by team."""
        return HalfDayRow(
            "",
            sum(row.regular for row in self.half_days),
            sum(row.project for row in self.half_days),
        )


CSV_HEADER = ("date", "title", "format", "participants", "co_organiser")


def programme_csv(report: QualityReport) -> str:
    """The programme table as CSV (RFC 4180, with line feeds): one row an edition, ISO dates."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    for row in report.programme:
        writer.writerow(
            (
                row.on.isoformat(),
                defused(row.title),
                row.format.value,
                row.participants,
                defused("; ".join(row.co_organisers)),
            )
        )
    return out.getvalue()


DECISIONS_HEADER = (
    "date",
    "title",
    "first_meeting",
    "outcome",
    "until",
    "new_start",
    "registrations",
    "minimum",
    "cause",
    "reason",
    "by",
)
#: Who decided when nobody did.
BY_RULE = "rule"


def decisions_csv(report: QualityReport) -> str:
    """The decisions as CSV, as `programme_csv`: one row a decision, in order of time."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(DECISIONS_HEADER)
    for row in report.decisions:
        writer.writerow(
            (
                row.on.isoformat(),
                defused(row.title),
                row.first_on.isoformat(),
                row.outcome.value,
                row.until.isoformat() if row.until else "",
                row.new_start.isoformat() if row.new_start else "",
                row.count,
                row.minimum,
                row.cause.value if row.cause else "",
                defused(row.reason),
                defused(row.by) if row.by else BY_RULE,
            )
        )
    return out.getvalue()


def defused(cell: str) -> str:
    """A cell that a spreadsheet takes for text, also when it looks like the start of a formula."""
    mark = "'" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else ""
    # Before Python 3.13 csv leaves a lone carriage return unquoted, which would end the row.
    return mark + cell.replace("\r", " ")
