"""Who on the staff may see and do what."""

import pytest

from app.rules.access import Actor, attends_to, coordinates, trains
from app.rules.states import Role

ANTWERPEN, LIMBURG = 1, 2
TRAINERS = frozenset({10, 11})

TRAINER = Actor(10, frozenset({Role.TRAINER}))
OTHER_TRAINER = Actor(12, frozenset({Role.TRAINER}))
COORDINATOR = Actor(20, frozenset({Role.COORDINATOR}), ANTWERPEN)
COORDINATOR_ELSEWHERE = Actor(21, frozenset({Role.COORDINATOR}), LIMBURG)
COORDINATOR_OF_ALL = Actor(22, frozenset({Role.COORDINATOR}))
TRAINING_COORDINATOR = Actor(11, frozenset({Role.TRAINER, Role.COORDINATOR}), LIMBURG)
ADMINISTRATOR = Actor(30, frozenset({Role.ADMINISTRATOR}))
ADMINISTRATOR_OF_A_TEAM = Actor(31, frozenset({Role.ADMINISTRATOR}), LIMBURG)
WITHOUT_ROLE = Actor(10, frozenset())


@pytest.mark.parametrize(
    ("actor", "may_coordinate", "may_train", "may_attend"),
    [
        (TRAINER, False, True, True),
        (OTHER_TRAINER, False, False, False),
        (COORDINATOR, True, False, True),
        (COORDINATOR_ELSEWHERE, False, False, False),
        (COORDINATOR_OF_ALL, True, False, True),
        (TRAINING_COORDINATOR, False, True, True),
        (ADMINISTRATOR, True, False, True),
        (ADMINISTRATOR_OF_A_TEAM, True, False, True),
        (WITHOUT_ROLE, False, False, False),
    ],
)
def test_an_edition_of_antwerpen_with_trainers_10_and_11(
    actor: Actor, may_coordinate: bool, may_train: bool, may_attend: bool
) -> None:
    assert coordinates(actor, ANTWERPEN) is may_coordinate
    assert trains(actor, TRAINERS) is may_train
    assert attends_to(actor, ANTWERPEN, TRAINERS) is may_attend


@pytest.mark.parametrize(
    ("actor", "coordinator", "administrator"),
    [
        (TRAINER, False, False),
        (COORDINATOR, True, False),
        (TRAINING_COORDINATOR, True, False),
        (ADMINISTRATOR, True, True),
        (WITHOUT_ROLE, False, False),
    ],
)
def test_an_administrator_is_a_coordinator_and_not_the_other_way_round(
    actor: Actor, coordinator: bool, administrator: bool
) -> None:
    assert actor.is_coordinator is coordinator
    assert actor.is_administrator is administrator


def test_a_coordinator_of_no_team_number_zero_does_not_coordinate_all() -> None:
    assert not coordinates(Actor(23, frozenset({Role.COORDINATOR}), team_id=0), ANTWERPEN)
