"""The quality report: each total is the sum of its rows, each percentage names its base."""

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.attending.quality_report import (
    CancelledRow,
    DecisionRow,
    HalfDayRow,
    ProgrammeRow,
    QualityReport,
    decisions_csv,
    defused,
    half_day_rows,
    programme_csv,
)
from app.rules.states import CancelReason, DecisionOutcome, Format, Funding

TEAMS = ("Antwerpen", "Limburg", "Oost- en West-Vlaanderen", "Vlaams-Brabant en Brussel")
ROW = ProgrammeRow(
    edition_id=1,
    on=date(2023, 2, 6),
    title="TOPOI",
    format=Format.WEBINAR,
    participants=7,
    co_organisers=(),
    registrations=9,
    responses=5,
)
CANCELLED = CancelledRow(
    edition_id=2,
    dates=(date(2023, 3, 29), date(2023, 4, 24), date(2023, 5, 3)),
    title="Traject",
    reason=CancelReason.TOO_FEW,
    note="",
    count=4,
    minimum=8,
)

NUMBERS = st.integers(0, 40)
ROWS = st.lists(
    st.builds(
        replace,
        st.just(ROW),
        format=st.sampled_from(Format),
        participants=NUMBERS,
        registrations=NUMBERS,
        responses=NUMBERS,
    ),
    max_size=12,
).map(tuple)
COUNTED = st.lists(
    st.tuples(st.sampled_from([*TEAMS, "Een vroeger team"]), st.sampled_from(Funding), NUMBERS)
)


DECISION = DecisionRow(
    edition_id=1,
    on=date(2023, 1, 23),
    title="TOPOI",
    first_on=date(2023, 2, 6),
    outcome=DecisionOutcome.GO_AHEAD_SMALL,
    count=7,
    minimum=8,
    reason='Een "kleine" groep, en\nmet reden',
    by="Hilde Claes",
)


def report(*rows: ProgrammeRow, half_days: tuple[HalfDayRow, ...] = ()) -> QualityReport:
    return QualityReport(2023, rows, (CANCELLED,), half_days, ())


def test_a_year_with_three_editions() -> None:
    shown = report(
        ROW,
        replace(ROW, format=Format.LIVE, participants=12, registrations=12, responses=6),
        replace(ROW, participants=0, registrations=8, responses=0),
    )
    assert (shown.participants, shown.registrations, shown.responses) == (19, 29, 11)
    assert (shown.number_of(Format.WEBINAR), shown.number_of(Format.LIVE)) == (2, 1)
    assert [row.response_rate for row in shown.programme] == [71, 50, None]
    assert shown.response_rate == 58, "11 of 19 participants, not an average of averages"


def test_a_cancelled_edition_counts_for_nothing() -> None:
    shown = report()
    assert len(shown.cancelled) == 1
    assert (shown.participants, shown.registrations, shown.responses) == (0, 0, 0)
    assert shown.response_rate is None
    assert [shown.number_of(one) for one in Format] == [0, 0]
    assert shown.half_day_total == HalfDayRow("", 0, 0)


@given(rows=ROWS)
def test_each_total_is_the_sum_of_its_rows(rows: tuple[ProgrammeRow, ...]) -> None:
    shown = report(*rows)
    assert shown.participants == sum(row.participants for row in rows)
    assert shown.registrations == sum(row.registrations for row in rows)
    assert shown.responses == sum(row.responses for row in rows)
    assert sum(shown.number_of(one) for one in Format) == len(rows)
    assert (shown.response_rate is None) is (shown.participants == 0)


def test_half_days_by_team_and_funding() -> None:
    rows = half_day_rows(
        TEAMS,
        [
            ("Limburg", Funding.REGULAR, 2),
            ("Antwerpen", Funding.PROJECT, 1),
            ("Limburg", Funding.REGULAR, 1),
            ("Limburg", Funding.PROJECT, 4),
        ],
    )
    assert rows == (
        HalfDayRow("Antwerpen", 0, 1),
        HalfDayRow("Limburg", 3, 4),
        HalfDayRow("Oost- en West-Vlaanderen", 0, 0),
        HalfDayRow("Vlaams-Brabant en Brussel", 0, 0),
    )
    assert [row.total for row in rows] == [1, 7, 0, 0]
    total = report(half_days=rows).half_day_total
    assert (total.regular, total.project, total.total) == (3, 5, 8)


@pytest.mark.parametrize("funding", Funding)
def test_half_days_of_a_team_that_no_longer_exists_are_not_lost(funding: Funding) -> None:
    rows = half_day_rows(TEAMS, [("Een vroeger team", funding, 3)])
    assert [row.team for row in rows] == [*TEAMS, "Een vroeger team"]
    assert rows[-1].total == 3


@given(counted=COUNTED)
def test_no_half_day_is_lost_or_counted_twice(counted: list[tuple[str, Funding, int]]) -> None:
    rows = half_day_rows(TEAMS, counted)
    by_team: Counter[str] = Counter()
    by_funding: Counter[Funding] = Counter()
    for team, funding, number in counted:
        by_team[team] += number
        by_funding[funding] += number
    assert {row.team: row.total for row in rows if row.total} == {
        team: number for team, number in by_team.items() if number
    }
    assert tuple(row.team for row in rows)[: len(TEAMS)] == TEAMS
    total = report(half_days=rows).half_day_total
    assert total.regular == sum(row.regular for row in rows) == by_funding[Funding.REGULAR]
    assert total.project == sum(row.project for row in rows) == by_funding[Funding.PROJECT]
    assert total.total == sum(row.total for row in rows)


def test_the_programme_as_csv() -> None:
    shown = report(
        replace(ROW, co_organisers=("Vereniging A", "Vereniging B")),
        replace(ROW, title='Rouw, verlies en "thuis"', format=Format.LIVE, participants=12),
    )
    assert programme_csv(shown) == (
        "date,title,format,participants,co_organiser\n"
        "2023-02-06,TOPOI,webinar,7,Vereniging A; Vereniging B\n"
        '2023-02-06,"Rouw, verlies en ""thuis""",live,12,\n'
    )


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+32", "'+32"),
        ("-5", "'-5"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "' =1"),
        ("Rouw\r=1", "Rouw =1"),
        ("Rouw\nen verlies", "Rouw\nen verlies"),
    ],
)
def test_a_spreadsheet_reads_no_cell_as_a_formula(cell: str, written: str) -> None:
    text = programme_csv(report(replace(ROW, title=cell, co_organisers=(cell,))))
    _, row = csv.reader(io.StringIO(text, newline=""))
    assert (row[1], row[4]) == (written, written)


@pytest.mark.parametrize("cell", ["", "TOPOI", "Rouw = verlies", "'s Avonds"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert defused(cell) == cell


def test_the_decisions_as_a_file() -> None:
    decisions = (
        DECISION,
        replace(
            DECISION,
            outcome=DecisionOutcome.EXTEND,
            until=date(2023, 1, 30),
            new_start=date(2023, 3, 6),
            reason="=1+1",
            by="@Hilde",
        ),
        replace(
            DECISION,
            outcome=DecisionOutcome.CANCEL,
            cause=CancelReason.TRAINER_ILL,
            reason="",
            by=None,
        ),
    )
    text = decisions_csv(replace(report(), decisions=decisions))
    header, *rows = csv.reader(io.StringIO(text))
    assert header == [
        *("date", "title", "first_meeting", "outcome", "until", "new_start"),
        *("registrations", "minimum", "cause", "reason", "by"),
    ]
    first = ["2023-01-23", "TOPOI", "2023-02-06"]
    assert rows == [
        [*first, "go_ahead_small", "", "", "7", "8", "", DECISION.reason, "Hilde Claes"],
        [*first, "extend", "2023-01-30", "2023-03-06", "7", "8", "", "'=1+1", "'@Hilde"],
        [*first, "cancel", "", "", "7", "8", "trainer_ill", "", "rule"],
    ]
