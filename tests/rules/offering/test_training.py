"""What past years tell, and what no comparison of two tellings may give away."""

import pytest

from app.rules.attending.evaluation import Question
from app.rules.offering.training import Agreement, Answers, HeldEdition, Year, agreements, years

USEFUL = Question.USEFUL


def held(
    given: int = 0, agreeing: int = 0, *, year: int = 2026, people: int = 8, closed: bool = True
) -> HeldEdition:
    return HeldEdition(year, people, closed, {USEFUL: Answers(given, agreeing)})


def test_a_year_is_the_sum_of_its_editions_latest_first() -> None:
    editions = [held(year=2023, people=9), held(year=2025, people=7), held(year=2023, people=12)]
    assert years(editions) == (Year(2025, 1, 7), Year(2023, 2, 21))


def test_an_edition_that_nobody_came_to_is_no_past() -> None:
    assert years([held(people=0)]) == ()


def test_answers_of_all_editions_are_told_together() -> None:
    assert agreements([held(5, 4), held(12, 9)], 5) == (Agreement(USEFUL, 13, 17),)


@pytest.mark.parametrize(("given", "told"), [(4, False), (5, True)])
def test_below_the_threshold_nothing_is_told(given: int, told: bool) -> None:
    assert bool(agreements([held(given, given)], 5)) is told


def test_small_editions_are_not_told_by_what_they_add() -> None:
    """Who knows the results of the large one and takes them off is left with nothing."""
    large = held(10, 7)
    assert agreements([large, held(4, 0)], 5) == agreements([large], 5)
    assert agreements([held(4, 4), held(4, 4)], 5) == ()


def test_an_answer_that_comes_in_today_changes_nothing_today() -> None:
    """Who compares yesterday with today would read the one answer between."""
    closed = held(10, 7)
    running = [held(number, number, closed=False) for number in (5, 6)]
    assert agreements([closed, running[0]], 5) == agreements([closed, running[1]], 5)
    assert agreements([closed, running[1]], 5) == agreements([closed], 5)


def test_each_statement_has_its_own_base() -> None:
    few_said = HeldEdition(
        2026, 8, True, {USEFUL: Answers(8, 8), Question.ORGANISED: Answers(3, 3)}
    )
    assert agreements([few_said], 5) == (Agreement(USEFUL, 8, 8),)
