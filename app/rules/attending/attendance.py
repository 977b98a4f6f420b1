"""Attendance: who may be marked when, and who counts as a participant."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus, RegistrationState

#: Attendance opens this long before a meeting, for those who arrive early.
EARLY = timedelta(hours=2)


def check_recording(state: RegistrationState, starts_at: datetime, now: datetime) -> None:
    """Whether attendance of a registration can be recorded now.

    Raises RuleBroken(ATTENDANCE_NOT_ACTIVE) for somebody without a seat and
    RuleBroken(MEETING_NOT_STARTED) earlier than two hours before the meeting.
    """
    if state is not RegistrationState.REGISTERED:
        raise RuleBroken(Code.ATTENDANCE_NOT_ACTIVE, state=state)
    if now < starts_at - EARLY:
        raise RuleBroken(Code.MEETING_NOT_STARTED, starts_at=starts_at)


def is_participant(statuses: Iterable[AttendanceStatus]) -> bool:
    """Present at one meeting at least: what the quality report counts."""
    return any(status is AttendanceStatus.PRESENT for status in statuses)
