"""The public feed: the same bytes for the same offer, moved and cancelled as calendars expect."""

from datetime import timedelta

import icalendar
from flask import Flask

from app.extensions import transaction
from app.models import Edition
from app.queries.offering.offer import coming
from app.rules.states import CancelReason, Format
from app.services.calendars import public_feed
from app.services.deciding import minimum
from app.services.offering import offer
from app.services.offering.offer import TrainingFacts
from tests.factories.offer import make_edition, register
from tests.mail.readers import Reading, read_alike
from tests.support.planning import moved_on, plan_of, replan
from tests.support.statements import counted
from tests.support.time import NOW, moment

LATER = NOW + timedelta(hours=1)


def octets(*editions: Edition) -> bytes:
    return public_feed.calendar(editions, "Ons aanbod", "Geannuleerd")


def reading(edition: Edition) -> Reading:
    return read_alike(octets(edition))


def move(edition: Edition) -> None:
    replan(edition, moved_on(edition, timedelta(days=1)), LATER)


def test_a_registration_changes_no_byte(app: Flask) -> None:
    edition = make_edition()
    before = octets(edition)
    register(edition, 2, LATER)
    assert octets(edition) == before


def test_a_move_keeps_the_uid_and_outranks_the_first_entry(app: Flask) -> None:
    edition = make_edition()
    before = reading(edition)
    move(edition)
    after = reading(edition)
    assert (before.sequence, after.sequence) == (0, 1)
    assert after.uid == before.uid
    assert after.starts_at == before.starts_at + timedelta(days=1)
    stamp = icalendar.Calendar.from_ical(octets(edition)).events[0]
    assert stamp["DTSTAMP"].dt == stamp["LAST-MODIFIED"].dt == LATER


def test_a_cancellation_stays_and_outranks_too(app: Flask) -> None:
    edition = make_edition()
    uid = reading(edition).uid
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", LATER, None)
    event = icalendar.Calendar.from_ical(octets(edition)).events[0]
    assert (event["UID"], event["STATUS"], event["SEQUENCE"]) == (uid, "CANCELLED", 1)
    assert event["SUMMARY"] == f"Geannuleerd: {edition.training.title}"


def test_a_new_text_of_the_training_is_a_new_version(app: Flask) -> None:
    edition = make_edition()
    with transaction():
        offer.save_training(
            TrainingFacts("Een andere titel", "Titel", "Kort.", ""), LATER, edition.training_id
        )
    event = icalendar.Calendar.from_ical(octets(edition)).events[0]
    assert event["SUMMARY"] == "Een andere titel"
    assert (event["LAST-MODIFIED"].dt, event["SEQUENCE"]) == (LATER, 0)


def test_each_meeting_has_a_uid_of_its_own_and_the_join_link_stays_out(app: Flask) -> None:
    link = "https://meet.example/geheim"
    edition = make_edition(
        format_=Format.WEBINAR, join_url=link, more_starts=("2027-04-05 09:30", "2027-04-12 09:30")
    )
    file = octets(edition)
    events = icalendar.Calendar.from_ical(file).events
    assert len({str(event["UID"]) for event in events}) == 3
    assert {str(event["LOCATION"]) for event in events} == {"Online"}
    for secret in (b"meet.example", b"CONFERENCE", b"ATTENDEE"):
        assert secret not in file.replace(b"\r\n ", b"")


def test_many_editions_ask_no_more_than_one(app: Flask) -> None:
    asked = []
    for number in range(3):
        make_edition(starts=moment("2027-04-01 09:30") + timedelta(days=number))
        with counted() as statements:
            octets(*(card.edition for card in coming(NOW)))
        asked.append(len(statements))
    assert asked[0] == asked[2]


def test_a_moved_meeting_remembers_what_people_knew(app: Flask) -> None:
    edition = make_edition()
    known = edition.first_meeting.starts_at
    move(edition)
    assert edition.first_meeting.previous_starts_at == known
    replan(edition, plan_of(edition, capacity=20), LATER)
    assert edition.first_meeting.previous_starts_at == known


def test_a_draft_that_moves_was_known_to_nobody(app: Flask) -> None:
    edition = make_edition(publish=False)
    move(edition)
    assert edition.first_meeting.previous_starts_at is None
