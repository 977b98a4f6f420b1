"""The quality report: the published programme of 2023 comes out of a year that was played."""

import json
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import Message, Registration
from app.queries.attending import quality_report
from app.rules.deciding.undo import GOING_AHEAD
from app.rules.states import CancelReason
from tests.support.installation import Databases, make_app
from tests.support.time import NOW

#: Section 1.3.3 of the quality report of 2023, as it was published.
PUBLISHED = """\
date,title,format,participants,co_organiser
2023-02-06,Interculturele communicatie – Het TOPOI model in de hulpverleningspraktijk,webinar,7,
2023-02-13,Hulpverleners in superdiversiteit,live,11,
2023-03-13,Racisme verwondt – Als hulpverlener omgaan met de impact van racisme,live,9,
2023-04-27,Interculturele communicatie – Het TOPOI model in de hulpverleningspraktijk,webinar,10,
2023-05-26,Werken met anderstalige cliënten in de jeugdhulpverlening,live,16,Team Taal van Atlas
2023-06-12,Opgroeien en opvoeden in een gepolariseerde wereld,live,9,
2023-09-25,Racisme verwondt – Als hulpverlener omgaan met de impact van racisme,live,11,
2023-11-16,Hulpverleners in superdiversiteit,live,11,
2023-12-07,Opvoeden en opgroeien in migratiecontext,webinar,18,
2023-12-14,Opvoeden en opgroeien in migratiecontext,webinar,18,
"""


def run(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=list(args))
    assert result.exit_code == 0, result.output
    return result.output


def counted() -> dict[str, int]:
    """How many rows each table has."""
    db.session.rollback()
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in db.metadata.sorted_tables
    }


@pytest.fixture(scope="module")
def year(databases: Databases) -> Iterator[Flask]:
    """An installation that played 2023; its loader takes a while."""
    app = make_app(databases.new("sqlite"))
    run(app, "example", "load", "2023")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_programme_is_the_published_table_byte_for_byte(year: Flask) -> None:
    assert run(year, "report", "2023", "--format", "csv") == PUBLISHED
    assert run(year, "report", "2023") == PUBLISHED


def test_ten_trainings_and_120_participants(year: Flask) -> None:
    report = quality_report.report(2023, NOW)
    assert (len(report.programme), report.participants) == (10, 120)
    assert sum(row.participants for row in report.programme) == 120


def test_more_people_registered_than_came(year: Flask) -> None:
    first, *others = quality_report.report(2023, NOW).programme
    assert (first.participants, first.registrations) == (7, 9)
    for row in others:
        assert row.registrations >= max(row.participants, 8), row.title


def test_the_two_cancelled_offers_stand_apart_with_their_reason(year: Flask) -> None:
    trajectory, autumn = quality_report.report(2023, NOW).cancelled
    days = [day.isoformat() for day in trajectory.dates]
    assert days == ["2023-03-29", "2023-04-24", "2023-05-03"]
    for row in (trajectory, autumn):
        assert row.reason is CancelReason.TOO_FEW
        assert row.count < row.minimum == 8


def test_every_edition_has_its_decision(year: Flask) -> None:
    shown = quality_report.report(2023, NOW)
    went, did_not = (
        Counter(row.edition_id for row in shown.decisions if (row.outcome in GOING_AHEAD) is way)
        for way in (True, False)
    )
    assert went == Counter(row.edition_id for row in shown.programme)
    assert did_not == Counter(row.edition_id for row in shown.cancelled)
    assert [row.on for row in shown.decisions] == sorted(row.on for row in shown.decisions)
    for row in shown.decisions:
        assert (row.count >= row.minimum, row.cause) == (
            (True, None) if row.outcome in GOING_AHEAD else (False, CancelReason.TOO_FEW)
        )
    data = json.loads(run(year, "report", "2023", "--format", "json"))
    assert [row["count"] for row in data["decisions"]] == [row.count for row in shown.decisions]
    lines = run(year, "report", "2023", "--format", "decisions").splitlines()
    assert len(lines) == 1 + len(shown.decisions) == 13


def test_each_total_of_the_json_is_the_sum_of_its_rows(year: Flask) -> None:
    data = json.loads(run(year, "report", "2023", "--format", "json"))
    assert data["year"] == 2023
    for column in ("participants", "registrations", "responses"):
        assert data[column] == sum(row[column] for row in data["programme"]) > 0
    rate = data["response_rate_percent_of_participants"]
    assert rate == round(100 * data["responses"] / data["participants"])
    for row in data["half_days"]:
        assert row["total"] == row["regular"] + row["project"]
    for column in ("regular", "project", "total"):
        total = data["half_days_total"][column]
        assert total == sum(row[column] for row in data["half_days"]) > 0
    assert len(data["half_days"]) == 4


def test_the_half_days_are_those_of_the_meetings_that_were_held(year: Flask) -> None:
    # Six live days of two half-days each, four webinars of one.
    assert quality_report.report(2023, NOW).half_day_total.total == 6 * 2 + 4


def test_quotes_are_signed_and_stand_in_the_order_of_the_year(year: Flask) -> None:
    signatures = [quote.signature for quote in quality_report.report(2023, NOW).quotes]
    assert signatures[0] == "(deelnemer 'TOPOI' 06/02)"
    days = [tuple(reversed(s[-6:-1].split("/"))) for s in signatures]
    assert days == sorted(days)


def test_no_message_of_the_example_waits_to_be_sent(year: Flask) -> None:
    states = set(db.session.scalars(select(Message.state).distinct()))
    assert {state.value for state in states} == {"sent"}


def test_loading_the_year_again_changes_nothing(year: Flask) -> None:
    before = counted()
    assert before["registrations"] > 120
    assert run(year, "example", "load", "2023") == (
        "There are editions in 2023 already; nothing was changed.\n"
    )
    assert counted() == before


def test_other_years_are_empty_and_so_is_a_year_that_is_still_to_come(year: Flask) -> None:
    assert quality_report.years() == [2023]
    for other in (2022, 2024):
        report = quality_report.report(other, NOW)
        assert (report.programme, report.cancelled, report.quotes) == ((), (), ())
        assert report.half_day_total.total == 0


def test_all_people_of_the_example_are_invented(year: Flask) -> None:
    for column in (Registration.email, Message.recipient):
        addresses = set(db.session.scalars(select(column).distinct()))
        assert all(address.endswith(".example") for address in addresses)


def test_the_html_report_holds_every_title_and_total(year: Flask) -> None:
    page = run(year, "report", "2023", "--format", "html")
    for row in quality_report.report(2023, NOW).programme:
        assert row.title in page
    assert "120" in page
