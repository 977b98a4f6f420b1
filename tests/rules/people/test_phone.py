"""Phone numbers as they are compared."""

import pytest

from app.rules.people.phone import asked, comparable


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0470 12 34 56", "470123456"),
        ("+32 470 12.34.56", "470123456"),
        ("0032 (0)470/12-34-56", "470123456"),
        ("0470123456 (na 18 u)", "47012345618"),
        ("03 123 45 67", "31234567"),
        ("+32 3 123 45 67", "31234567"),
        ("+31 6 1234 5678", "31612345678"),
        ("0031 6 1234 5678", "31612345678"),
        ("", ""),
    ],
)
def test_one_number_however_it_is_written(text: str, expected: str) -> None:
    assert comparable(text) == expected


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("0470 12", ""),
        ("0470 123", "470123"),
        (" +32 470 12 34 56 ", "470123456"),
        ("an 0470 12 34 56", ""),
        ("2027-03-12", "20270312"),
        ("", ""),
    ],
)
def test_a_question_that_is_a_number(question: str, expected: str) -> None:
    assert asked(question) == expected
