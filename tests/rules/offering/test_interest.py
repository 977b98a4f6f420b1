"""How far an interest has come, and when it has had its time."""

from datetime import datetime, timedelta

import pytest

from app.rules.offering.interest import Standing, asked_limit, standing, told_limit
from tests.rules.brussels import at

NOW = at(2027, 3, 3, 10)


@pytest.mark.parametrize(
    ("confirmed_at", "told_at", "expected"),
    [(None, None, Standing.ASKED), (NOW, None, Standing.WAITING), (NOW, NOW, Standing.TOLD)],
)
def test_an_interest_is_asked_then_waits_then_was_told(
    confirmed_at: datetime | None, told_at: datetime | None, expected: Standing
) -> None:
    assert standing(confirmed_at, told_at) is expected


def test_a_week_to_confirm_and_a_month_to_act() -> None:
    assert NOW - asked_limit(NOW) == timedelta(days=7)
    assert NOW - told_limit(NOW) == timedelta(days=30)
