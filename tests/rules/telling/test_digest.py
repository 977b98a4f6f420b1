"""The morning mail: on which moments, and for whom."""

from datetime import datetime

import pytest

from app.rules.states import Role
from app.rules.telling.digest import is_due, wants
from tests.rules.brussels import at


@pytest.mark.parametrize(
    ("now", "hour", "due"),
    [
        (at(2027, 3, 3, 6, 59), 7, False),
        (at(2027, 3, 3, 7, 0), 7, True),
        (at(2027, 3, 3, 12, 59), 7, True),
        (at(2027, 3, 3, 13, 0), 7, False),
        (at(2027, 3, 3, 0, 0), 0, True),
        # It is today's mail until midnight, and not tomorrow's after it.
        (at(2027, 3, 3, 23, 59), 23, True),
        (at(2027, 3, 4, 0, 0), 23, False),
        # The Mondays after both changes of the clock.
        (at(2027, 3, 29, 6, 59), 7, False),
        (at(2027, 3, 29, 7, 0), 7, True),
        (at(2027, 11, 1, 7, 0), 7, True),
    ],
)
def test_it_goes_out_from_its_hour_and_not_on_another_day(
    now: datetime, hour: int, due: bool
) -> None:
    assert is_due(now, hour, working_day=True) is due
    assert not is_due(now, hour, working_day=False)


@pytest.mark.parametrize(
    ("chosen", "roles", "wanted"),
    [
        (None, {Role.COORDINATOR}, True),
        (False, {Role.COORDINATOR}, False),
        (None, {Role.ADMINISTRATOR}, False),
        (True, {Role.ADMINISTRATOR}, True),
        (None, {Role.ADMINISTRATOR, Role.COORDINATOR}, True),
        (True, {Role.TRAINER}, False),
    ],
)
def test_coordinators_have_it_and_administrators_when_they_ask(
    chosen: bool | None, roles: set[Role], wanted: bool
) -> None:
    assert wants(chosen, roles) is wanted
