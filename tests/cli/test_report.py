"""flask report: for other programs, and into a file."""

import json
from pathlib import Path

import pytest
from flask import Flask

from app.extensions import clock
from tests.factories.held import ENDS, hold_edition
from tests.factories.offer import make_training

ROW = "2027-03-29,Het TOPOI model,live,2,Team Taal; Atlas\n"


@pytest.fixture
def held(site: Flask) -> Flask:
    hold_edition(
        3,
        present=2,
        training=make_training("Het TOPOI model", "TOPOI"),
        co_organisers=("Team Taal", "Atlas"),
    )
    clock.travel_to(ENDS)
    return site


def report(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(args=["report", *args])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_year_without_editions_is_an_empty_table(site: Flask) -> None:
    assert report(site, "2026") == "date,title,format,participants,co_organiser\n"


def test_the_table_goes_to_the_screen_or_to_a_file(held: Flask, tmp_path: Path) -> None:
    table = f"date,title,format,participants,co_organiser\n{ROW}"
    assert report(held, "2027") == table
    path = tmp_path / "verslag.csv"
    assert report(held, "2027", "--format", "csv", "--output", str(path)) == f"wrote {path}\n"
    assert path.read_bytes() == table.encode()


def test_the_json_is_json_with_its_letters_as_they_are(held: Flask) -> None:
    data = json.loads(report(held, "2027", "--format", "json"))
    (row,) = data["programme"]
    assert (row["title"], row["participants"], row["registrations"]) == ("Het TOPOI model", 2, 3)
    assert row["response_rate_percent_of_participants"] == 0


def test_the_html_is_a_page_of_its_own(held: Flask) -> None:
    page = report(held, "2027", "--format", "html")
    assert page.lower().startswith("<!doctype html>")
    assert "Het TOPOI model" in page


@pytest.mark.parametrize("args", [["1999"], ["twenty"], ["2027", "--format", "pdf"], []])
def test_what_can_not_be_read_is_refused(site: Flask, args: list[str]) -> None:
    assert site.test_cli_runner().invoke(args=["report", *args]).exit_code == 2


def test_a_folder_is_no_file_to_write(site: Flask, tmp_path: Path) -> None:
    result = site.test_cli_runner().invoke(args=["report", "2027", "--output", str(tmp_path)])
    assert result.exit_code == 2
    assert "is a directory" in result.output
