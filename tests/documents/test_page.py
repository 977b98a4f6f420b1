"""Papers: what the font can print, long texts over pages, and the same bytes each time."""

import re
import zlib
from datetime import datetime

import pytest

from app.documents.confirmation import Confirmation, Dated, confirmation
from app.documents.page import Fact, Paper, Sender, printable, readable
from app.rules.registering.withdrawal import Step
from tests.support.time import NOW, moment

SENDER = Sender("Voorbeeldpunt vzw", "Voorbeeldstraat 12, 2600 Berchem", "info@example.org")


def make_paper(made_at: datetime = NOW) -> Paper:
    return Paper(SENDER, title="Attest", language="nl", made_at=made_at)


def pages(octets: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", octets))


def facts_about(name: str = "Lotte Janssens", price_cents: int = 9500) -> Confirmation:
    return Confirmation(
        language="nl",
        title="Racisme verwondt – Als hulpverlener omgaan met de impact van racisme",
        name=name,
        function="Leerlingbegeleider",
        organisation="CLB De Horizon",
        email="lotte@example.org",
        registered_at=NOW,
        meetings=[
            Dated(moment("2027-03-15 09:30"), moment("2027-03-15 16:30"), "", "De Brug", False),
            Dated(moment("2027-03-22 09:30"), moment("2027-03-22 12:30"), "Dag 2", "", True),
        ],
        decides_on=NOW.date(),
        price_cents=price_cents,
        bill_to="CLB De Horizon",
        terms=[Step(NOW.date(), 0), Step(None, 9500)],
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Emine Yıldız", "Emine Yıldız"),
        ("Šárka Dvořáková", "Šárka Dvořáková"),
        ("S\u030ca\u0301rka", "Šárka"),
        ("Nguyễn Thị Mai", "Nguyên Thi Mai"),
        ("super\u00addiversiteit", "superdiversiteit"),
        ("a\u202fb\tc", "a b c"),
        ("\u202eomgekeerd\x00", "omgekeerd"),
        ("محمد", "????"),
        ("ﬁn", "fin"),
    ],
)
def test_what_the_font_lacks_loses_its_marks_and_never_breaks_the_paper(
    text: str, shown: str
) -> None:
    assert printable(text) == shown


def test_a_name_in_a_script_that_the_font_lacks_is_not_readable() -> None:
    assert [readable(name) for name in ("محمد", "Иван", "Nguyễn", "Yıldız", "", "123")] == [
        False,
        False,
        True,
        True,
        True,
        True,
    ]


def test_the_same_facts_give_the_same_bytes_and_other_facts_do_not() -> None:
    assert confirmation(SENDER, facts_about()) == confirmation(SENDER, facts_about())
    assert confirmation(SENDER, facts_about()) != confirmation(SENDER, facts_about("Lotta"))


@pytest.mark.parametrize("name", ["محمد علي", "x" * 200, "Ruben D'Hondt (\\)", " "])
@pytest.mark.parametrize("price_cents", [0, 9500])
def test_any_name_gives_a_paper(name: str, price_cents: int) -> None:
    octets = confirmation(SENDER, facts_about(name, price_cents))
    assert octets.startswith(b"%PDF-")
    assert pages(octets) == 1


def test_a_long_list_goes_on_on_another_page() -> None:
    paper = make_paper()
    paper.heading("Lijst")
    paper.facts(Fact(f"Regel {number}", "waarde " * 30) for number in range(40))
    assert pages(paper.octets()) > 1


def test_the_file_says_what_it_is_in_which_language_and_when() -> None:
    octets = make_paper().octets()
    assert b"/Lang (nl)" in octets
    assert b"D:20270303" in octets
    assert "Attest".encode("utf-16-be") in octets or b"(Attest)" in octets
    assert any(b" Tj" in zlib.decompress(s) for s in _streams(octets) if _is_text(s))


def _streams(octets: bytes) -> list[bytes]:
    return re.findall(rb"stream\r?\n(.*?)\r?\nendstream", octets, re.DOTALL)


def _is_text(stream: bytes) -> bool:
    try:
        return b"BT" in zlib.decompress(stream)
    except zlib.error:
        return False
