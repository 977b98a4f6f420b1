"""The certificate as a paper: what it says in which language, and the same bytes each time."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from fpdf import FPDF

from app.documents.certificate import Amount, AttendedMeeting, CertificateFacts, certificate
from app.documents.page import Sender
from tests.support.time import moment

FACTS = CertificateFacts(
    sender=Sender("Voorbeeldpunt vzw", "Voorbeeldstraat 12, Berchem", "info@voorbeeld.example"),
    language="en",
    name="Šárka Yıldız",
    email="sarka@organisatie.example",
    training="Racisme verwondt – Als hulpverlener",
    co_organisers=("CAW De Kempen",),
    trainers=("Nadia El Amrani", "Joris Vermeulen"),
    meetings=(
        AttendedMeeting(
            moment("2027-03-29 09:30"), moment("2027-03-29 16:30"), "Dag 1", "Zaal De Brug, Berchem"
        ),
        AttendedMeeting(moment("2027-04-05 13:00"), moment("2027-04-05 16:30"), "", ""),
    ),
    attended=Amount(3, timedelta(hours=10.5)),
    whole=Amount(4, timedelta(hours=14)),
    issued_at=moment("2027-04-20 11:00"),
    code="7K4M-9QXT-2D6H-VW3P",
    address="https://vorming.example.org/attest",
)


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that is put on paper, in its order."""
    texts: list[str] = []
    write = FPDF.multi_cell

    def spy(self: FPDF, w: float, h: float, text: str, **options: Any) -> Any:
        texts.append(text)
        return write(self, w, h, text, **options)

    monkeypatch.setattr(FPDF, "multi_cell", spy)
    return texts


def test_it_says_who_was_where_for_how_long_and_how_to_check_it(printed: list[str]) -> None:
    certificate(FACTS)
    said = "\n".join(printed)
    for words in (
        "Šárka Yıldız took part in the training “Racisme verwondt – Als hulpverlener”.",
        "Monday 29 March 2027, 09:30–16:30\nDag 1 · Zaal De Brug, Berchem",
        "Monday 5 April 2027, 13:00–16:30\nOnline",
        "3 of 4 half-days\n10.5 of 14 hours, breaks included",
        "Nadia El Amrani, Joris Vermeulen",
        "Voorbeeldpunt vzw, CAW De Kempen",
        "Tuesday 20 April 2027",
        "https://vorming.example.org/attest",
        "7K4M-9QXT-2D6H-VW3P",
    ):
        assert words in said


def test_the_same_facts_give_the_same_bytes_and_other_facts_others() -> None:
    first = certificate(FACTS)
    assert first.startswith(b"%PDF-")
    assert certificate(FACTS) == first
    assert certificate(replace(FACTS, code="7K4M-9QXT-2D6H-VW3Q")) != first


def test_a_name_that_the_font_lacks_is_said_by_its_address(printed: list[str]) -> None:
    certificate(replace(FACTS, name="فاطمة الزهراء"))
    assert any(text.startswith("sarka@organisatie.example took part") for text in printed)


def test_a_training_of_many_meetings_goes_on_over_the_page(printed: list[str]) -> None:
    first = FACTS.meetings[0]
    many = tuple(
        replace(
            first,
            starts_at=first.starts_at + timedelta(weeks=week),
            ends_at=first.ends_at + timedelta(weeks=week),
        )
        for week in range(30)
    )
    octets = certificate(replace(FACTS, meetings=many))
    assert octets.count(b"/Type /Page\n") > 1
    assert len({text for text in printed if text.endswith("09:30–16:30")}) == 30
