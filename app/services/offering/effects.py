"""What a change of an edition shows and tells people: found by making it, and taking it back."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.mail.facts import MeetingChange
from app.models import Edition, Registration
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition
from app.services.telling.change import changes_since, standing
from app.services.telling.rehearsal import Rehearsal, Rehearsed, rehearse


class Seen(StrEnum):
    """What people see of an edition beside its meetings, in the order of the public page."""

    TITLE = "title"
    TEAM = "team"
    LANGUAGE = "language"
    CO_ORGANISERS = "co_organisers"
    TRAINERS = "trainers"
    CAPACITY = "capacity"
    MINIMUM = "minimum"
    DECISION_ON = "decision_on"
    OPENS_AT = "opens_at"
    CLOSES_AT = "closes_at"
    PRICE = "price"
    PRICES = "prices"
    MEAL = "meal"


@dataclass(frozen=True, slots=True)
class SeenChange:
    """One thing that reads differently on the site; nobody is mailed about it by itself.

    `before` and `after` are as in the model: amounts in cents, `prices` by kind of organisation, a
    minimum of None for that of the settings.
    """

    what: Seen
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Told:
    """How many people of a group get how many messages of a kind.

    `group` is the state that their registration has before the change, None for trainers and staff.
    """

    group: RegistrationState | None
    kind: str
    people: int
    messages: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What a change shows and tells: `untold` people with a place or a turn get no message.

    `moves` are the meetings that people will find changed, `seen` what else they will.
    """

    told: Sequence[Told]
    untold: int
    moves: Sequence[MeetingChange]
    seen: Sequence[SeenChange]
    rehearsal: Rehearsal

    @property
    def saved(self) -> bool:
        """Whether it is done."""
        return self.rehearsal.saved

    @property
    def messages(self) -> int:
        """How many messages in all."""
        return len(self.rehearsal.messages)

    @property
    def matters(self) -> bool:
        """Whether anybody should look at it first: it is told, or who comes will see it."""
        return bool(self.told or (self.seen and self.untold))


def change_as_agreed(
    edition_id: int,
    plan: PlannedEdition,
    now: datetime,
    actor_id: int | None = None,
    *,
    agreed: int | None = None,
    expected: str | None = None,
    link: str = "",
) -> Effects:
    """Change an edition if that sends no more than `agreed` messages; else change nothing.

    `agreed` None: nobody has looked yet, so it is only changed when it does not matter to anybody
    who has a place or waits. What it tells, or would tell, comes back in all cases, with personal
    links as `link`. Raises what `offer.change_edition` does.
    """
    states: dict[int, RegistrationState] = {}
    moves: list[MeetingChange] = []
    seen: list[SeenChange] = []

    def change() -> None:
        edition = db.session.get_one(Edition, edition_id)
        states.update(_states(edition))
        before, read = standing(edition), _read(edition)
        offer.change_edition(edition_id, plan, now, actor_id, expected=expected)
        moves.extend(changes_since(edition, before, now))
        pairs = ((what, read[what], value) for what, value in _read(edition).items())
        seen.extend(SeenChange(*pair) for pair in pairs if pair[1] != pair[2])

    def found(rehearsal: Rehearsal) -> Effects:
        told = {message.registration_id for message in rehearsal.messages}
        untold = len(states.keys() - told)
        return Effects(_told(rehearsal.messages, states), untold, moves, seen, rehearsal)

    if agreed is None:
        effects = found(rehearse(edition_id, change, agreed=-1, link=link))
        if effects.matters:
            return effects
        moves.clear()
        seen.clear()
    return found(rehearse(edition_id, change, agreed=agreed or 0, link=link))


def _read(edition: Edition) -> dict[Seen, Any]:
    """What stands on the public page and in the mails, beside the meetings."""
    return {
        Seen.TITLE: edition.training.title,
        Seen.TEAM: edition.team.name,
        Seen.LANGUAGE: edition.language,
        Seen.CO_ORGANISERS: list(edition.co_organisers),
        Seen.TRAINERS: [trainer.name for trainer in edition.trainers],
        Seen.CAPACITY: edition.capacity,
        Seen.MINIMUM: edition.minimum,
        Seen.DECISION_ON: edition.decision_on,
        Seen.OPENS_AT: edition.opens_at,
        Seen.CLOSES_AT: edition.closes_at,
        Seen.PRICE: edition.price_cents,
        Seen.PRICES: dict(edition.prices),
        Seen.MEAL: edition.meal,
    }


def _states(edition: Edition) -> dict[int, RegistrationState]:
    rows = db.session.execute(
        select(Registration.id, Registration.state).where(
            Registration.edition_id == edition.id, Registration.state.in_(LIVE_REGISTRATIONS)
        )
    )
    return dict(rows.all())


def _told(sent: Sequence[Rehearsed], states: Mapping[int, RegistrationState]) -> list[Told]:
    messages: Counter[tuple[RegistrationState | None, str]] = Counter()
    people: dict[tuple[RegistrationState | None, str], set[object]] = {}
    for message in sent:
        registration_id = message.registration_id
        key = (states.get(registration_id) if registration_id else None, message.kind)
        messages[key] += 1
        people.setdefault(key, set()).add(registration_id or message.address)
    order = [*RegistrationState, None]
    return [
        Told(*key, len(people[key]), messages[key])
        for key in sorted(messages, key=lambda key: (order.index(key[0]), key[1]))
    ]
