"""Who may register when, and what that gives."""

import string
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.errors import Code, RuleBroken
from app.rules.registering.registration import (
    WindowFacts,
    check_live,
    check_open,
    check_withdrawal,
    email_key,
    is_open,
    place_for_newcomer,
)
from app.rules.registering.seats import SeatCount
from app.rules.states import EditionState, RegistrationState
from tests.rules.brussels import at

OPENS, CLOSES, STARTS = at(2027, 3, 1), at(2027, 3, 28, 9), at(2027, 3, 29, 9)
WINDOW = WindowFacts(EditionState.PUBLISHED, OPENS, CLOSES)
SECOND = timedelta(seconds=1)

LIVE = (
    RegistrationState.REGISTERED,
    RegistrationState.WAITLISTED,
    RegistrationState.OFFERED,
)
ADDRESSES = st.text(string.ascii_letters + string.digits + ".-_'", min_size=1).map(
    lambda local: f"{local}@Example.org"
)
ENDED = [state for state in RegistrationState if state not in LIVE]


@pytest.mark.parametrize("state", [EditionState.PUBLISHED, EditionState.CONFIRMED])
@pytest.mark.parametrize(
    ("now", "code"),
    [
        (OPENS - SECOND, Code.REGISTRATION_NOT_OPEN),
        (OPENS, None),
        (OPENS + SECOND, None),
        (CLOSES - SECOND, None),
        (CLOSES, Code.REGISTRATION_CLOSED),
        (CLOSES + SECOND, Code.REGISTRATION_CLOSED),
    ],
)
def test_registration_is_open_from_its_opening_until_its_closing(
    state: EditionState, now: datetime, code: Code | None
) -> None:
    window = replace(WINDOW, state=state)
    assert is_open(window, now) is (code is None)
    if code is None:
        check_open(window, now)
        return
    with pytest.raises(RuleBroken) as broken:
        check_open(window, now)
    assert broken.value.code is code


def test_who_comes_too_early_hears_when_it_opens() -> None:
    with pytest.raises(RuleBroken) as broken:
        check_open(WINDOW, OPENS - SECOND)
    assert broken.value.facts == {"opens_at": OPENS}


@pytest.mark.parametrize("now", [OPENS - SECOND, OPENS, CLOSES])
@pytest.mark.parametrize(
    ("state", "code"),
    [
        (EditionState.DRAFT, Code.NOT_PUBLISHED),
        (EditionState.CANCELLED, Code.EDITION_CANCELLED),
        (EditionState.COMPLETED, Code.REGISTRATION_CLOSED),
    ],
)
def test_some_editions_are_closed_at_any_moment(
    state: EditionState, code: Code, now: datetime
) -> None:
    window = replace(WINDOW, state=state)
    assert not is_open(window, now)
    with pytest.raises(RuleBroken) as broken:
        check_open(window, now)
    assert broken.value.code is code


@pytest.mark.parametrize(
    ("seats", "place"),
    [
        (SeatCount(8, active=7), RegistrationState.REGISTERED),
        (SeatCount(8, active=8), RegistrationState.WAITLISTED),
        (SeatCount(8, active=9), RegistrationState.WAITLISTED),
        (SeatCount(8, active=7, offered=1), RegistrationState.WAITLISTED),
        (SeatCount(8, active=7, waiting=1), RegistrationState.WAITLISTED),
    ],
)
def test_a_newcomer_never_passes_somebody_who_waits(
    seats: SeatCount, place: RegistrationState
) -> None:
    assert place_for_newcomer(seats) is place


@pytest.mark.parametrize(
    ("address", "same"),
    [
        ("an.peeters@example.org", True),
        ("An.Peeters@Example.ORG", True),
        ("  an.peeters@example.org\n", True),
        ("anpeeters@example.org", False),
        ("an.peeters+vorming@example.org", False),
        ("an.peeters@example.com", False),
    ],
)
def test_one_person_is_one_address_without_regard_to_case(address: str, same: bool) -> None:
    assert (email_key(address) == "an.peeters@example.org") is same


@given(st.text())
def test_the_key_of_a_key_is_itself(address: str) -> None:
    assert email_key(email_key(address)) == email_key(address)


@given(ADDRESSES)
def test_one_address_has_one_key_however_it_is_typed(address: str) -> None:
    assert email_key(f" {address.upper()} ") == email_key(address.lower())


@pytest.mark.parametrize("state", LIVE)
def test_a_person_withdraws_until_the_first_meeting_starts(state: RegistrationState) -> None:
    check_live(state)
    check_withdrawal(state, STARTS, STARTS - SECOND)
    for now in (STARTS, STARTS + SECOND):
        with pytest.raises(RuleBroken) as broken:
            check_withdrawal(state, STARTS, now)
        assert broken.value.code is Code.ALREADY_STARTED


@pytest.mark.parametrize("state", ENDED)
def test_what_has_ended_cannot_be_changed_or_withdrawn(state: RegistrationState) -> None:
    with pytest.raises(RuleBroken) as broken:
        check_live(state)
    assert broken.value.code is Code.REGISTRATION_ENDED
    assert broken.value.facts == {"state": state}
    with pytest.raises(RuleBroken) as broken:
        check_withdrawal(state, STARTS, STARTS - SECOND)
    assert broken.value.code is Code.REGISTRATION_ENDED
