"""What a group gets, at every boundary."""

import pytest

from app.rules.errors import Code, RuleBroken
from app.rules.registering.booking import GroupPlaces, check_group, check_told, places_for_group
from app.rules.registering.seats import SeatCount


@pytest.mark.parametrize(
    ("seats", "number", "places"),
    [
        (SeatCount(capacity=8), 1, GroupPlaces(1, 0)),
        (SeatCount(capacity=8, active=5), 3, GroupPlaces(3, 0)),
        (SeatCount(capacity=8, active=5), 4, GroupPlaces(3, 1)),
        (SeatCount(capacity=8, active=5, offered=2), 4, GroupPlaces(1, 3)),
        (SeatCount(capacity=8, active=8), 2, GroupPlaces(0, 2)),
        (SeatCount(capacity=8, active=9), 2, GroupPlaces(0, 2)),
        # A seat that just came free is for who waits.
        (SeatCount(capacity=8, active=5, waiting=1), 2, GroupPlaces(0, 2)),
        (SeatCount(capacity=8), 0, GroupPlaces(0, 0)),
    ],
)
def test_the_first_get_seats_and_the_last_wait(
    seats: SeatCount, number: int, places: GroupPlaces
) -> None:
    assert places_for_group(seats, number) == places


@pytest.mark.parametrize(("told", "asks"), [(0, True), (1, True), (2, False), (3, False)])
def test_more_who_wait_than_was_told_is_asked_about(told: int, asks: bool) -> None:
    if asks:
        with pytest.raises(RuleBroken) as broken:
            check_told(GroupPlaces(3, 2), told)
        assert broken.value.code is Code.GROUP_PLACES_CHANGED
    else:
        check_told(GroupPlaces(3, 2), told)


@pytest.mark.parametrize(
    ("emails", "code"),
    [
        ([], Code.GROUP_EMPTY),
        (["a@x.example", "b@x.example", "c@x.example"], None),
        (["a@x.example", "b@x.example", "c@x.example", "d@x.example"], Code.GROUP_TOO_LARGE),
        (["a@x.example", "b@x.example", "A@X.example "], Code.ADDRESS_TWICE),
    ],
)
def test_a_group_has_from_one_to_so_many_people_each_with_an_own_address(
    emails: list[str], code: Code | None
) -> None:
    if code is None:
        check_group(emails, 3)
        return
    with pytest.raises(RuleBroken) as broken:
        check_group(emails, 3)
    assert broken.value.code is code
