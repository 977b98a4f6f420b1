"""Certificates: by their code, and what one rests on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import joinedload

from app.extensions import db, settings
from app.models import Attendance, Certificate, Edition, Meeting, Registration
from app.queries.offering.offer import half_days_of
from app.rules.attending.certificate import deserves_certificate
from app.rules.states import AttendanceStatus, EditionState, RegistrationState


@dataclass(frozen=True, slots=True)
class Presence:
    """At which meetings somebody was, and how much that is of the whole edition.

    `valid`: this deserves a certificate now; a mark that is taken back may end that.
    """

    registration: Registration
    attended: tuple[Meeting, ...]
    valid: bool

    @property
    def half_days(self) -> int:
        """Half-days of the meetings attended."""
        return sum(half_days_of(self.attended).values())

    @property
    def half_days_whole(self) -> int:
        """Half-days of all meetings of the edition."""
        return sum(half_days_of(self.registration.edition.meetings).values())

    @property
    def time(self) -> timedelta:
        """Time from start to end of the meetings attended."""
        return _time(self.attended)

    @property
    def time_whole(self) -> timedelta:
        """Time from start to end of all meetings of the edition."""
        return _time(self.registration.edition.meetings)


def _time(meetings: Sequence[Meeting]) -> timedelta:
    return sum((m.ends_at - m.starts_at for m in meetings), timedelta())


def presence_of(registration: Registration) -> Presence:
    """Where the person of a registration was, by the marks of this moment."""
    marks = {
        mark.meeting_id: mark.status
        for mark in db.session.scalars(
            select(Attendance).where(Attendance.registration_id == registration.id)
        )
    }
    edition = registration.edition
    return Presence(
        registration=registration,
        attended=tuple(m for m in edition.meetings if marks.get(m.id) is AttendanceStatus.PRESENT),
        valid=deserves_certificate(edition.state, registration.state, marks.values()),
    )


def to_tell(now: datetime) -> Select[Registration]:
    """Registrations whose certificate is there and known whole, and who were not told of it.

    Whole: each meeting is marked, for before the last list came in a certificate says less than the
    person did. Deserved: as `rules.attending.certificate.deserves_certificate` has it. Long after
    the last meeting the link in a mail would open nothing: then nobody is told any more.
    """
    marks = select(func.count()).where(Attendance.registration_id == Registration.id)
    meetings = select(func.count()).where(Meeting.edition_id == Registration.edition_id)
    links_hold = now - timedelta(days=settings().link_valid_days)
    return (
        select(Registration)
        .join(Registration.edition)
        .where(
            Registration.certificate_told_at.is_(None),
            Registration.state == RegistrationState.REGISTERED,
            Edition.state == EditionState.COMPLETED,
            exists().where(Meeting.edition_id == Edition.id, Meeting.ends_at > links_hold),
            exists().where(
                Attendance.registration_id == Registration.id,
                Attendance.status == AttendanceStatus.PRESENT,
            ),
            marks.correlate(Registration).scalar_subquery()
            == meetings.correlate(Registration).scalar_subquery(),
        )
    )


def of_registration(registration_id: int) -> Certificate | None:
    """The certificate of a registration, if it was made."""
    return db.session.scalars(
        select(Certificate).where(Certificate.registration_id == registration_id)
    ).one_or_none()


def by_code(code: str) -> Certificate | None:
    """The certificate with this code, with what it is about."""
    edition = joinedload(Certificate.registration).joinedload(Registration.edition)
    return db.session.scalars(
        select(Certificate)
        .where(Certificate.code == code)
        .options(edition.joinedload(Edition.training), edition.selectinload(Edition.meetings))
    ).one_or_none()
