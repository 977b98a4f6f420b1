"""What must hold on each evening of a year, whatever people and coordinators did that day."""

from collections import Counter
from datetime import datetime, time, timedelta

from flask import Flask
from sqlalchemy import exists, func, select
from sqlalchemy.orm import selectinload

from app.extensions import db
from app.models import (
    Attendance,
    Decision,
    Edition,
    Invitation,
    Meeting,
    Message,
    Rebooking,
    Registration,
)
from app.queries.deciding.minimum import minimum_of
from app.queries.registering.seats import seat_counts
from app.rules.deciding.undo import GOING_AHEAD
from app.rules.states import (
    LIVE_REGISTRATIONS,
    AttendanceStatus,
    DecisionOutcome,
    EditionState,
    Format,
    RebookingAnswer,
    RegistrationState,
)
from app.rules.workdays import local_date, local_moment
from tests.factories.cast import Cast
from tests.simulation.year import EDITIONS, Year
from tests.support.calendars import Mailboxes, Shown
from tests.support.outbox import mails


def no_seat_is_given_twice_or_left_empty_while_somebody_waits(now: datetime) -> None:
    editions = db.session.scalars(select(Edition)).all()
    counts = seat_counts(editions)
    for edition in editions:
        seats = counts[edition.id]
        assert seats.taken <= edition.capacity, edition.id
        running = edition.state in (EditionState.PUBLISHED, EditionState.CONFIRMED)
        if running and now < edition.closes_at and seats.waiting:
            assert seats.taken == edition.capacity, edition.id


def each_person_has_one_place_in_an_edition(_now: datetime) -> None:
    twice = db.session.execute(
        select(Registration.edition_id)
        .where(Registration.state.in_(LIVE_REGISTRATIONS))
        .group_by(Registration.edition_id, Registration.email_key)
        .having(func.count() > 1)
    ).all()
    assert twice == []


def nothing_goes_ahead_below_its_minimum_without_a_reason(now: datetime) -> None:
    decided = db.session.scalars(select(Decision).where(Decision.outcome.in_(GOING_AHEAD)))
    for decision in decided:
        small = decision.outcome is DecisionOutcome.GO_AHEAD_SMALL
        assert small == (decision.count < decision.minimum)
        assert bool(decision.reason) >= small
        assert (decision.decided_by_id is not None) >= small
    went_ahead = select(Decision.edition_id).where(Decision.outcome.in_(GOING_AHEAD))
    undecided = db.session.scalars(
        select(Edition.id).where(
            Edition.state.in_((EditionState.CONFIRMED, EditionState.COMPLETED)),
            Edition.id.not_in(went_ahead),
        )
    ).all()
    assert undecided == []
    published = db.session.scalars(
        select(Edition)
        .where(Edition.state == EditionState.PUBLISHED)
        .options(selectinload(Edition.meetings))
    ).all()
    counts = seat_counts(published)
    for edition in published:
        # Nobody travels to a training about which nobody decided.
        assert local_date(now) < local_date(edition.first_meeting.starts_at)
        if edition.decision_on < local_date(now):
            assert counts[edition.id].active < minimum_of(edition), edition.id


def calendar_entries_are_those_of_the_people_who_come(now: datetime) -> None:
    coming = exists().where(
        Registration.id == Invitation.registration_id,
        Registration.state == RegistrationState.REGISTERED,
        Registration.edition_id == Edition.id,
        Edition.state != EditionState.CANCELLED,
    )
    orphans = db.session.scalars(
        select(Invitation.id)
        .join(Meeting, Meeting.id == Invitation.meeting_id)
        .where(Invitation.cancelled.is_(False), Meeting.ends_at > now, ~coming)
    ).all()
    assert orphans == []
    without = db.session.scalars(
        select(Registration.id)
        .join(Meeting, Meeting.edition_id == Registration.edition_id)
        .where(
            Registration.state == RegistrationState.REGISTERED,
            Meeting.starts_at > now,
            ~exists().where(
                Invitation.registration_id == Registration.id,
                Invitation.meeting_id == Meeting.id,
                Invitation.cancelled.is_(False),
            ),
        )
    ).all()
    assert without == []


def each_event_is_told_once(_now: datetime) -> None:
    told = Counter(
        db.session.execute(
            select(Message.kind, Message.registration_id).where(
                Message.kind.in_(
                    ("registration_confirmed", "waitlisted", "withdrawn", "edition_cancelled")
                ),
                Message.calendar_sequence.is_(None) | (Message.kind != "edition_cancelled"),
            )
        ).all()
    )
    # Who took a colleague's place over, or came from the waiting list, is told with another key.
    assert {
        pair: n for pair, n in told.items() if n > 1 and pair[0] != "registration_confirmed"
    } == {}


def whoever_lost_a_place_was_offered_another_or_told_that_there_is_none(now: datetime) -> None:
    lost = set(
        db.session.scalars(
            select(Registration.id).where(
                Registration.state == RegistrationState.CANCELLED_WITH_EDITION
            )
        )
    )
    rows = db.session.scalars(select(Rebooking)).all()
    assert lost <= {row.cancelled_id for row in rows}
    # Who was offered nothing reads so, and where to hear of a new date.
    nothing = [row.cancelled_id for row in rows if not row.offered_ids]
    told = db.session.scalars(
        select(Message.registration_id).where(
            Message.registration_id.in_(nothing),
            Message.kind == "edition_cancelled",
            Message.text.contains("/hou-me-op-de-hoogte"),
        )
    )
    assert set(nothing) == set(told)
    for row in rows:
        if row.answer is RebookingAnswer.OPEN and row.held is not None:
            assert row.held.state is RegistrationState.OFFERED
            assert row.held_until is not None
            # Lapsed holds are freed by the next morning's tick.
            assert now < row.held_until + timedelta(days=1)


def the_way_into_a_webinar_goes_to_who_has_a_seat_in_it(now: datetime) -> None:
    morning = local_moment(local_date(now), time(8, 30))
    told = db.session.scalars(
        select(Message.registration_id).where(
            Message.kind == "webinar_reminder", Message.created_at > now - timedelta(days=1)
        )
    ).all()
    seated = db.session.scalars(
        select(Registration.id)
        .join(Registration.edition)
        .join(Meeting, Meeting.edition_id == Edition.id)
        .where(
            Edition.format == Format.WEBINAR,
            Edition.confirmed_at <= morning + timedelta(minutes=30),
            Meeting.starts_at == morning + timedelta(hours=1),
            Registration.created_at < morning,
            # Who lost the seat later on the day, when the edition was cancelled, had it then.
            (Registration.state == RegistrationState.REGISTERED)
            | (Registration.ended_at > morning + timedelta(minutes=30)),
        )
    ).all()
    assert sorted(told) == sorted(seated)


def who_took_part_hears_of_the_certificate_once(now: datetime) -> None:
    told = db.session.execute(
        select(Message.registration_id, func.count())
        .where(
            Message.kind.in_(("evaluation_request", "certificate_ready")),
            Message.text.contains("?attest=1"),
        )
        .group_by(Message.registration_id)
    ).all()
    assert {number for _, number in told} <= {1}
    known = select(Registration).where(Registration.certificate_told_at.is_not(None))
    people = db.session.scalars(known).all()
    assert {person.id for person in people} == {registration_id for registration_id, _ in told}
    absent = (
        known.with_only_columns(Registration.id)
        .where(Registration.certificate_told_at > now - timedelta(days=1))
        .where(
            ~exists().where(
                Attendance.registration_id == Registration.id,
                Attendance.status == AttendanceStatus.PRESENT,
            )
        )
    )
    assert not db.session.scalars(absent).all()


def every_calendar_holds_what_its_rows_say() -> None:
    """All that was sent in a year, as the strictest calendar keeps it."""
    boxes = Mailboxes()
    boxes.read(mails())
    rows = db.session.scalars(select(Invitation).where(Invitation.cancelled.is_(False)))
    assert boxes.shared.shows() == {
        row.uid: Shown(row.starts_at, row.ends_at, row.place) for row in rows
    }
    assert len(boxes.shared.entries) > len(boxes.shared.shows()) > 100


CHECKS = (
    no_seat_is_given_twice_or_left_empty_while_somebody_waits,
    each_person_has_one_place_in_an_edition,
    nothing_goes_ahead_below_its_minimum_without_a_reason,
    calendar_entries_are_those_of_the_people_who_come,
    each_event_is_told_once,
    whoever_lost_a_place_was_offered_another_or_told_that_there_is_none,
    the_way_into_a_webinar_goes_to_who_has_a_seat_in_it,
    who_took_part_hears_of_the_certificate_once,
)


#: What a year must hold to prove something about them.
NEW_KINDS = ("webinar_reminder", "certificate_ready", "edition_fell_below")


def test_a_year_of_sixty_editions(site: Flask, cast: Cast) -> None:
    year = Year(cast, seed=8)

    def look(now: datetime) -> None:
        db.session.rollback()
        for check in CHECKS:
            check(now)

    year.play(look)
    assert year.failed == []
    every_calendar_holds_what_its_rows_say()
    mornings = [local_date(mail.created_at) for mail in mails("daily_digest")]
    assert len(mornings) > 10
    assert mornings == [day for day, needed in year.needed.items() if needed]
    assert len(mornings) > 10
    falls = mails("edition_fell_below")
    assert len({(mail.edition_id, local_date(mail.created_at)) for mail in falls}) * 2 == len(falls)
    assert [kind for kind in NEW_KINDS if not mails(kind)] == []
    states = Counter(edition.state for edition in db.session.scalars(select(Edition)))
    assert sum(states.values()) == EDITIONS
    # The year holds what it is to prove: both ends, and neither is rare.
    assert states[EditionState.COMPLETED] > 15
    assert states[EditionState.CANCELLED] > 15
    outcomes = Counter(db.session.scalars(select(Decision.outcome)))
    assert outcomes[DecisionOutcome.POSTPONE] > 0
    answers = Counter(db.session.scalars(select(Rebooking.answer)))
    assert {answers[a] > 0 for a in (RebookingAnswer.TAKEN, RebookingAnswer.LAPSED)} == {True}
