"""A person across the offer: everything under one e-mail address."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from app.extensions import db
from app.models import Attendance, Certificate, Edition, Interest, Registration
from app.queries.people.folding import Folded
from app.queries.registering.registration import by_public_id
from app.queries.telling.news import news_since
from app.rules.people.erasing import ERASED_DOMAIN, is_erased
from app.rules.states import AttendanceStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One registration of a person: at how many meetings they were present, and the proof."""

    registration: Registration
    present: int
    certified: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """A person with their registrations, latest edition first.

    `latest` is the registration that was made last: it says how the person is called now. `alike`
    are latest registrations of others who have the same name. `waits_for` are titles of trainings
    of which they want to hear a date. `news_since`: since when they may be mailed about new ones.
    """

    latest: Registration
    lines: Sequence[Line]
    alike: Sequence[Registration]
    waits_for: Sequence[str]
    news_since: datetime | None

    @property
    def attended(self) -> int:
        """In how many editions they were present at one meeting at least."""
        return sum(line.present > 0 for line in self.lines)


def dossier(public_id: str, team_id: int | None) -> Dossier | None:
    """The person of a registration, as a team sees them: by the editions of that team alone.

    None for an unknown id, for somebody who was erased, and when no registration is of the team.
    `team_id` None: all teams.
    """
    named = by_public_id(public_id)
    if named is None or is_erased(named.email_key):
        return None
    registrations = of_person(named.email_key, team_id)
    if named.id not in {registration.id for registration in registrations}:
        return None
    ids = [registration.id for registration in registrations]
    present = dict(
        db.session.execute(
            select(Attendance.registration_id, func.count())
            .where(
                Attendance.registration_id.in_(ids), Attendance.status == AttendanceStatus.PRESENT
            )
            .group_by(Attendance.registration_id)
        ).all()
    )
    certified = set(
        db.session.scalars(
            select(Certificate.registration_id).where(Certificate.registration_id.in_(ids))
        )
    )
    latest = max(registrations, key=lambda registration: registration.id)
    lines = [Line(r, present.get(r.id, 0), r.id in certified) for r in registrations]
    waits = db.session.scalars(
        select(Interest)
        .where(Interest.email_key == latest.email_key, Interest.confirmed_at.is_not(None))
        .options(joinedload(Interest.training))
    )
    titles = [interest.training.title for interest in waits]
    # The choice is one of the address, whichever team's form it was made on.
    since = news_since(latest.email_key)
    return Dossier(latest, lines, _same_name(latest, team_id), titles, since)


def of_person(email_key: str, team_id: int | None = None) -> list[Registration]:
    """Every registration under an address, of the editions of a team or of all, latest first."""
    return of_people((email_key,), team_id)


def of_people(email_keys: Collection[str], team_id: int | None = None) -> list[Registration]:
    """The same for several addresses."""
    statement = (
        select(Registration)
        .join(Registration.edition)
        .where(Registration.email_key.in_(email_keys))
        .options(
            joinedload(Registration.edition).joinedload(Edition.training),
            joinedload(Registration.edition).joinedload(Edition.team),
            joinedload(Registration.edition).selectinload(Edition.meetings),
        )
    )
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    found = db.session.scalars(statement).all()
    return sorted(found, key=lambda r: (r.edition.first_meeting.starts_at, r.id), reverse=True)


def _same_name(person: Registration, team_id: int | None) -> list[Registration]:
    ids = (
        select(func.max(Registration.id))
        .join(Registration.edition)
        .where(
            Folded(Registration.name) == Folded(person.name),
            Registration.email_key != person.email_key,
            Registration.email_key.not_like(f"%@{ERASED_DOMAIN}"),
        )
        .group_by(Registration.email_key)
    )
    if team_id is not None:
        ids = ids.where(Edition.team_id == team_id)
    return list(
        db.session.scalars(
            select(Registration).where(Registration.id.in_(ids)).order_by(Registration.email_key)
        )
    )
