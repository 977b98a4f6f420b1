"""Counting seats and people, for many editions at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, case, func, literal, null, select, union_all

from app.extensions import db
from app.models import Attendance, Decision, Edition, HeldFigures, Registration
from app.rules.registering.seats import SeatCount
from app.rules.states import (
    LIVE_REGISTRATIONS,
    AttendanceStatus,
    DecisionOutcome,
    EditionState,
    RegistrationState,
)

_COUNTED = {
    RegistrationState.REGISTERED: "active",
    RegistrationState.OFFERED: "offered",
    RegistrationState.WAITLISTED: "waiting",
}


def seat_counts(editions: Sequence[Edition]) -> dict[int, SeatCount]:
    """Who takes what in each of these editions, by edition id, in one round trip."""
    return _seats(editions, db.session.execute(_taken([e.id for e in editions])))


def seat_and_cancel_counts(
    editions: Sequence[Edition],
) -> tuple[dict[int, SeatCount], dict[int, tuple[int, int]]]:
    """The seats of each edition; and of the cancelled ones count and minimum at that decision.

    Both by edition id, and together in one round trip.
    """
    cancelled = [e.id for e in editions if e.state is EditionState.CANCELLED]
    if not cancelled:
        return seat_counts(editions), {}
    decided = select(Decision.edition_id, null(), Decision.count, Decision.minimum).where(
        Decision.edition_id.in_(cancelled), Decision.outcome == DecisionOutcome.CANCEL
    )
    rows: Sequence[Any] = db.session.execute(
        union_all(_taken([e.id for e in editions]), decided)
    ).all()
    at_cancelling = {
        edition_id: (count, minimum) for edition_id, state, count, minimum in rows if not state
    }
    return _seats(editions, (row for row in rows if row[1])), at_cancelling


def _taken(edition_ids: Sequence[int]) -> Select[int, RegistrationState, int, int]:
    return (
        select(Registration.edition_id, Registration.state, func.count(), literal(0))
        .where(Registration.edition_id.in_(edition_ids), Registration.state.in_(tuple(_COUNTED)))
        .group_by(Registration.edition_id, Registration.state)
    )


def _seats(editions: Sequence[Edition], rows: Iterable[Any]) -> dict[int, SeatCount]:
    numbers: dict[int, dict[str, int]] = {edition.id: {} for edition in editions}
    for edition_id, state, number, _ in rows:
        numbers[edition_id][_COUNTED[state]] = number
    return {
        edition.id: SeatCount(capacity=edition.capacity, **numbers[edition.id])
        for edition in editions
    }


@dataclass(frozen=True, slots=True)
class Queue:
    """An edition as somebody finds it who comes in: its seats, and who was last.

    `last_number` is the highest queue number so far, 0 for none. `holds_address`: the person has,
    holds or awaits a place already. `knows_id`: some registration, live or not, has the public id.
    """

    seats: SeatCount
    last_number: int
    holds_address: bool
    knows_id: bool


def queue_of(edition: Edition, email_key: str, public_id: str | None = None) -> Queue:
    """What decides on the place of one newcomer, in one round trip; only true under the lock."""
    same_person = Registration.email_key == email_key
    same_id = Registration.public_id == public_id
    rows = db.session.execute(
        select(
            Registration.state,
            func.count(),
            func.max(Registration.queue_number),
            func.sum(case((same_person, 1), else_=0)),
            func.sum(case((same_id, 1), else_=0)),
        )
        .where(Registration.edition_id == edition.id)
        .group_by(Registration.state)
    ).all()
    numbers = {_COUNTED[row[0]]: row[1] for row in rows if row[0] in _COUNTED}
    return Queue(
        SeatCount(capacity=edition.capacity, **numbers),
        max((row[2] for row in rows), default=0),
        any(row[3] for row in rows if row[0] in LIVE_REGISTRATIONS),
        any(row[4] for row in rows),
    )


def participant_counts(edition_ids: Sequence[int]) -> dict[int, int]:
    """Participants of each edition: registered people present at one meeting at least.

    An edition of a past year that was read in without people has its figure.
    """
    present = (
        select(Registration.edition_id, func.count(Registration.id.distinct()))
        .join(Attendance, Attendance.registration_id == Registration.id)
        .where(
            Registration.edition_id.in_(edition_ids),
            Registration.state == RegistrationState.REGISTERED,
            Attendance.status == AttendanceStatus.PRESENT,
        )
        .group_by(Registration.edition_id)
    )
    figures = select(HeldFigures.edition_id, HeldFigures.participants).where(
        HeldFigures.edition_id.in_(edition_ids)
    )
    return _numbers(edition_ids, present, figures)


def registered_counts(edition_ids: Sequence[int]) -> dict[int, int]:
    """Registered people of each edition, or its figure as above."""
    registered = (
        select(Registration.edition_id, func.count())
        .where(
            Registration.edition_id.in_(edition_ids),
            Registration.state == RegistrationState.REGISTERED,
        )
        .group_by(Registration.edition_id)
    )
    figures = select(HeldFigures.edition_id, HeldFigures.registrations).where(
        HeldFigures.edition_id.in_(edition_ids)
    )
    return _numbers(edition_ids, registered, figures)


def _numbers(edition_ids: Sequence[int], *parts: Select[int, int]) -> dict[int, int]:
    counts = dict.fromkeys(edition_ids, 0)
    counts.update(dict(db.session.execute(union_all(*parts)).all()))
    return counts
