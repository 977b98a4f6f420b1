"""What leaves first, what waits for the morning, and how long a domain is left alone."""

from datetime import UTC, datetime, time, timedelta

import pytest

from app.rules.telling.outbox import (
    DOMAIN_PAUSES,
    Priority,
    QuietHours,
    domain_of,
    pause_after,
    priority_of,
)

NIGHT = QuietHours(time(21), time(7))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_an_unknown_kind_leaves_as_a_change() -> None:
    assert priority_of("letter") is Priority.SOON


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("zoe@Example.ORG", "example.org"),
        ("zoe@sub.example.org", "sub.example.org"),
        ("nobody", ""),
    ],
)
def test_the_domain_of_an_address(address: str, domain: str) -> None:
    assert domain_of(address) == domain


def test_a_domain_is_left_alone_longer_each_time_up_to_half_an_hour() -> None:
    pauses = [pause_after(failures) for failures in range(1, 9)]
    assert pauses == sorted(pauses)
    assert pauses[0] == timedelta(minutes=1)
    assert pauses[-3:] == [DOMAIN_PAUSES[-1]] * 3 == [timedelta(minutes=30)] * 3


@pytest.mark.parametrize(
    ("text", "hours"),
    [("21:00-07:00", NIGHT), (" 08:30 - 12:15 ", QuietHours(time(8, 30), time(12, 15)))],
)
def test_quiet_hours_are_read(text: str, hours: QuietHours) -> None:
    assert QuietHours.parse(text) == hours
    assert QuietHours.parse(str(hours)) == hours


@pytest.mark.parametrize("text", ["", "21:00", "21-7", "21:00-25:00", "21:00-21:00", "a-b"])
def test_quiet_hours_that_cannot_be_read(text: str) -> None:
    with pytest.raises(ValueError, match="quiet hours"):
        QuietHours.parse(text)


# Winter time is an hour before UTC, summer time two; it changes on 28 March and 31 October 2027,
# at 01:00 UTC.
@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        ("21:00-07:00", "2027-01-11T19:59:59", None),
        ("21:00-07:00", "2027-01-11T20:00:00", "2027-01-12T06:00:00"),
        ("21:00-07:00", "2027-01-11T23:30:00", "2027-01-12T06:00:00"),
        ("21:00-07:00", "2027-01-12T05:59:59", "2027-01-12T06:00:00"),
        ("21:00-07:00", "2027-01-12T06:00:00", None),
        ("12:00-13:00", "2027-01-11T10:59:59", None),
        ("12:00-13:00", "2027-01-11T11:00:00", "2027-01-11T12:00:00"),
        ("12:00-13:00", "2027-01-11T12:00:00", None),
        # The night before summer time is an hour shorter.
        ("21:00-07:00", "2027-03-27T20:00:00", "2027-03-28T05:00:00"),
        ("21:00-07:00", "2027-03-28T04:59:59", "2027-03-28T05:00:00"),
        ("21:00-07:00", "2027-03-28T05:00:00", None),
        # The night before winter time is an hour longer.
        ("21:00-07:00", "2027-10-30T19:00:00", "2027-10-31T06:00:00"),
        ("21:00-07:00", "2027-10-31T05:59:59", "2027-10-31T06:00:00"),
        ("21:00-07:00", "2027-10-31T06:00:00", None),
        # Half past two does not come that night: half past three.
        ("21:00-02:30", "2027-03-28T01:29:59", "2027-03-28T01:30:00"),
        ("21:00-02:30", "2027-03-28T01:30:00", None),
        # Half past two comes twice that night: quiet until the second time, from the first one.
        ("21:00-02:30", "2027-10-31T00:45:00", "2027-10-31T01:30:00"),
        ("21:00-02:30", "2027-10-31T01:30:00", None),
        ("02:30-07:00", "2027-10-31T00:29:59", None),
        ("02:30-07:00", "2027-10-31T00:30:00", "2027-10-31T06:00:00"),
        ("02:30-07:00", "2027-10-31T01:15:00", "2027-10-31T06:00:00"),
    ],
)
def test_until_when_it_is_quiet(hours: str, now: str, until: str | None) -> None:
    found = QuietHours.parse(hours).last_until(moment(now))
    assert found == (None if until is None else moment(until))
