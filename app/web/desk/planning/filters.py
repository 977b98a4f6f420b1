"""What of the plan somebody wants to see: a plain GET form, the same for list and calendar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import request

from app.queries.offering.offer import trainings
from app.queries.offering.planning import Wanted, own_team_id, teams_of, trainers
from app.rules.states import EditionState
from app.web.access import actor
from app.web.words import edition_state

if TYPE_CHECKING:
    from app.models import Team, Training, User


@dataclass(frozen=True, slots=True)
class Filter:
    """What was asked for, and what can be."""

    wanted: Wanted
    teams: Sequence["Team"]
    trainers: Sequence["User"]
    trainings: Sequence["Training"]

    @property
    def question(self) -> dict[str, str]:
        """The part of an address that asks for the same again."""
        asked = {
            "team": self.wanted.team_id if len(self.teams) > 1 else None,
            "begeleider": self.wanted.trainer_id,
            "vorming": self.wanted.training_id,
            "stand": self.wanted.state,
        }
        return {name: str(value) for name, value in asked.items() if value is not None}

    @property
    def states(self) -> list[tuple[EditionState, str]]:
        """Each state with its words."""
        return [(state, edition_state(state)) for state in EditionState]


def asked_filter() -> Filter:
    """What the address asks for; a value that nothing has asks for nothing."""
    teams, guides, known = teams_of(actor()), trainers(), trainings()
    state = request.args.get("stand", "")
    wanted = Wanted(
        team_id=own_team_id(actor()) or _one_of(teams, "team"),
        trainer_id=_one_of(guides, "begeleider"),
        training_id=_one_of(known, "vorming"),
        state=EditionState(state) if state in list(EditionState) else None,
    )
    return Filter(wanted, teams, guides, known)


def _one_of(
    rows: Sequence["Team"] | Sequence["User"] | Sequence["Training"], name: str
) -> int | None:
    value = request.args.get(name, type=int)
    return value if value in {row.id for row in rows} else None
