"""Cells: people's ways of writing dates, times, amounts and yes or no."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.importing import cells
from app.rules.importing.cells import Cell
from app.rules.importing.problems import SENTENCES, BadCell, ProblemCode

DAY = date(2027, 3, 15)
#: Workbooks know no time zone.
MIDNIGHT = datetime.combine(DAY, time())


@pytest.mark.parametrize(
    "written",
    [
        "15/03/2027",
        "15/3/2027",
        "15-03-27",
        "15.3.2027",
        "15 / 3 / 2027",
        "2027-03-15",
        "2027-3-15",
        "15/03/2027 00:00:00",
        "2027-03-15T00:00",
        DAY,
        MIDNIGHT,
        MIDNIGHT + timedelta(hours=9),
        46461,
        46461.0,
    ],
)
def test_dates(written: Cell) -> None:
    assert cells.day(written) == DAY


@pytest.mark.parametrize(
    "written", ["31/02/2027", "15 maart", "2027", "03/15/2027", 12, True, time(9, 30), "15/03/202"]
)
def test_what_is_no_date(written: Cell) -> None:
    with pytest.raises(BadCell) as caught:
        cells.day(written)
    assert caught.value.code is ProblemCode.NOT_A_DATE


@pytest.mark.parametrize(("written", "fits"), [
    ("31/12/1999", False), ("01/01/2000", True), ("31/12/2100", True), ("01/01/2101", False),
])  # fmt: skip
def test_dates_lie_in_our_years(written: str, fits: bool) -> None:
    if fits:
        assert cells.day(written).year in (2000, 2100)
        return
    with pytest.raises(BadCell) as caught:
        cells.day(written)
    assert caught.value.code is ProblemCode.DATE_OUT_OF_RANGE


def test_several_dates_in_one_cell_come_in_order() -> None:
    assert cells.days("13/02/2027; 6/2/2027, 2027-02-20 en 27/2/2027\n6/2/2027") == tuple(
        date(2027, 2, day) for day in (6, 13, 20, 27)
    )
    assert cells.days(DAY) == (DAY,)


@pytest.mark.parametrize(
    "written",
    ["9.30", "9:30", "09:30", "9u30", "9h30", "9.30 uur", "09:30:00", time(9, 30, 59),
     MIDNIGHT.replace(1899, 12, 30, 9, 30), timedelta(hours=9, minutes=30), 9.5 / 24],
)  # fmt: skip
def test_times(written: Cell) -> None:
    assert cells.clock(written) == time(9, 30)


@pytest.mark.parametrize("written", ["9", "9u", "9 uur", 9, 9.0])
def test_whole_hours(written: Cell) -> None:
    assert cells.clock(written) == time(9)


@pytest.mark.parametrize("written", ["24.00", "9.60", "half tien", 9.3, True, "9.3", timedelta(2)])
def test_what_is_no_time(written: Cell) -> None:
    with pytest.raises(BadCell) as caught:
        cells.clock(written)
    assert caught.value.code is ProblemCode.NOT_A_TIME


@pytest.mark.parametrize(
    ("written", "cents"),
    [("47,50", 4750), ("47.5", 4750), ("€ 47,5", 4750), ("95", 9500), ("95 euro", 9500),
     (47.5, 4750), (95, 9500), (0.1, 10), ("0", 0), ("99999,99", 9999999)],
)  # fmt: skip
def test_amounts(written: Cell, cents: int) -> None:
    assert cells.cents(written) == cents


@pytest.mark.parametrize("written", ["gratis", "-5", "4.750,00", "100000", True, 1.005, "inf"])
def test_what_is_no_amount(written: Cell) -> None:
    with pytest.raises(BadCell) as caught:
        cells.cents(written)
    assert caught.value.code is ProblemCode.NOT_AN_AMOUNT


@pytest.mark.parametrize(
    ("written", "meant"),
    [("ja", True), ("Ja", True), ("JA ", True), ("x", True), (1, True), (True, True), ("oui", True),
     ("nee", False), ("neen", False), ("No", False), (0, False), (False, False)],
)  # fmt: skip
def test_yes_and_no(written: Cell, meant: bool) -> None:
    assert cells.yes_no(written) is meant


@pytest.mark.parametrize(("written", "fits"), [
    (0, False), (1, True), ("1", True), (14.0, True), ("1000", True), (1001, False), (1.5, False),
    ("veel", False), (True, False), ("-1", False), ("9" * 12, False), ("²", False),
])  # fmt: skip
def test_whole_numbers(written: Cell, fits: bool) -> None:
    read = cells.whole(1, 1000)
    if fits:
        assert read(written) == int(float(str(written)))
        return
    with pytest.raises(BadCell) as caught:
        read(written)
    assert caught.value.facts == {"text": cells.shown(written), "least": 1, "most": 1000}


def test_texts_and_their_lengths() -> None:
    assert cells.text(5)("vijf!") == "vijf!"
    with pytest.raises(BadCell) as caught:
        cells.text(5)("zes is")
    assert caught.value.facts == {"most": 5, "length": 6}
    assert cells.text(9)(12.0) == "12"
    assert cells.items(20)("Een; Twee\nEen;") == ("Een", "Twee")
    assert cells.addresses("a@b.be; c@d.be, a@b.be") == ("a@b.be", "c@d.be")


@pytest.mark.parametrize(("read", "written", "code"), [
    (cells.name, "Kijk op www.voorbeeld.be", ProblemCode.WEB_ADDRESS_IN_NAME),
    (cells.phone, "12", ProblemCode.NOT_A_PHONE),
    (cells.link, "zoom.us", ProblemCode.NOT_A_LINK),
    (cells.choice({"ja": 1}, "ja"), "misschien", ProblemCode.NOT_A_CHOICE),
])  # fmt: skip
def test_what_a_column_does_not_take(
    read: Callable[[Cell], object], written: str, code: ProblemCode
) -> None:
    with pytest.raises(BadCell) as caught:
        read(written)
    assert caught.value.code is code


def test_what_it_does_take() -> None:
    assert cells.phone("+32 470/12.34.56") == "+32 470/12.34.56"
    assert cells.phone(470123456) == "470123456"
    assert cells.link("https://zoom.us/j/1") == "https://zoom.us/j/1"
    assert cells.choice({"te weinig": 1}, "te weinig")("Te-Weinig") == 1


def test_headings_and_cells_are_taken_as_meant() -> None:
    assert cells.folded("  Séance-titel_2 ") == "seancetitel2"
    assert cells.plain("\ufeff a\x00\xa0b\r\nc\ud800 ") == "\ufeff a b\nc".strip()
    assert cells.plain(float("inf")) == "inf"
    assert cells.shown("x" * 70) == "x" * 59 + "…"


@given(
    st.one_of(
        st.text(), st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes(),
        st.times(), st.timedeltas(), st.none(),
    )
)  # fmt: skip
def test_no_cell_breaks_a_reader(cell: Cell) -> None:
    meant = cells.plain(cell)
    for read in (
        cells.day, cells.days, cells.clock, cells.cents, cells.yes_no, cells.whole(0, 9),
        cells.text(9), cells.name, cells.phone, cells.link, cells.items(9), cells.addresses,
        cells.choice({"a": 1}, "a"),
    ):  # fmt: skip
        with suppress(BadCell):
            read(meant)


def test_each_problem_has_its_sentence() -> None:
    assert set(SENTENCES) == set(ProblemCode)
