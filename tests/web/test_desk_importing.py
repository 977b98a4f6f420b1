"""Reading files in on the desk: examples, the upload, the dry run, reading in, who sees it."""

import io

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from app.extensions import db
from app.models import Edition, Import, Registration, Training
from app.rules.importing.states import Kind
from app.services.importing.plan import read
from tests.factories.cast import Cast
from tests.factories.files import as_csv, read_in, upload, work
from tests.factories.offer import make_edition, make_training
from tests.support.statements import counted
from tests.support.visitor import Shown, Visitor

HEADINGS = "titel;korte naam;samenvatting;beschrijving"
WRONG = as_csv(HEADINGS, "Een;;Kort;Lang", "Twee;T;Kort;Lang", ";D;Kort;Lang", "Vier;V;;Lang")
RIGHT = as_csv(HEADINGS, "Een;E;Kort;Lang", "Twee;T;Kort;Lang")


def send(visitor: Visitor, slug: str, content: bytes, status: int = 200, **values: str) -> Shown:
    """Fill the form of a kind in with a file, and press its button."""
    page = visitor.get(f"/werk/inlezen/{slug}")
    form = next(form for form in page.forms if form.action.endswith(slug))
    data: dict[str, object] = {name: values_[0] for name, values_ in form.values.items() if values_}
    data |= values | {"file": (io.BytesIO(content), "lijst.csv")}
    return visitor.post(f"/werk/inlezen/{slug}", data, status)


def test_errors_by_row_then_the_mended_file(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator_antwerp)
    page = visitor.get("/werk/vormingen")
    page = visitor.get("/werk/inlezen")
    assert "Files of before" not in page
    page = send(visitor, "vormingen", WRONG)
    assert "Waits to be checked" in page
    assert 'src="/static/js/progress.' in page.html or "progress.js" in page.html
    work()
    page = visitor.get(page.path)
    assert "3 errors: nothing was written" in page
    assert "Row 2 korte naam Fill this in." in page
    assert "Row 4 titel Fill this in." in page
    assert "Row 5 samenvatting Fill this in." in page
    answer = visitor.get(f"{page.path}/fouten.csv").response
    assert answer.text.splitlines() == [
        "\ufeffRow;Column;What is wrong",
        "2;korte naam;Fill this in.",
        "4;titel;Fill this in.",
        "5;samenvatting;Fill this in.",
    ]
    page = send(visitor, "vormingen", RIGHT)
    work()
    page = visitor.get(page.path)
    assert "2 rows, no errors. Nothing was written yet." in page
    assert "Will be made: 2 trainings." in page
    assert db.session.scalars(select(Training)).all() == []
    ordered = visitor.submit(page, "Read in 2 rows")
    assert "Waits to be read in" in ordered
    # The second click of a double click.
    assert "Waits to be read in" in visitor.submit(page, "Read in 2 rows")
    work()
    page = visitor.get(page.path)
    assert "The file is read in." in page
    assert "Made: 2 trainings." in page
    page = send(visitor, "vormingen", RIGHT)
    work()
    page = visitor.get(page.path)
    assert "All 2 rows are there already" in page
    assert "Read in 2 rows" not in page
    page = visitor.get("/werk/inlezen")
    assert "3 errors" in page
    assert "Checked, not read in yet" in page


def test_people_need_to_have_agreed_and_are_mailed_only_when_asked(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(training=make_training("V", "Kort"))
    content = as_csv(
        "editie;naam;e-mail;functie;organisatie;soort organisatie;extra",
        f"{edition.id};An;an@org.example;Begeleider;De Horizon;CLB;?",
    )
    visitor.sign_in(cast.coordinator_antwerp)
    page = send(visitor, "inschrijvingen", content, 422, mail="y")
    assert "We keep nobody's data without their agreement." in page
    assert next(f for f in page.forms if "mail" in f.values).values["mail"] == ["y"]
    page = send(visitor, "inschrijvingen", content, consent="y")
    work()
    page = visitor.get(page.path)
    assert "Nobody is mailed." in page
    assert "Row 1, column “extra”: We do not know this column and skip it." in page
    visitor.submit(page, "Read in 1 row")
    work()
    page = visitor.get(page.path)
    assert "Kort, 29 maart 2027" in page
    assert db.session.scalars(select(Registration.email)).all() == ["an@org.example"]
    page = send(visitor, "inschrijvingen", content, consent="y", mail="y")
    assert db.session.scalars(select(Import.mail).order_by(Import.id)).all() == [False, True]


def test_many_errors_come_in_pages(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    few = upload(Kind.TRAININGS, as_csv(HEADINGS, ";E;Kort;Lang"), cast.coordinator)
    with counted() as one:
        visitor.get(f"/werk/inlezen/bestand/{few.public_id}")
    rows = [f";E{number};Kort;Lang" for number in range(120)]
    taken = upload(Kind.TRAININGS, as_csv(HEADINGS, *rows), cast.coordinator)
    with counted() as fifty:
        page = visitor.get(f"/werk/inlezen/bestand/{taken.public_id}")
    assert len(fifty) == len(one) <= 10
    assert "120 errors" in page
    assert "page 1 of 3" in page
    page = visitor.get(f"{page.path}?blz=3")
    assert "Row 121" in page
    assert "The next page" not in page
    for odd in ("0", "-1", "99", "x", "9" * 30):
        visitor.get(f"{page.path}?blz={odd}")


@pytest.mark.parametrize("slug", ["vormingen", "edities", "inschrijvingen", "voorbije-jaren"])
def test_the_examples_can_be_fetched_and_brought(visitor: Visitor, cast: Cast, slug: str) -> None:
    visitor.sign_in(cast.coordinator)
    page = visitor.get(f"/werk/inlezen/{slug}")
    assert "How the file looks" in page
    text = visitor.get(f"/werk/inlezen/{slug}/voorbeeld.csv").response
    assert text.headers["Content-Disposition"] == f'attachment; filename="{slug}.csv"'
    book = visitor.get(f"/werk/inlezen/{slug}/voorbeeld.xlsx").response
    sheet = load_workbook(io.BytesIO(book.data)).worksheets[0]
    assert sheet.max_row == 4
    page = send(visitor, slug, book.data, consent="y")
    assert "Waits to be checked" in page
    taken = db.session.scalars(select(Import)).one()
    assert read(taken.kind, taken.content or b"").total == 2
    visitor.get(f"/werk/inlezen/{slug}/voorbeeld.exe", 404)
    visitor.get("/werk/inlezen/iets/voorbeeld.csv", 404)


def test_files_that_are_none(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    assert "This file is empty." in send(visitor, "vormingen", b"", 422)
    page = visitor.get("/werk/inlezen/vormingen")
    token = page.token
    page = visitor.post("/werk/inlezen/vormingen", {"csrf_token": token, "file": "tekst"}, 422)
    assert "Choose a file, please." in page
    for content in (b"\x00", b"PK\x03\x04", bytes(range(256)), b'"', "€;\ud7ff".encode()):
        page = send(visitor, "vormingen", content)
        work()
        assert "error" in visitor.get(page.path)


def test_only_this_page_takes_large_bodies(visitor: Visitor, cast: Cast, site: Flask) -> None:
    visitor.sign_in(cast.coordinator)
    assert "Waits to be checked" in send(visitor, "vormingen", b"a" * 1024 * 1024)
    page = send(visitor, "vormingen", b"a" * (10 * 1024 * 1024 + 1), 422)
    assert "This file is larger than 10 MB." in page
    data = {"file": (io.BytesIO(b"a" * 1024 * 1024), "groot.csv")}
    visitor.post("/werk/vormingen/nieuw", data, 413)
    data = {"file": (io.BytesIO(b"a" * 12 * 1024 * 1024), "groot.csv")}
    visitor.post("/werk/inlezen/vormingen", data, 413)
    data = {"file": (io.BytesIO(b"a" * 1024 * 1024), "groot.csv")}
    assert site.test_client().post("/werk/inlezen/vormingen", data=data).status_code == 413


def test_a_file_is_seen_by_who_brought_it_and_by_administrators(
    visitor: Visitor, cast: Cast
) -> None:
    taken = upload(Kind.TRAININGS, WRONG, cast.coordinator_antwerp)
    address = f"/werk/inlezen/bestand/{taken.public_id}"
    for user, status in (
        (cast.coordinator_antwerp, 200), (cast.administrator, 200), (cast.coordinator, 404),
        (cast.coordinator_limburg, 404), (cast.trainer, 403),
    ):  # fmt: skip
        visitor.sign_in(user)
        visitor.get(address, status)
        visitor.get(f"{address}/fouten.csv", status)
        page = visitor.get("/werk/inlezen", 403 if status == 403 else 200)
        assert ("lijst.csv" in page) == (status == 200)
    visitor.get("/werk/inlezen/bestand/" + "0" * 32, 403)


def test_a_coordinator_reads_in_for_the_own_team(visitor: Visitor, cast: Cast) -> None:
    make_training("V", "V")
    content = as_csv("vorming;team;vorm;datum;van;tot;plaatsen", "V;Limburg;live;5/10/2027;9;12;14")
    taken = upload(Kind.EDITIONS, content, cast.coordinator_antwerp)
    page = visitor.sign_in(cast.coordinator_antwerp).get(f"/werk/inlezen/bestand/{taken.public_id}")
    assert "Row 2 team You read in for the team Antwerpen only." in page
    taken = read_in(Kind.EDITIONS, content, cast.coordinator_limburg)
    edition = db.session.scalars(select(Edition)).one()
    page = visitor.sign_in(cast.administrator).get(f"/werk/inlezen/bestand/{taken.public_id}")
    assert f'href="/werk/edities/{edition.id}"' in page.html
    page = visitor.get(f"/werk/edities/{edition.id}/geschiedenis")
    assert "The edition was read in from a file" in page
