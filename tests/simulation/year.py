"""A year of an open offer, played day by day through the services with the whims of people."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Attendance, Edition, Meeting, Registration, User
from app.queries.deciding.today import today
from app.queries.registering.registration import of_edition
from app.rules.deciding.postponing import moved_along, shifted
from app.rules.errors import RuleBroken
from app.rules.states import (
    AttendanceStatus,
    CancelReason,
    EditionState,
    Format,
    RegistrationState,
)
from app.rules.workdays import local_date, local_moment
from app.services import holidays, schedule
from app.services.attending import attendance
from app.services.deciding import minimum, postponing
from app.services.deciding.postponing import NewDates
from app.services.offering.plan_digest import plan_digest
from app.services.registering import registration, transfer, waiting_list
from app.services.registering.transfer import Colleague
from app.services.telling import digest
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_person, make_training
from tests.support.time import NOW

EDITIONS = 60
DAYS = 365
#: So many days a coordinator reads the morning mail: making it costs more than all else of a day.
MORNINGS = 30


class Year:
    """Sixty editions of ten trainings; each day people do what people do, then the rules do.

    What is undecided, a coordinator decides on some days and leaves to the rule on others.
    `failed` are the lines of the schedule about what went wrong.
    """

    def __init__(self, cast: Cast, seed: int) -> None:
        self.chance = random.Random(seed)
        # Of its own, so that attendance changes nothing of what people do.
        self.lists = random.Random(seed)
        self.cast = cast
        self.failed: list[str] = []
        #: Whether something needed the reader of the morning mail, by working day.
        self.needed: dict[date, bool] = {}
        for user in (cast.coordinator, cast.coordinator_limburg):
            self.reads(user, NOW, wanted=False)
        trainings = [make_training(f"Vorming {n}", f"V{n}", (f"Thema {n % 4}",)) for n in range(10)]
        teams = (cast.antwerp, cast.limburg)
        self.pull: dict[int, float] = {}
        for number in range(EDITIONS):
            day = local_date(NOW) + timedelta(days=20 + number * 5 + self.chance.randrange(5))
            small = {"minimum": 4, "minimum_reason": "Kleine groep"} if number % 7 == 0 else {}
            edition = make_edition(
                training=self.chance.choice(trainings),
                team=self.chance.choice(teams),
                starts=local_moment(day, time(9, 30)),
                more_starts=(f"{day + timedelta(days=7)} 09:30",) if number % 9 == 4 else (),
                capacity=self.chance.randint(8, 14),
                format_=Format.WEBINAR if number % 3 else Format.LIVE,
                join_url="https://webinar.example.com/j/1" if number % 3 else "",
                price_cents=self.chance.choice((0, 0, 4500)),
                **small,
            )
            # Registrations a day in the last six weeks: some fill up, some never make it.
            self.pull[edition.id] = self.chance.choice((0.03, 0.14, 0.2, 0.3))

    def play(self, look: Callable[[datetime], None]) -> None:
        """Play each day, and let `look` check what came of it."""
        for number in range(DAYS):
            day = local_date(NOW) + timedelta(days=number)
            self.people(local_moment(day, time(8)))
            self.tick(local_moment(day, time(9)))
            self.trainers(local_moment(day, time(15)))
            self.coordinators(local_moment(day, time(16)))
            look(local_moment(day, time(18)))

    def tick(self, now: datetime) -> None:
        """What the worker does; the one coordinator who reads a morning mail stops it later."""
        if now > NOW + timedelta(days=MORNINGS):
            self.reads(self.cast.coordinator_antwerp, now, wanted=False)
        lines = list(schedule.run(now, transaction))
        self.failed += [line for line in lines if line.startswith("failed")]
        reader = self.cast.coordinator_antwerp
        if reader.digest is not False and holidays.is_working(local_date(now)):
            left = {item.kind for item in today(reader.actor, now).todo} - digest.UNTOLD
            self.needed[local_date(now)] = bool(left)

    def reads(self, user: User, now: datetime, *, wanted: bool) -> None:
        """Have the morning mail, or have it no more."""
        with transaction():
            digest.choose(user.id, wanted, now)

    def trainers(self, now: datetime) -> None:
        """Take attendance of what is over: at once, a day late, or not for everybody."""
        over = db.session.scalars(
            select(Meeting)
            .join(Meeting.edition)
            .where(
                Edition.state.in_((EditionState.CONFIRMED, EditionState.COMPLETED)),
                Meeting.ends_at <= now,
                Meeting.ends_at > now - timedelta(days=2),
            )
        ).all()
        for meeting in over:
            marked = set(
                db.session.scalars(
                    select(Attendance.registration_id).where(Attendance.meeting_id == meeting.id)
                )
            )
            marks = {
                person.id: self.lists.choice((*[AttendanceStatus.PRESENT] * 6, *AttendanceStatus))
                for person in of_edition(meeting.edition_id, [RegistrationState.REGISTERED])
                if person.id not in marked and self.lists.random() < 0.8
            }
            if self.lists.random() < 0.7:
                self.do(attendance.record, meeting.id, marks, now, None)

    def people(self, now: datetime) -> None:
        """Register, give up, pass on, move, answer offers."""
        soon = now + timedelta(days=42)
        open_ones = db.session.scalars(
            select(Edition).where(
                Edition.state.in_((EditionState.PUBLISHED, EditionState.CONFIRMED)),
                Edition.closes_at > now,
                Edition.closes_at < soon,
            )
        ).all()
        for edition_id in [edition.id for edition in open_ones]:
            while self.chance.random() < self.pull[edition_id]:
                self.do(registration.register, edition_id, make_person(), now, consent=True)
        live = db.session.scalars(
            select(Registration)
            .join(Registration.edition)
            .where(
                Registration.state.in_((RegistrationState.REGISTERED, RegistrationState.OFFERED)),
                Edition.closes_at > now,
            )
            .order_by(Registration.id)
        ).all()
        for person in live:
            self.whim(person, now)

    def whim(self, person: Registration, now: datetime) -> None:
        """What one person with a place, or the offer of one, does today, if anything."""
        dice = self.chance.random()
        if person.state is RegistrationState.OFFERED:
            if dice < 0.3:
                self.do(waiting_list.accept, person, now)
            elif dice < 0.5:
                self.do(waiting_list.decline, person, now)
        elif dice < 0.004:
            self.do(registration.withdraw, person, now, holidays.around(local_date(now)))
        elif dice < 0.006:
            other = make_person()
            colleague = Colleague(other.name, other.email, other.function)
            self.do(transfer.substitute, person, colleague, now)
        elif dice < 0.010:
            others = db.session.scalars(
                select(Edition.id).where(
                    Edition.training_id == person.edition.training_id,
                    Edition.id != person.edition_id,
                )
            ).all()
            if others:
                self.do(transfer.transfer, person, self.chance.choice(others), now)

    def coordinators(self, now: datetime) -> None:
        """Decide about some of what is due, each in their own way; sometimes cancel for illness."""
        day = local_date(now)
        published = db.session.scalars(
            select(Edition).where(
                Edition.state.in_((EditionState.PUBLISHED, EditionState.CONFIRMED))
            )
        ).all()
        for edition in published:
            dice = self.chance.random()
            undecided = edition.state is EditionState.PUBLISHED and edition.decision_on <= day
            if undecided and dice < 0.08:
                self.do(minimum.go_ahead, edition.id, now, "Kleine groep past", self.by)
            elif undecided and dice < 0.16:
                later = day + timedelta(days=3)
                self.do(minimum.extend, edition.id, later, now, "", self.by)
            elif undecided and dice < 0.24:
                self.cancel(edition.id, CancelReason.TOO_FEW, now)
            elif dice < 0.0005:
                self.cancel(edition.id, CancelReason.TRAINER_ILL, now)
            elif dice < 0.002:
                self.postpone(edition, now)

    @property
    def by(self) -> int:
        """Who decides."""
        return self.cast.coordinator.id

    def cancel(self, edition_id: int, cause: CancelReason, now: datetime) -> None:
        """Cancel as a coordinator does."""
        self.do(minimum.cancel, edition_id, cause, "", now, self.by)

    def postpone(self, edition: Edition, now: datetime) -> None:
        """All of it some weeks later; who cannot come then leaves as ever."""
        dates = postponing.dates_of(edition)
        days = 7 * self.chance.randint(1, 4)
        moved = moved_along(replace(dates, meetings=shifted(dates.meetings, days)), days, now)
        meetings = {m.id: s for m, s in zip(edition.meetings, moved.meetings, strict=True)}
        new = NewDates(meetings, moved.decision_on, moved.opens_at, moved.closes_at)
        self.do(
            postponing.postpone,
            edition.id,
            new,
            "De zaal is bezet",
            now,
            self.by,
            expected=plan_digest(edition),
        )

    def do(self, verb: Callable[..., object], *facts: object, **named: object) -> None:
        """One thing in a transaction; what a rule forbids does not happen, and that is fine."""
        try:
            with transaction():
                verb(*facts, **named)
        except RuleBroken:
            db.session.rollback()
