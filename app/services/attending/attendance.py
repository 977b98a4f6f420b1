"""Taking attendance of a meeting."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from app.extensions import db
from app.models import Attendance, Meeting, Registration
from app.rules.attending.attendance import check_recording
from app.rules.states import AttendanceStatus
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition


def record(
    meeting_id: int,
    statuses: Mapping[int, AttendanceStatus | None],
    now: datetime,
    actor_id: int | None,
) -> int:
    """Write who was there: status by registration id, None to take a mark back.

    Returns how many marks changed. Raises LookupError for a meeting or registration that is not of
    this edition, RuleBroken from `rules.attending.attendance.check_recording`.
    """
    meeting = db.session.get(Meeting, meeting_id)
    if meeting is None:
        raise LookupError(f"no meeting {meeting_id}")
    edition = lock_edition(meeting.edition_id)
    people = {
        registration.id: registration
        for registration in db.session.scalars(
            select(Registration).where(
                Registration.edition_id == edition.id, Registration.id.in_(statuses)
            )
        )
    }
    known = {
        mark.registration_id: mark
        for mark in db.session.scalars(
            select(Attendance).where(Attendance.meeting_id == meeting_id)
        )
    }
    changed = 0
    for registration_id, status in statuses.items():
        if registration_id not in people:
            raise LookupError(f"no registration {registration_id} in edition {edition.id}")
        mark = known.get(registration_id)
        if status is (mark.status if mark else None):
            continue
        check_recording(people[registration_id].state, meeting.starts_at, now)
        changed += 1
        if mark is not None and status is None:
            db.session.delete(mark)
            continue
        if status is None:
            continue
        if mark is None:
            mark = Attendance(registration_id=registration_id, meeting_id=meeting_id)
            db.session.add(mark)
        mark.status = status
        mark.recorded_at = now
        mark.recorded_by_id = actor_id
    db.session.flush()
    if changed:
        history.record(
            Action.ATTENDANCE_TAKEN,
            now,
            edition_id=edition.id,
            actor_id=actor_id,
            number=changed,
            meeting=meeting_id,
        )
    return changed
