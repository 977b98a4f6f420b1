"""What a change of an edition would tell people: found by making the change, and taking it back.

So no second list of who gets which message can differ from what is told.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.extensions import db
from app.mail.facts import MeetingChange
from app.models import Edition, Message, Registration
from app.rules.states import LIVE_REGISTRATIONS, RegistrationState
from app.services.offering import offer
from app.services.offering.offer import PlannedEdition
from app.services.registering.seats import lock_edition
from app.services.telling.change import changes_since, standing


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
    """What a change tells: `untold` people with a place or a turn get no message.

    `moves` are the meetings that people will find changed. `saved`: it is done.
    """

    told: Sequence[Told]
    untold: int
    moves: Sequence[MeetingChange]
    saved: bool

    @property
    def messages(self) -> int:
        """How many messages in all."""
        return sum(told.messages for told in self.told)


def change_as_agreed(
    edition_id: int,
    plan: PlannedEdition,
    now: datetime,
    actor_id: int | None = None,
    *,
    agreed: int = 0,
    expected: str | None = None,
) -> Effects:
    """Change an edition if that sends no more than `agreed` messages; else change nothing.

    What it tells, or would tell, comes back in both cases. Raises what `offer.change_edition` does.
    """
    edition = lock_edition(edition_id)
    states = _states(edition)
    before = standing(edition)
    newest = db.session.scalar(select(func.max(Message.id))) or 0
    with db.session.begin_nested() as attempt:
        offer.change_edition(edition_id, plan, now, actor_id, expected=expected)
        sent = _sent(edition_id, newest)
        effects = Effects(
            told=_told(sent, states),
            untold=len(states.keys() - {registration_id for _, registration_id, _ in sent}),
            moves=changes_since(edition, before, now),
            saved=len(sent) <= agreed,
        )
        if not effects.saved:
            attempt.rollback()
    return effects


def _states(edition: Edition) -> dict[int, RegistrationState]:
    rows = db.session.execute(
        select(Registration.id, Registration.state).where(
            Registration.edition_id == edition.id, Registration.state.in_(LIVE_REGISTRATIONS)
        )
    )
    return dict(rows.all())


def _sent(edition_id: int, newest: int) -> Sequence[tuple[str, int | None, str]]:
    """Kind, registration and address of each message since; under the lock they are all ours."""
    rows = db.session.execute(
        select(Message.kind, Message.registration_id, Message.recipient)
        .where(Message.id > newest, Message.edition_id == edition_id)
        .order_by(Message.id)
    )
    return rows.all()


def _told(
    sent: Sequence[tuple[str, int | None, str]], states: Mapping[int, RegistrationState]
) -> list[Told]:
    messages: Counter[tuple[RegistrationState | None, str]] = Counter()
    people: dict[tuple[RegistrationState | None, str], set[object]] = {}
    for kind, registration_id, recipient in sent:
        key = (states.get(registration_id) if registration_id else None, kind)
        messages[key] += 1
        people.setdefault(key, set()).add(registration_id or recipient)
    order = [*RegistrationState, None]
    return [
        Told(*key, len(people[key]), messages[key])
        for key in sorted(messages, key=lambda key: (order.index(key[0]), key[1]))
    ]
