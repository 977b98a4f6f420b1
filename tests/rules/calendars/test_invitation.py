"""When a calendar entry goes out again."""

from dataclasses import replace
from datetime import UTC, timedelta

import pytest

from app.rules.calendars.invitation import EntryFacts, needs_update
from tests.rules.brussels import BRUSSELS, at

SENT = EntryFacts(at(2027, 2, 8, 9, 30), at(2027, 2, 8, 12, 30), "Voorbeeldstraat 12, Berchem")


@pytest.mark.parametrize(
    "now",
    [
        replace(SENT, starts_at=SENT.starts_at + timedelta(minutes=1)),
        replace(SENT, ends_at=SENT.ends_at - timedelta(minutes=1)),
        replace(SENT, place="https://webinar.example.org/1"),
    ],
    ids=["start", "end", "place"],
)
def test_people_get_a_changed_entry_again(now: EntryFacts) -> None:
    assert needs_update(SENT, now)


def test_people_are_not_bothered_with_the_same_entry() -> None:
    assert not needs_update(SENT, replace(SENT))


def test_the_same_moment_in_another_zone_is_no_change() -> None:
    read_locally = replace(SENT, starts_at=SENT.starts_at.astimezone(BRUSSELS))
    assert read_locally.starts_at.tzinfo is not UTC
    assert not needs_update(SENT, read_locally)
