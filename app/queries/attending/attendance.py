"""Who was there: the list of one meeting, and a trainer's own meetings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Arrival, Attendance, Edition, Invitation, Meeting, Registration, User
from app.queries.registering.seats import seat_counts
from app.rules.states import AttendanceStatus, EditionState, RegistrationState, Reply

#: A trainer's list goes back this far: attendance that was forgotten can still be taken.
RECENT = timedelta(days=60)

_TAKES_PLACE = (EditionState.PUBLISHED, EditionState.CONFIRMED, EditionState.COMPLETED)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One registered person at one meeting; no status: not marked yet.

    `arrived_at`: when they first went in by their personal link, None for who did not. `reply`:
    what they answered to the invitation.
    """

    registration: Registration
    status: AttendanceStatus | None
    recorded_at: datetime | None
    arrived_at: datetime | None = None
    reply: Reply | None = None

    @property
    def needs(self) -> str:
        """What the person needs to take part well; empty for nothing."""
        return self.registration.needs.needs if self.registration.needs else ""

    @property
    def diet(self) -> str:
        """What the person eats or does not eat, where there is a meal; empty for everything."""
        return self.registration.needs.diet if self.registration.needs else ""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting with how many people are expected and how many are marked."""

    meeting: Meeting
    expected: int
    marked: int


def sheet(meeting: Meeting) -> list[SheetRow]:
    """The registered people of a meeting by name, each with the mark."""
    people = db.session.scalars(
        select(Registration)
        .where(
            Registration.edition_id == meeting.edition_id,
            Registration.state == RegistrationState.REGISTERED,
        )
        .options(selectinload(Registration.needs))
    ).all()
    marks = {
        mark.registration_id: mark
        for mark in db.session.scalars(
            select(Attendance).where(Attendance.meeting_id == meeting.id)
        )
    }
    arrivals = {
        arrival.registration_id: arrival.arrived_at
        for arrival in db.session.scalars(select(Arrival).where(Arrival.meeting_id == meeting.id))
    }
    replies = dict(
        db.session.execute(
            select(Invitation.registration_id, Invitation.reply).where(
                Invitation.meeting_id == meeting.id,
                Invitation.reply.is_not(None),
                Invitation.cancelled.is_(False),
            )
        ).all()
    )
    rows = []
    for person in sorted(people, key=lambda p: (p.name.casefold(), p.id)):
        mark = marks.get(person.id)
        rows.append(
            SheetRow(
                person,
                mark.status if mark else None,
                mark.recorded_at if mark else None,
                arrivals.get(person.id),
                replies.get(person.id),
            )
        )
    return rows


def marks_by_meeting(meeting_ids: Sequence[int]) -> dict[int, int]:
    """How many registered people are marked at each of these meetings."""
    rows = db.session.execute(
        select(Attendance.meeting_id, func.count())
        .join(Registration, Registration.id == Attendance.registration_id)
        .where(
            Attendance.meeting_id.in_(meeting_ids),
            Registration.state == RegistrationState.REGISTERED,
        )
        .group_by(Attendance.meeting_id)
    )
    return dict(rows.all())


def meetings_of(user_id: int, now: datetime) -> list[MeetingRow]:
    """The coming and recent meetings of a trainer, soonest first."""
    meetings = db.session.scalars(
        select(Meeting)
        .join(Meeting.edition)
        .where(
            Edition.trainers.any(User.id == user_id),
            Edition.state.in_(_TAKES_PLACE),
            Meeting.ends_at >= now - RECENT,
        )
        .options(
            joinedload(Meeting.edition).joinedload(Edition.training),
            joinedload(Meeting.edition).selectinload(Edition.meetings),
        )
        .order_by(Meeting.starts_at, Meeting.id)
    ).all()
    seats = seat_counts(list({m.edition_id: m.edition for m in meetings}.values()))
    marks = marks_by_meeting([meeting.id for meeting in meetings])
    return [MeetingRow(m, seats[m.edition_id].active, marks.get(m.id, 0)) for m in meetings]
