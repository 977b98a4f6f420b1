"""Who must have a second factor."""

import pytest

from app.rules.accounts.second_factor import TwoFactor, must_have
from app.rules.states import Role


@pytest.mark.parametrize(
    ("policy", "of_trainer", "of_administrator"),
    [
        (TwoFactor.OFF, False, False),
        (TwoFactor.OPTIONAL, False, False),
        (TwoFactor.ADMINISTRATORS, False, True),
        (TwoFactor.ALL, True, True),
    ],
)
def test_the_house_decides_who_must(
    policy: TwoFactor, of_trainer: bool, of_administrator: bool
) -> None:
    assert must_have(policy, {Role.TRAINER, Role.COORDINATOR}) is of_trainer
    assert must_have(policy, {Role.TRAINER, Role.ADMINISTRATOR}) is of_administrator
