"""The page for the bookkeeping and its file."""

import csv
from io import StringIO

import pytest

from app.extensions import transaction
from app.models import Edition
from app.services.registering import registration
from app.services.registering.person import Billing
from tests.factories.cast import Cast
from tests.factories.held import confirm
from tests.factories.offer import make_edition, make_person, register
from tests.support.time import NOW
from tests.support.visitor import Visitor

FORMULA = '=HYPERLINK("x")'


def make_priced(cast: Cast) -> Edition:
    edition = make_edition(team=cast.antwerp, price_cents=4750)
    billing = Billing(FORMULA, "Kerkstraat 1, Gent", "BE0999999922", "@PO 7")
    with transaction():
        person = make_person("An; Smet", billing=billing)
        registration.register(edition.id, person, NOW, consent=True)
    register(edition, name="Bert")
    confirm(edition)
    return edition


def test_what_is_due_with_its_total(visitor: Visitor, cast: Cast) -> None:
    make_priced(cast)
    page = visitor.sign_in(cast.coordinator).get("/werk/boekhouding")
    assert "1 maart 2027 to 31 maart 2027" in page
    assert "2 amounts due" in page
    assert "Kerkstraat 1, Gent" in page
    assert "Not told Fill in: Bert" in page
    assert page.text.count("€ 47,50") == 2
    assert "Total € 95" in page
    assert "Nothing is due" in visitor.get("/werk/boekhouding?van=2027-04-01&tot=2027-04-30")
    assert "1 april 2027 to 30 april 2027" in visitor.submit(
        page, "Show", van="2027-04-30", tot="2027-04-01"
    )


def test_the_file_opens_as_a_sheet_and_holds_no_formulas(visitor: Visitor, cast: Cast) -> None:
    make_priced(cast)
    visitor.sign_in(cast.coordinator)
    response = visitor.get("/werk/boekhouding.csv?van=2027-03-01&tot=2027-03-31").response
    data = response.get_data()
    assert data.startswith(b"\xef\xbb\xbf")
    heading, *rows = csv.reader(StringIO(data.decode("utf-8-sig")), delimiter=";")
    first, second = (dict(zip(heading, row, strict=True)) for row in rows)
    assert first["Date"] == "2027-03-29"
    assert first["Name"] == "An; Smet"
    assert first["Bill to"] == "'" + FORMULA
    assert (first["VAT number"], first["Reference"]) == ("BE0999999922", "'@PO 7")
    assert (first["Amount due in euros"], first["For"]) == ("47,50", "A place")
    assert second["Bill to"] == ""
    assert (
        'filename="boekhouding-2027-03-01-2027-03-31.csv"'
        in (response.headers["Content-Disposition"])
    )


def test_other_teams_are_not_shown(visitor: Visitor, cast: Cast) -> None:
    make_priced(cast)
    visitor.sign_in(cast.coordinator_limburg)
    for question in ("", f"?team={cast.antwerp.id}", f"?team={cast.limburg.id}"):
        assert "Nothing is due" in visitor.get(f"/werk/boekhouding{question}")
    assert "An; Smet" in visitor.sign_in(cast.coordinator_antwerp).get("/werk/boekhouding")
    visitor.sign_in(cast.coordinator)
    assert "2 amounts due" in visitor.get(f"/werk/boekhouding?team={cast.antwerp.id}")
    assert "Nothing is due" in visitor.get(f"/werk/boekhouding?team={cast.limburg.id}")


@pytest.mark.parametrize(
    "question",
    [
        "van=x&tot=y",
        "van=2027-03-01",
        "van=0001-01-01&tot=9999-12-31",
        "van=%00&tot=%FF&team=%00",
        f"team={'9' * 30}",
        "van=2027-02-30&tot=2027-03-31",
    ],
)
def test_what_is_no_period_is_this_month(visitor: Visitor, cast: Cast, question: str) -> None:
    page = visitor.sign_in(cast.coordinator).get(f"/werk/boekhouding?{question}")
    assert "1 maart 2027 to 31 maart 2027" in page
