"""The personal calendar: whose seats, the ids of the invitations, the same bytes each time."""

from datetime import UTC, timedelta

from flask import Flask
from icalendar import Calendar
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, Feed, Invitation, Registration, SignIn
from app.queries.registering.my_trainings import feed_of
from app.rules.states import CancelReason, Format
from app.services.calendars import personal_feed, published
from app.services.deciding import minimum
from app.services.offering.offer import PlannedMeeting
from app.services.registering import registration, sign_in
from tests.factories.offer import make_edition, make_person, register
from tests.mail.readers import read_alike
from tests.support.planning import plan_of, replan
from tests.support.tick import tick
from tests.support.time import NOW, moment

ZOE = "zoe@organisatie.example"


def enter(edition: Edition, email: str = ZOE) -> Registration:
    (made,) = register(edition, 1, email=email)
    return made


def key_of(email: str = ZOE) -> str:
    with transaction():
        sign_in.send_link(email, NOW, "nl")
    made = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    assert made is not None
    with transaction():
        return personal_feed.make(made, NOW)


def read(key: str, days: float = 0) -> bytes:
    octets = personal_feed.calendar(key, NOW + timedelta(days=days))
    assert octets is not None
    return octets


def entries(octets: bytes) -> dict[str, str]:
    """UID and status of each entry."""
    return {str(e["UID"]): str(e["STATUS"]) for e in Calendar.from_ical(octets).events}


def uids(person: Registration) -> list[str]:
    return list(
        db.session.scalars(select(Invitation.uid).where(Invitation.registration_id == person.id))
    )


def test_three_parsers_read_a_seat_with_the_id_of_its_invitation(app: Flask) -> None:
    person = enter(make_edition())
    octets = read(key_of())
    reading = read_alike(octets)
    assert (reading.method, reading.sequence) == ("PUBLISH", 0)
    assert [reading.uid] == uids(person)
    assert reading.starts_at == moment("2027-03-29 09:30").astimezone(UTC)
    assert b"ATTENDEE" not in octets
    assert b"REFRESH-INTERVAL" in octets


def test_nobody_elses_seat_and_no_place_on_a_waiting_list_stands_in_it(app: Flask) -> None:
    full = make_edition(capacity=1, minimum=1, minimum_reason="Klein", starts="2027-05-03 09:30")
    enter(full, "bo@organisatie.example")
    enter(full)
    mine = enter(make_edition())
    assert entries(read(key_of())) == dict.fromkeys(uids(mine), "CONFIRMED")


def test_what_was_given_up_or_cancelled_is_struck_out(app: Flask) -> None:
    edition = make_edition(starts="2027-05-03 09:30")
    gone, cancelled = enter(make_edition()), enter(edition)
    key = key_of()
    with transaction():
        registration.withdraw(gone, NOW, frozenset())
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    struck_out = read(key)
    assert entries(struck_out) == dict.fromkeys([*uids(gone), *uids(cancelled)], "CANCELLED")
    # Also for who has a calendar that shows them like any other meeting.
    assert struck_out.count(b"SUMMARY:Cancelled: Racisme") == 2


def test_who_registers_again_sees_the_new_seat_only(app: Flask) -> None:
    edition = make_edition()
    first = enter(edition)
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    second = enter(edition)
    assert entries(read(key_of())) == dict.fromkeys(uids(second), "CONFIRMED")


def test_the_same_rows_give_the_same_bytes_until_something_changes(app: Flask) -> None:
    edition = make_edition(format_=Format.WEBINAR, join_url="https://webinar.example/a")
    enter(edition)
    key = key_of()
    first = read(key)
    enter(edition, "bo@organisatie.example")
    assert read(key, days=20) == first
    meeting = edition.meetings[0]
    later = PlannedMeeting(moment("2027-03-30 09:30"), moment("2027-03-30 12:30"), id=meeting.id)
    replan(edition, plan_of(edition, meetings=[later]), NOW + timedelta(hours=1))
    moved = read_alike(read(key))
    assert (moved.sequence, moved.starts_at) == (1, moment("2027-03-30 09:30").astimezone(UTC))


def test_a_long_trajectory_has_the_ids_of_its_file(app: Flask) -> None:
    weeks = tuple(f"2027-04-{day:02} 09:30" for day in (5, 12, 19, 26, 27))
    person = enter(make_edition(more_starts=weeks))
    assert uids(person) == []
    file = Calendar.from_ical(published.calendar_file(person))
    assert set(entries(read(key_of()))) == {str(event["UID"]) for event in file.events}


def test_half_a_year_after_a_meeting_it_leaves_the_calendar(app: Flask) -> None:
    edition = make_edition()
    enter(edition)
    key = key_of()
    days = (edition.last_meeting.ends_at - NOW).days + 180
    assert len(entries(read(key, days))) == 1
    assert entries(read(key, days + 1)) == {}


def test_a_place_that_a_colleague_took_over_leaves_with_its_address(app: Flask) -> None:
    person = enter(make_edition())
    key = key_of()
    with transaction():
        registration.change(person, make_person(email="bo@organisatie.example"), NOW)
    assert entries(read(key)) == {}


def test_only_a_digest_is_kept_and_a_new_link_ends_the_old_one(app: Flask) -> None:
    enter(make_edition())
    first, second = key_of(), key_of()
    assert personal_feed.calendar(first, NOW) is None
    read(second)
    for row in db.session.execute(select(Feed.__table__)):
        assert not {first, second} & {str(value) for value in row}
    for wrong in ("", second + "x", second.swapcase(), "\x00", "\ud800"):
        assert personal_feed.calendar(wrong, NOW) is None
    with transaction():
        personal_feed.revoke(ZOE, NOW)
    assert personal_feed.calendar(second, NOW) is None


def test_two_links_that_were_made_at_the_same_moment_break_nothing_and_end_together(
    app: Flask,
) -> None:
    enter(make_edition())
    first = key_of()
    with transaction():
        feed = Feed(email_key=ZOE, key_digest="0" * 64, language="nl", created_at=NOW)
        db.session.add(feed)
    found = feed_of(ZOE)
    assert found is not None
    assert found.key_digest == "0" * 64
    with transaction():
        personal_feed.revoke(ZOE, NOW)
    assert personal_feed.calendar(first, NOW) is None
    assert feed_of(ZOE) is None


def test_revoking_touches_nobody_elses_link_and_is_forgotten_after_thirty_days(app: Flask) -> None:
    enter(make_edition())
    enter(make_edition(), "bo@organisatie.example")
    mine, other = key_of(), key_of("bo@organisatie.example")
    with transaction():
        personal_feed.revoke(ZOE, NOW)
    assert personal_feed.calendar(mine, NOW) is None
    read(other)
    assert "calendar feeds erased 1" in tick(NOW + personal_feed.KEPT)
    assert [feed.email_key for feed in db.session.scalars(select(Feed))] == [
        "bo@organisatie.example"
    ]
