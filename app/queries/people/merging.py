"""Two people who are perhaps one, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Interest, Registration
from app.queries.people.dossier import of_people
from app.rules.people.erasing import is_erased
from app.rules.people.merging import mark_of
from app.rules.states import LIVE_REGISTRATIONS


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: how they are called now, their registrations, what they wait for."""

    latest: Registration
    registrations: Sequence[Registration]
    waits_for: Sequence[str]

    def live_in(self) -> set[int]:
        """In which editions they have, hold or await a place."""
        return {r.edition_id for r in self.registrations if r.state in LIVE_REGISTRATIONS}

    def coming(self, now: datetime) -> list[Registration]:
        """What they still take part in: there, the calendar moves along and both are mailed."""
        return [r for r in self.registrations if still_takes_part(r, now)]


@dataclass(frozen=True, slots=True)
class Pair:
    """The person who stays, and the one who goes along.

    `mark` is another one as soon as a page would show something else of either.
    """

    keep: Side
    other: Side
    mark: str


def still_takes_part(registration: Registration, now: datetime) -> bool:
    """Whether somebody has, holds or awaits a place in something that is not over."""
    return (
        registration.state in LIVE_REGISTRATIONS and registration.edition.last_meeting.ends_at > now
    )


def mark_of_registrations(registrations: Sequence[Registration]) -> str:
    """What two people look like together, as one short text."""
    return mark_of((r.id, r.state.value, r.email, r.name) for r in registrations)


def pair(keep_id: str, other_id: str) -> Pair | None:
    """The people of two registrations, of all teams; None for an unknown or an erased one."""
    named = {
        r.public_id: r.email_key
        for r in db.session.scalars(
            select(Registration).where(Registration.public_id.in_((keep_id, other_id)))
        )
    }
    keys = [named.get(keep_id, ""), named.get(other_id, "")]
    if not all(keys) or any(map(is_erased, keys)):
        return None
    registrations = of_people(keys)
    waits = db.session.scalars(
        select(Interest)
        .where(Interest.email_key.in_(keys), Interest.confirmed_at.is_not(None))
        .options(joinedload(Interest.training))
    ).all()
    keep, other = (
        _side(
            [r for r in registrations if r.email_key == key],
            [interest.training.title for interest in waits if interest.email_key == key],
        )
        for key in keys
    )
    return Pair(keep, other, mark_of_registrations(registrations))


def _side(registrations: Sequence[Registration], waits_for: Sequence[str]) -> Side:
    return Side(max(registrations, key=lambda r: r.id), registrations, waits_for)
