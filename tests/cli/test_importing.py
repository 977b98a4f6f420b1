"""flask import: what is wrong with which row of which file, and nothing changed."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models import Message, Registration, Training
from tests.factories.files import as_csv
from tests.factories.offer import make_edition, make_training

HEADINGS = "titel;korte naam;samenvatting;beschrijving"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "lijst.csv"


def command(site: Flask, *args: str) -> Result:
    return site.test_cli_runner().invoke(args=["import", *args])


def trainings() -> int:
    return db.session.scalar(select(func.count(Training.id))) or 0


def test_wrong_rows_are_named_and_nothing_is_changed(site: Flask, path: Path) -> None:
    path.write_bytes(as_csv(f"{HEADINGS};eigen", "Een;;Kort;Lang;", "Twee;T;Kort;Lang;"))
    result = command(site, "trainings", str(path))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f'{path}, row 1, column "eigen": We do not know this column and skip it. (a warning)',
        f'{path}, row 2, column "korte naam": Fill this in.',
        f"Error: 1 problems in 2 rows of {path}; nothing is changed",
    ]
    assert trainings() == 0


def test_a_dry_run_changes_nothing_and_reading_in_twice_is_reading_in_once(
    site: Flask, path: Path
) -> None:
    path.write_bytes(as_csv(HEADINGS, "Een;E;Kort;Lang", "Twee;T;Kort;Lang"))
    for args, says, there in (
        (["--dry-run"], "would be made 2, changed 0, left as it is 0; 2 rows\n", 0),
        ([], "made 2, changed 0, left as it is 0; 2 rows\n", 2),
        ([], "made 0, changed 0, left as it is 2; 2 rows\n", 2),
    ):
        result = command(site, "trainings", str(path), *args)
        assert (result.exit_code, result.output) == (0, says)
        db.session.rollback()
        assert trainings() == there


def test_people_need_consent_and_are_mailed_when_asked(site: Flask, path: Path) -> None:
    edition = make_edition(training=make_training("V", "V"))
    headings = "editie;naam;e-mail;functie;organisatie;soort organisatie"
    path.write_bytes(as_csv(headings, f"{edition.id};An;an@org.example;B;De Horizon;CLB"))
    result = command(site, "registrations", str(path))
    assert result.exit_code == 2
    assert "--consent" in result.output
    result = command(site, "registrations", str(path), "--consent", "--mail")
    assert result.output == "made 1, changed 0, left as it is 0; 1 rows\n"
    assert db.session.scalars(select(Registration.email)).all() == ["an@org.example"]
    assert db.session.scalars(select(Message.recipient)).all() == ["an@org.example"]
