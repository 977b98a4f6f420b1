"""The standing cast of the tests."""

from dataclasses import dataclass

from app.extensions import transaction
from app.models import Team, User
from app.rules.states import Role
from app.services import account
from app.services.offering import offer
from tests.support.time import NOW


@dataclass
class Cast:
    """Staff of each role and of two teams."""

    antwerp: Team
    limburg: Team
    administrator: User
    coordinator: User
    coordinator_antwerp: User
    coordinator_limburg: User
    trainer: User
    other_trainer: User


def make_cast() -> Cast:
    """Make the cast; nobody has a password that anything matches, so nobody signs in by form."""
    with transaction():
        antwerp, limburg = offer.save_team("Antwerpen"), offer.save_team("Limburg")
        people = {
            key: account.create(
                f"{key.replace('_', '.')}@voorbeeldpunt.example",
                role,
                "no password",
                NOW,
                name=name,
                team=team,
            )
            for key, name, role, team in (
                ("administrator", "Greet Willems", Role.ADMINISTRATOR, None),
                ("coordinator", "Hilde Claes", Role.COORDINATOR, None),
                ("coordinator_antwerp", "Anna Peeters", Role.COORDINATOR, "Antwerpen"),
                ("coordinator_limburg", "Yusuf Aydın", Role.COORDINATOR, "Limburg"),
                ("trainer", "Nadia El Amrani", Role.TRAINER, None),
                ("other_trainer", "Joris Vermeulen", Role.TRAINER, None),
            )
        }
    return Cast(antwerp=antwerp, limburg=limburg, **people)
