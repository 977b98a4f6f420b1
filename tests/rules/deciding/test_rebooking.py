"""Where people go after a cancellation, by example and by property."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.deciding.rebooking import (
    Candidate,
    Contact,
    Phone,
    allocated,
    hold_expiry,
    must_phone,
    ranked,
)
from app.rules.states import Format, RebookingAnswer, RegistrationState
from tests.support.time import NOW, moment


def candidate(
    edition_id: int,
    training: int = 1,
    themes: tuple[int, ...] = (1,),
    team: int = 1,
    format_: Format = Format.LIVE,
    starts: str = "2027-05-01 09:30",
) -> Candidate:
    return Candidate(edition_id, training, frozenset(themes), team, format_, moment(starts))


def test_the_same_training_then_the_theme_then_team_then_format_then_the_soonest() -> None:
    others = [
        candidate(11, training=2, starts="2027-04-01 09:30"),
        candidate(12, training=2, themes=(2,), starts="2027-04-01 09:30"),
        candidate(13, team=2, starts="2027-04-01 09:30"),
        candidate(14, format_=Format.WEBINAR, starts="2027-04-01 09:30"),
        candidate(15, starts="2027-09-01 09:30"),
        candidate(16, starts="2027-06-01 09:30"),
        candidate(17, training=2, team=2, format_=Format.WEBINAR),
        candidate(18, themes=()),
        candidate(1),
    ]
    assert ranked(candidate(1), others) == [18, 16, 15, 14, 13, 11, 17]


def test_who_comes_first_gets_the_first_choice_and_the_next_the_next() -> None:
    people = {1: (), 2: {21}, 3: (), 4: ()}
    assert allocated(people, [21, 22], {21: 2, 22: 1}) == {1: 21, 2: 22, 3: 21}


@given(
    people=st.dictionaries(st.integers(1, 30), st.sets(st.integers(1, 5), max_size=5), max_size=30),
    spare=st.dictionaries(st.integers(1, 5), st.integers(0, 6)),
)
def test_no_seat_twice_no_second_place_and_nobody_left_out(
    people: dict[int, set[int]], spare: dict[int, int]
) -> None:
    editions = [1, 2, 3, 4, 5]
    seats = allocated(people, editions, spare)
    used = list(seats.values())
    assert all(used.count(edition) <= spare.get(edition, 0) for edition in editions)
    for person, has_already in people.items():
        if person in seats:
            assert seats[person] not in has_already
        else:
            left = [e for e in editions if used.count(e) < spare.get(e, 0)]
            assert set(left) <= has_already


def test_a_hold_ends_with_the_registration_of_its_edition() -> None:
    late, soon = NOW + timedelta(days=30), NOW + timedelta(days=2)
    assert hold_expiry(NOW, 5, late) == NOW + timedelta(days=5)
    assert hold_expiry(NOW, 5, soon) == soon


UNTIL = NOW + timedelta(days=4)
HALF = NOW + timedelta(days=2)
SECOND = timedelta(seconds=1)
REGISTERED, WAITLISTED = RegistrationState.REGISTERED, RegistrationState.WAITLISTED


@pytest.mark.parametrize(
    ("was", "until", "answer", "failed", "phoned", "now", "expected"),
    [
        (REGISTERED, UNTIL, "open", False, False, HALF - SECOND, None),
        (REGISTERED, UNTIL, "open", False, False, HALF, Phone.NO_ANSWER),
        (REGISTERED, UNTIL, "open", False, False, UNTIL - SECOND, Phone.NO_ANSWER),
        (REGISTERED, UNTIL, "open", False, False, UNTIL, Phone.LAPSED),
        (REGISTERED, UNTIL, "lapsed", False, False, UNTIL, Phone.LAPSED),
        (REGISTERED, UNTIL, "open", False, True, UNTIL, None),
        (REGISTERED, UNTIL, "open", True, False, NOW, Phone.MAIL_FAILED),
        (REGISTERED, UNTIL, "taken", True, False, UNTIL, None),
        (REGISTERED, UNTIL, "another", False, False, UNTIL, None),
        (REGISTERED, UNTIL, "none", False, False, UNTIL, None),
        (REGISTERED, UNTIL, "cancelled", False, False, UNTIL, None),
        (REGISTERED, None, "open", False, False, NOW, Phone.NO_SEAT),
        (WAITLISTED, None, "open", False, False, UNTIL, None),
        (WAITLISTED, None, "open", True, False, NOW, Phone.MAIL_FAILED),
    ],
)
def test_who_must_be_phoned(
    was: RegistrationState,
    until: datetime | None,
    answer: str,
    failed: bool,
    phoned: bool,
    now: datetime,
    expected: Phone | None,
) -> None:
    contact = Contact(was, NOW, until, RebookingAnswer(answer), failed, phoned)
    assert must_phone(contact, now) is expected
