"""Calendar entries as rows and mails: one for each registration and meeting, in order per UID."""

from datetime import UTC, datetime, timedelta
from itertools import groupby, pairwise

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.extensions import db, effective, transaction
from app.mail.invitations import Method
from app.models import Invitation, Message, Registration
from app.rules.states import CancelReason, Format
from app.services.calendars import invitation
from app.services.deciding import minimum
from app.services.offering import offer
from app.services.offering.offer import TrainingFacts
from app.services.registering import on_behalf, registration
from app.services.registering.person import Person
from app.services.settings import setting
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_person, register
from tests.support.outbox import attendee, entry, mails
from tests.support.planning import moved_on, plan_of, replan
from tests.support.time import NOW, moment

THREE = ("2027-04-05 09:30", "2027-04-12 09:30")
SIX = (*THREE, "2027-04-19 09:30", "2027-04-26 09:30", "2027-05-03 09:30")


def rows() -> list[Invitation]:
    return list(db.session.scalars(select(Invitation).order_by(Invitation.id)))


def change_address(made: Registration, email: str) -> None:
    person = Person(made.name, email, made.function, made.organisation, made.organisation_type)
    with transaction():
        registration.change(made, person, NOW)


def test_a_trajectory_of_three_makes_three_mails_with_one_event_each(app: Flask) -> None:
    edition = make_edition(more_starts=THREE)
    (made,) = register(edition)
    sent = mails()
    assert [mail.kind for mail in sent] == ["registration_confirmed", "invitation", "invitation"]
    readings = [entry(mail) for mail in sent]
    assert [r.starts_at for r in readings] == [m.starts_at for m in edition.meetings]
    assert len({r.uid for r in readings}) == 3
    assert {attendee(mail) for mail in sent} == {made.email}
    # over the spring change of the clock the wall-clock time stays
    assert [m.starts_at.hour for m in edition.meetings] == [7, 7, 7]


def test_each_entry_has_a_row_with_what_was_sent(app: Flask) -> None:
    edition = make_edition(more_starts=THREE)
    (made,) = register(edition)
    sent = [entry(mail) for mail in mails()]
    assert [(r.uid, r.sequence, r.starts_at, r.ends_at, r.summary) for r in sent] == [
        (row.uid, row.sequence, row.starts_at, row.ends_at, row.summary) for row in rows()
    ]
    assert {row.place for row in rows()} == {"Zaal De Brug, Voorbeeldstraat 12, Berchem"}
    assert {(row.registration_id, row.cancelled) for row in rows()} == {(made.id, False)}


def test_nobody_shares_an_entry(app: Flask) -> None:
    register(make_edition(more_starts=THREE), 2)
    assert len({row.uid for row in rows()}) == 6
    assert [attendee(mail) for mail in mails()] == [mail.recipient for mail in mails()]


def test_too_many_meetings_make_one_mail_without_a_calendar(app: Flask) -> None:
    edition = make_edition(more_starts=SIX)
    (made,) = register(edition)
    (mail,) = mails()
    assert (mail.kind, mail.calendar, mail.calendar_uid, rows()) == (
        "registration_confirmed",
        None,
        None,
        [],
    )
    with transaction():
        registration.withdraw(made, NOW, frozenset())
    assert [mail.calendar for mail in mails("withdrawn")] == [None]


def test_five_meetings_are_not_too_many(app: Flask) -> None:
    register(make_edition(more_starts=SIX[:-1]))
    assert [entry(mail).method for mail in mails()] == ["REQUEST"] * 5


def test_a_webinar_has_its_link_where_calendars_look_for_it(app: Flask) -> None:
    link = "https://webinar.example.com/j/1?pwd=a&b=c"
    register(make_edition(format_=Format.WEBINAR, join_url=link))
    register(make_edition(format_=Format.WEBINAR, starts="2027-05-11 09:30"))
    with_link, without = mails()
    events = [
        icalendar.Calendar.from_ical(m.calendar or "").events[0] for m in (with_link, without)
    ]
    assert [str(event["LOCATION"]) for event in events] == [link, "Online"]


def test_per_uid_the_entries_stand_in_the_order_in_which_they_must_leave(app: Flask) -> None:
    edition = make_edition(more_starts=THREE[:1])
    (made,) = register(edition)
    replan(edition, plan_of(edition, place="Zaal De Poort"))
    change_address(made, "bo@organisatie.example")
    change_address(made, "an@organisatie.example")
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    carried = sorted(
        (
            (m.calendar_uid or "", m.id, m.calendar_sequence or 0, m.calendar_method)
            for m in mails()
            if m.calendar
        ),
    )
    story = {uid: [row[2:] for row in group] for uid, group in groupby(carried, lambda row: row[0])}
    # Each address has an entry of its own, for each of the two dates.
    first, later = [(0, "REQUEST"), (1, "REQUEST"), (2, "CANCEL")], [(0, "REQUEST"), (1, "CANCEL")]
    assert sorted(story.values(), key=len) == [later] * 4 + [first] * 2
    assert all(row.cancelled for row in rows())


def test_what_was_cancelled_is_not_sent_again(app: Flask) -> None:
    edition = make_edition()
    gone, stays = register(edition, 2)
    with transaction():
        registration.withdraw(gone, NOW, frozenset())
    replan(edition, plan_of(edition, place="Zaal De Poort"))
    assert [mail.recipient for mail in mails("meeting_changed")] == [stays.email]
    with transaction():
        assert invitation.update_entry(gone, edition.meetings[0], NOW) is None
        assert invitation.cancel_entries(gone, NOW) == []
    assert [mail.kind for mail in mails(to=gone.email)] == ["registration_confirmed", "withdrawn"]


def test_an_entry_is_made_again_only_when_its_facts_changed(app: Flask) -> None:
    edition = make_edition()
    (made,) = register(edition)
    with transaction():
        assert invitation.update_entry(made, edition.meetings[0], NOW) is None
    with transaction():
        edition.place = "Zaal De Poort"
        updated = invitation.update_entry(made, edition.meetings[0], NOW)
        assert updated is not None
        assert (updated.part.method, updated.sequence) == (Method.REQUEST, 1)
        assert updated.key == f"{updated.uid}:1"


def test_the_table_refuses_the_same_version_of_an_entry_twice(app: Flask) -> None:
    register(make_edition())
    (mail,) = mails()
    columns = [c.key for c in Message.__table__.columns if c.key != "id"]
    copy = {key: getattr(mail, key) for key in columns}
    copy |= {"dedupe_key": "another", "message_id": "<another@voorbeeldpunt.example>"}
    with pytest.raises(IntegrityError), transaction():
        db.session.execute(db.insert(Message).values(**copy))
    assert len(mails()) == 1


def test_sequences_only_rise(app: Flask) -> None:
    edition = make_edition()
    register(edition)
    for place in ("Zaal A", "Zaal B", "Zaal A"):
        replan(edition, plan_of(edition, place=place))
    assert [b.sequence - a.sequence for a, b in pairwise(entry(m) for m in mails())] == [1, 1, 1]


def event_of(mail: Message) -> icalendar.Event:
    (event,) = icalendar.Calendar.from_ical(mail.calendar or "").events
    return event


def test_what_is_over_is_neither_sent_nor_changed(app: Flask, cast: Cast) -> None:
    edition = make_edition(more_starts=THREE)
    (early,) = register(edition)
    halfway = moment("2027-04-06 10:00")
    with transaction():
        on_behalf.enter(edition.id, make_person(), halfway, cast.coordinator.id, agreed=True)
    late = mails()[3:]
    assert [entry(mail).starts_at for mail in late] == [edition.meetings[-1].starts_at]
    # A room that changes for all: two of the three meetings were elsewhere, and stay so.
    replan(edition, plan_of(edition, place="Zaal De Poort"), halfway)
    assert [(m.kind, entry(m).starts_at) for m in mails(to=early.email)[3:]] == [
        ("meeting_changed", edition.meetings[-1].starts_at)
    ]
    with transaction():
        registration.remove(early, halfway, cast.coordinator.id)
    assert [entry(mail).method for mail in mails("removed", "entry_cancelled")] == ["CANCEL"]


def test_somebody_who_is_written_down_afterwards_is_promised_no_calendar(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(more_starts=SIX)
    afterwards = moment("2027-05-03 12:30")
    with transaction():
        on_behalf.enter(edition.id, make_person(), afterwards, cast.coordinator.id, agreed=True)
    (mail,) = mails()
    assert mail.calendar is None
    assert "calendar" not in mail.text


def test_who_organises_with_us_stands_in_the_text_and_we_stay_the_organiser(app: Flask) -> None:
    edition = make_edition(co_organisers=("Kruispunt, vzw", "Kaap"))
    register(edition)
    event = event_of(mails()[0])
    assert str(event["DESCRIPTION"]).split("\n") == [
        edition.training.title,
        "Voorbeeldpunt vzw, Kruispunt, vzw, Kaap",
        f"http://localhost/edities/{edition.id}",
    ]
    assert event["ORGANIZER"] == "mailto:vormingen@voorbeeldpunt.example"


def test_another_word_is_no_other_meeting(app: Flask) -> None:
    edition = make_edition()
    (made,) = register(edition)
    with transaction():
        offer.save_training(
            TrainingFacts("Een andere titel", "Titel", "Kort.", ""), NOW, edition.training_id
        )
    replan(edition, plan_of(edition, co_organisers=("Kaap",)))
    assert len(mails()) == 1
    with transaction():
        registration.withdraw(made, NOW, frozenset())
    sent, cancelled = map(entry, mails())
    # The CANCEL repeats what the calendar has, or Outlook would show two titles for one entry.
    assert (cancelled.sequence, cancelled.summary) == (1, sent.summary)


def test_an_alarm_sounds_only_where_the_house_wants_one(app: Flask, cast: Cast) -> None:
    edition = make_edition()
    register(edition)
    with transaction():
        wanted = {"INVITATION_ALARM_MINUTES": "90"}
        setting.change(wanted, effective().mark, NOW, cast.administrator.id)
    (made,) = register(edition)
    with transaction():
        registration.withdraw(made, NOW, frozenset())
    alarms = [
        [alarm["TRIGGER"].dt for alarm in event_of(mail).subcomponents]
        for mail in mails()
        if mail.calendar
    ]
    assert alarms == [[], [-timedelta(minutes=90)], []]


def test_a_webinar_in_the_night_of_a_clock_change_is_at_its_hour(app: Flask) -> None:
    # At three, an hour after which there is no two; and both half past twos.
    starts = [
        datetime(2027, 3, 28, 1, 0, tzinfo=UTC),
        datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
        datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
    ]
    for at in starts:
        register(make_edition(starts=at, hours=0.5, format_=Format.WEBINAR))
    assert [entry(mail).starts_at for mail in mails()] == starts


def test_back_and_forth_within_a_minute_each_step_outranks_the_last(app: Flask) -> None:
    edition = make_edition()
    register(edition)
    for days in (7, -7, 7):
        replan(edition, moved_on(edition, timedelta(days=days)))
    readings = [entry(mail) for mail in mails()]
    assert [r.sequence for r in readings] == [0, 1, 2, 3]
    assert readings[0].starts_at == readings[2].starts_at
    assert readings[1].starts_at == readings[3].starts_at == edition.first_meeting.starts_at
