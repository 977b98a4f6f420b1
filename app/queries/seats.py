"""Counting seats and people, for many editions at once."""

from collections.abc import Sequence

from sqlalchemy import func, select

from app.extensions import db
from app.models import Attendance, Edition, Registration
from app.rules.seats import SeatCount
from app.rules.states import AttendanceStatus, RegistrationState

_COUNTED = {
    RegistrationState.REGISTERED: "active",
    RegistrationState.OFFERED: "offered",
    RegistrationState.WAITLISTED: "waiting",
}


def seat_counts(editions: Sequence[Edition]) -> dict[int, SeatCount]:
    """Who takes what in each of these editions, by edition id, in one round trip."""
    numbers: dict[int, dict[str, int]] = {edition.id: {} for edition in editions}
    rows = db.session.execute(
        select(Registration.edition_id, Registration.state, func.count())
        .where(Registration.edition_id.in_(numbers), Registration.state.in_(tuple(_COUNTED)))
        .group_by(Registration.edition_id, Registration.state)
    )
    for edition_id, state, number in rows:
        numbers[edition_id][_COUNTED[state]] = number
    return {
        edition.id: SeatCount(capacity=edition.capacity, **numbers[edition.id])
        for edition in editions
    }


def participant_counts(edition_ids: Sequence[int]) -> dict[int, int]:
    """Participants of each edition: registered people present at one meeting at least."""
    rows = db.session.execute(
        select(Registration.edition_id, func.count(Registration.id.distinct()))
        .join(Attendance, Attendance.registration_id == Registration.id)
        .where(
            Registration.edition_id.in_(edition_ids),
            Registration.state == RegistrationState.REGISTERED,
            Attendance.status == AttendanceStatus.PRESENT,
        )
        .group_by(Registration.edition_id)
    )
    counts = dict.fromkeys(edition_ids, 0)
    counts.update(dict(rows.all()))
    return counts
