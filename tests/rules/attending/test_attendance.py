"""Who may be marked when, and who counts as a participant."""

from datetime import timedelta

import pytest

from app.rules.attending.attendance import check_recording, is_participant
from app.rules.errors import Code, RuleBroken
from app.rules.states import AttendanceStatus, RegistrationState
from tests.rules.brussels import at

STARTS = at(2027, 2, 8, 9, 30)
PRESENT, ABSENT, EXCUSED = (
    AttendanceStatus.PRESENT,
    AttendanceStatus.ABSENT,
    AttendanceStatus.EXCUSED,
)


def test_attendance_opens_two_hours_before_the_meeting() -> None:
    opens = at(2027, 2, 8, 7, 30)
    with pytest.raises(RuleBroken) as broken:
        check_recording(RegistrationState.REGISTERED, STARTS, opens - timedelta(seconds=1))
    assert broken.value.code is Code.MEETING_NOT_STARTED
    assert broken.value.facts == {"starts_at": STARTS}
    check_recording(RegistrationState.REGISTERED, STARTS, opens)


def test_attendance_can_be_corrected_long_after_the_meeting() -> None:
    check_recording(RegistrationState.REGISTERED, STARTS, STARTS + timedelta(days=300))


@pytest.mark.parametrize(
    "state", [state for state in RegistrationState if state is not RegistrationState.REGISTERED]
)
def test_nobody_without_a_seat_is_marked(state: RegistrationState) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_recording(state, STARTS, STARTS)
    assert broken.value.code is Code.ATTENDANCE_NOT_ACTIVE
    assert broken.value.facts == {"state": state}


@pytest.mark.parametrize(
    ("statuses", "counts"),
    [
        ([], False),
        ([ABSENT], False),
        ([EXCUSED, EXCUSED, ABSENT], False),
        ([PRESENT], True),
        ([ABSENT, EXCUSED, PRESENT], True),
        ([PRESENT, PRESENT, PRESENT], True),
    ],
)
def test_a_participant_was_present_at_one_meeting_at_least(
    statuses: list[AttendanceStatus], counts: bool
) -> None:
    assert is_participant(statuses) is counts
