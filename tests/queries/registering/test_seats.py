"""Counting seats and participants of many editions at once."""

from flask import Flask

from app.extensions import transaction
from app.queries.registering.seats import participant_counts, seat_counts
from app.rules.registering.seats import SeatCount
from app.rules.states import AttendanceStatus
from app.services.attending import attendance
from app.services.registering import registration
from tests.factories.offer import make_edition, register
from tests.support.statements import counted
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def test_the_seats_of_many_editions_are_one_statement(app: Flask) -> None:
    full, empty = make_edition(capacity=2, **SMALL), make_edition(capacity=9)
    first, *_ = register(full, 5)
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    editions = [full, empty]
    assert [edition.capacity for edition in editions] == [2, 9]
    with counted() as sent:
        assert seat_counts([]) == {}
    nothing = len(sent)
    with counted() as sent:
        counts = seat_counts(editions)
    assert counts == {
        full.id: SeatCount(capacity=2, active=1, offered=1, waiting=2),
        empty.id: SeatCount(capacity=9),
    }
    assert len([s for s in sent if "registrations" in s]) == 1
    assert nothing <= len(sent)


def test_a_participant_was_present_once_at_least_and_is_counted_once(app: Flask) -> None:
    edition = make_edition(more_starts=("2027-04-05 09:30",), **SMALL)
    empty = make_edition()
    both, one, absent, removed = register(edition, 4)
    present = AttendanceStatus.PRESENT
    now = moment("2027-04-05 12:00")
    with transaction():
        attendance.record(
            edition.meetings[0].id,
            {both.id: present, one.id: AttendanceStatus.EXCUSED, removed.id: present},
            now,
            None,
        )
        attendance.record(
            edition.meetings[1].id,
            {both.id: present, one.id: present, absent.id: AttendanceStatus.ABSENT},
            now,
            None,
        )
        registration.remove(removed, now, None)
    assert participant_counts([edition.id, empty.id]) == {edition.id: 2, empty.id: 0}
