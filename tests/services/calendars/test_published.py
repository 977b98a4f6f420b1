"""The file with all meetings of a seat: the same entries as the invitations, and byte-stable."""

from datetime import timedelta

import icalendar
from flask import Flask
from sqlalchemy import select

from app.extensions import db
from app.models import Invitation
from app.services.calendars import published
from tests.factories.offer import make_edition, register
from tests.mail.readers import read_all_alike
from tests.support.planning import moved_on, replan
from tests.support.time import NOW

THREE = ("2027-04-05 09:30", "2027-04-12 09:30")
#: More dates than get an invitation each.
SIX = (*THREE, "2027-04-19 09:30", "2027-04-26 09:30", "2027-05-03 09:30")


def test_the_file_to_keep_has_every_date_always_under_the_same_uid(app: Flask) -> None:
    edition = make_edition(more_starts=SIX)
    (made,) = register(edition)
    first = published.calendar_file(made)
    register(edition, 2)
    assert published.calendar_file(made) == first
    replan(edition, moved_on(edition, timedelta(days=1)), NOW + timedelta(hours=1))
    before, after = (read_all_alike(octets) for octets in (first, published.calendar_file(made)))
    assert [r.uid for r in before] == [r.uid for r in after]
    assert len({r.uid for r in after}) == 6
    assert {(r.method, r.sequence) for r in after} == {("PUBLISH", 1)}
    assert [r.starts_at for r in after] == [m.starts_at for m in edition.meetings]


def test_the_file_has_the_invitations_that_went_out_and_nobody_s_address(app: Flask) -> None:
    edition = make_edition(more_starts=THREE)
    (made,) = register(edition)
    events = icalendar.Calendar.from_ical(published.calendar_file(made)).events
    sent = db.session.scalars(select(Invitation.uid).order_by(Invitation.id)).all()
    assert [str(event["UID"]) for event in events] == sent
    assert [event["DTSTART"].dt for event in events] == [m.starts_at for m in edition.meetings]
    assert not any("ATTENDEE" in event for event in events)
