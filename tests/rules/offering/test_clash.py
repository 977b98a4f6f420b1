"""Clashes of a plan: double bookings, and days and hours that nobody expects."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.offering.clash import (
    Booked,
    Clash,
    ClashKind,
    double_bookings,
    overlap,
    room_key,
    unusual_moments,
)
from app.rules.offering.offer import Span
from app.rules.offering.school_holidays import SchoolHoliday
from tests.rules.brussels import at

MONDAY = date(2027, 5, 10)


def booked(
    key: int, from_: datetime, hours: float = 3, *, edition: int = 0, who: str = "", room: str = ""
) -> Booked:
    span = Span(from_, from_ + timedelta(hours=hours))
    return Booked(key, edition or key, span, frozenset(map(int, who)), room)


def test_a_trainer_and_a_room_at_two_places_at_once() -> None:
    one = booked(1, at(2027, 5, 10, 9), who="34", room="brug")
    trainer = booked(2, at(2027, 5, 10, 11, 59), who="45", room="poort")
    room = booked(3, at(2027, 5, 10, 8), room="brug")
    assert double_bookings([one], [one, trainer, room]) == [
        Clash(1, ClashKind.TRAINER, MONDAY, 2, (4,)),
        Clash(1, ClashKind.ROOM, MONDAY, 3),
    ]


@pytest.mark.parametrize(
    "other",
    [
        booked(2, at(2027, 5, 10, 12), who="3", room="brug"),
        booked(2, at(2027, 5, 10, 6), who="3", room="brug"),
        booked(2, at(2027, 5, 10, 10), edition=1, who="3", room="brug"),
        booked(2, at(2027, 5, 10, 10), who="4", room="poort"),
        booked(2, at(2027, 5, 17, 10), who="3", room="brug"),
    ],
    ids=["begins at the end", "ends at the beginning", "of the same edition", "apart", "a week on"],
)
def test_what_does_not_clash(other: Booked) -> None:
    assert double_bookings([booked(1, at(2027, 5, 10, 9), who="3", room="brug")], [other]) == []


def test_webinars_share_no_room() -> None:
    webinars = [booked(1, at(2027, 5, 10, 9)), booked(2, at(2027, 5, 10, 9))]
    assert double_bookings(webinars, webinars) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Zaal De Brug", "Kaai 12, Berchem"), ("zaal de brug,", "Kaai  12 berchem")),
        (("Café Zoë", ""), ("", "cafe zoe")),
        (("", " - "), ("", "")),
    ],
)
def test_one_room_written_in_two_ways(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert room_key(*one) == room_key(*other)
    assert room_key("Zaal 1", "Kaai 7") != room_key("Zaal 2", "Kaai 7")


def moments(*, usual: bool = False, **of: tuple[datetime, float]) -> list[ClashKind]:
    ((from_, hours),) = of.values()
    return [
        clash.kind
        for clash in unusual_moments(
            [booked(1, from_, hours)],
            {date(2027, 5, 6)},
            lambda day: SchoolHoliday.SUMMER if day.month == 7 else None,
            weekends_usual=usual,
        )
    ]


@pytest.mark.parametrize(
    ("from_", "hours", "kinds"),
    [
        (at(2027, 5, 10, 7), 15, []),
        (at(2027, 5, 10, 6, 59), 3, [ClashKind.HOURS]),
        (at(2027, 5, 10, 19), 3.1, [ClashKind.HOURS]),
        (at(2027, 5, 10, 20), 5, [ClashKind.HOURS]),
        (at(2027, 5, 6, 9), 3, [ClashKind.PUBLIC_HOLIDAY]),
        (at(2027, 7, 1, 9), 3, [ClashKind.SCHOOL_HOLIDAY]),
        (at(2027, 5, 7, 14), 3, []),
        (at(2027, 5, 7, 14), 3.1, [ClashKind.FRIDAY_EVENING]),
        (at(2027, 5, 8, 9), 3, [ClashKind.WEEKEND]),
        (at(2027, 5, 9, 9), 3, [ClashKind.WEEKEND]),
        (at(2027, 7, 3, 23), 3, [ClashKind.SCHOOL_HOLIDAY, ClashKind.WEEKEND, ClashKind.HOURS]),
    ],
)
def test_days_and_hours(from_: datetime, hours: float, kinds: list[ClashKind]) -> None:
    assert moments(one=(from_, hours)) == kinds
    weekend = (ClashKind.WEEKEND, ClashKind.FRIDAY_EVENING)
    assert moments(one=(from_, hours), usual=True) == [k for k in kinds if k not in weekend]


spans = st.builds(
    lambda day, quarter, length: Span(
        at(2027, 5, day) + timedelta(minutes=15 * quarter),
        at(2027, 5, day) + timedelta(minutes=15 * (quarter + length)),
    ),
    st.integers(1, 2),
    st.integers(0, 95),
    st.integers(1, 20),
)


@given(spans, spans)
def test_two_spans_overlap_when_a_quarter_of_an_hour_lies_in_both(one: Span, other: Span) -> None:
    def quarters(span: Span) -> set[int]:
        first, last = (int(m.timestamp()) // 900 for m in (span.starts_at, span.ends_at))
        return set(range(first, last))

    assert overlap(one, other) == overlap(other, one) == bool(quarters(one) & quarters(other))


meetings = st.lists(
    st.tuples(spans, st.integers(1, 4), st.frozensets(st.integers(1, 3)), st.sampled_from("ab ")),
    max_size=7,
).map(
    lambda rows: [
        Booked(number, edition, span, who, room.strip())
        for number, (span, edition, who, room) in enumerate(rows)
    ]
)


@given(meetings)
def test_a_double_booking_is_seen_from_both_sides_and_never_within_an_edition(
    planned: list[Booked],
) -> None:
    found = double_bookings(planned, planned)
    pairs = {(clash.key, clash.other, clash.kind, clash.trainers) for clash in found}
    assert len(pairs) == len(found)
    assert {(other, key, kind, who) for key, other, kind, who in pairs} == pairs
    expected = {
        (one.key, other.key)
        for one in planned
        for other in planned
        if one.edition != other.edition
        and overlap(one.span, other.span)
        and (one.trainers & other.trainers or (one.room and one.room == other.room))
    }
    assert {(key, other) for key, other, _, _ in pairs} == expected
