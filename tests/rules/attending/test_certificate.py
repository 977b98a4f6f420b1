"""Who deserves a certificate, and codes as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.attending.certificate import (
    ALPHABET,
    LENGTH,
    deserves_certificate,
    grouped,
    typed_code,
)
from app.rules.states import AttendanceStatus, EditionState, RegistrationState

CODE = "7K4M9QXT2D6HVW3P"


@pytest.mark.parametrize("edition", EditionState)
@pytest.mark.parametrize("registration", RegistrationState)
def test_only_who_was_there_when_it_is_over(
    edition: EditionState, registration: RegistrationState
) -> None:
    there = [AttendanceStatus.ABSENT, AttendanceStatus.PRESENT]
    right = edition is EditionState.COMPLETED and registration is RegistrationState.REGISTERED
    assert deserves_certificate(edition, registration, there) is right
    assert not deserves_certificate(edition, registration, [AttendanceStatus.EXCUSED])
    assert not deserves_certificate(edition, registration, [])


@given(st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_a_code_comes_back_as_it_is_printed(code: str) -> None:
    assert typed_code(grouped(code)) == code
    assert len(grouped(code)) == LENGTH + 3


@pytest.mark.parametrize(
    "typed",
    [
        "7k4m-9qxt-2d6h-vw3p",
        " 7K4M 9QXT 2D6H VW3P ",
        "７Ｋ４Ｍ９ＱＸＴ２Ｄ６ＨＶＷ３Ｐ",
        "7K4M–9QXT–2D6H–VW3P",
    ],
)
def test_a_code_may_be_typed_in_many_ways(typed: str) -> None:
    assert typed_code(typed) == CODE


def test_letters_that_are_read_wrongly_are_understood() -> None:
    assert typed_code("OoIiLl" + "0" * 10) == "001111" + "0" * 10


@pytest.mark.parametrize(
    "typed", ["", "7K4M", CODE + "7", CODE[:-1] + "U", CODE[:-1] + "é", "\x00" * 16, "9" * 10_000]
)
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert typed_code(typed) is None


@given(st.text(max_size=80))
def test_whatever_is_typed_gives_a_code_or_none(typed: str) -> None:
    code = typed_code(typed)
    assert code is None or (len(code) == LENGTH and set(code) <= set(ALPHABET))
