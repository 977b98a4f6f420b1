"""Everything that one address has here: registrations, forms to fill in, certificates, interest."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from app.extensions import db, settings
from app.models import (
    Attendance,
    Booking,
    Certificate,
    Edition,
    EvaluationTicket,
    Feed,
    Interest,
    Meeting,
    Registration,
)
from app.queries.offering.offer import EditionCard, cards, with_meetings
from app.queries.telling.news import news_since
from app.rules.attending.certificate import deserves_certificate
from app.rules.attending.evaluation import closes_at
from app.rules.states import LIVE_REGISTRATIONS, AttendanceStatus, RegistrationState


@dataclass(frozen=True, slots=True)
class MyRegistration:
    """One registration with what its owner can do about it.

    `present` counts the meetings at which the person was. `certifiable`: a certificate can be
    made. `to_evaluate_until` is when the form closes that the person did not fill in yet, if any.
    """

    registration: Registration
    card: EditionCard
    present: int
    certifiable: bool
    certificate: Certificate | None
    to_evaluate_until: datetime | None


@dataclass(frozen=True, slots=True)
class MyTrainings:
    """What comes (soonest first), what asks for an opinion, what was (latest first).

    `bookings`: groups that the person registered, whose dates are not past. `news_since`: since
    when we may write about new trainings, None: we may not.
    """

    coming: list[MyRegistration]
    to_evaluate: list[MyRegistration]
    past: list[MyRegistration]
    bookings: list[Booking]
    interests: list[Interest]
    feed: Feed | None
    news_since: datetime | None


def of_person(email_key: str, now: datetime) -> MyTrainings:
    """The trainings of the person with this normalised address, in a fixed number of statements.

    What moved to another date stands there only. A cancelled edition counts as coming until its
    date, for its page offers others.
    """
    every = _registrations(email_key, now)
    coming = [one for one in every if _is_coming(one, now)]
    past = [one for one in every if one not in coming]
    coming.sort(key=lambda one: one.card.edition.first_meeting.starts_at)
    past.sort(key=lambda one: one.card.edition.first_meeting.starts_at, reverse=True)
    return MyTrainings(
        coming=coming,
        to_evaluate=[one for one in past if one.to_evaluate_until],
        past=past,
        bookings=_bookings(email_key, now),
        interests=_interests(email_key),
        feed=feed_of(email_key),
        news_since=news_since(email_key),
    )


def _is_coming(one: MyRegistration, now: datetime) -> bool:
    state = one.registration.state
    ends_well = state in LIVE_REGISTRATIONS or state is RegistrationState.CANCELLED_WITH_EDITION
    return ends_well and now < one.card.edition.last_meeting.ends_at


def _registrations(email_key: str, now: datetime) -> list[MyRegistration]:
    found = db.session.scalars(
        select(Registration).where(
            Registration.email_key == email_key, Registration.state != RegistrationState.MOVED
        )
    ).all()
    if not found:
        return []
    editions = db.session.scalars(
        with_meetings(select(Edition)).where(Edition.id.in_({r.edition_id for r in found}))
    ).all()
    shown = {card.edition.id: card for card in cards(editions, now)}
    ids = [registration.id for registration in found]
    marks: dict[int, list[AttendanceStatus]] = defaultdict(list)
    for registration_id, status in db.session.execute(
        select(Attendance.registration_id, Attendance.status).where(
            Attendance.registration_id.in_(ids)
        )
    ):
        marks[registration_id].append(status)
    certificates = {
        certificate.registration_id: certificate
        for certificate in db.session.scalars(
            select(Certificate).where(Certificate.registration_id.in_(ids))
        )
    }
    asked = set(
        db.session.scalars(
            select(EvaluationTicket.registration_id).where(
                EvaluationTicket.registration_id.in_(ids), EvaluationTicket.used.is_(False)
            )
        )
    )
    result = []
    for registration in found:
        card = shown[registration.edition_id]
        closes = closes_at(card.edition.last_meeting.ends_at, settings().evaluation_close_days)
        statuses = marks[registration.id]
        result.append(
            MyRegistration(
                registration=registration,
                card=card,
                present=statuses.count(AttendanceStatus.PRESENT),
                certifiable=deserves_certificate(card.edition.state, registration.state, statuses),
                certificate=certificates.get(registration.id),
                to_evaluate_until=closes if registration.id in asked and now < closes else None,
            )
        )
    return result


def _bookings(email_key: str, now: datetime) -> list[Booking]:
    return list(
        db.session.scalars(
            select(Booking)
            .where(
                Booking.email_key == email_key,
                exists().where(Meeting.edition_id == Booking.edition_id, Meeting.ends_at > now),
            )
            .options(
                joinedload(Booking.edition).selectinload(Edition.meetings),
                joinedload(Booking.edition).joinedload(Edition.training),
            )
            .order_by(Booking.id)
        )
    )


def _interests(email_key: str) -> list[Interest]:
    return list(
        db.session.scalars(
            select(Interest)
            .where(
                Interest.email_key == email_key,
                Interest.confirmed_at.is_not(None),
                Interest.told_at.is_(None),
            )
            .options(joinedload(Interest.training))
            .order_by(Interest.id)
        )
    )


def feed_of(email_key: str) -> Feed | None:
    """The calendar feed of a person that still works, if any."""
    # Two browsers of one person that press the button at the same moment make two.
    return db.session.scalars(
        select(Feed)
        .where(Feed.email_key == email_key, Feed.revoked_at.is_(None))
        .order_by(Feed.id.desc())
        .limit(1)
    ).one_or_none()


def open_ticket_of(registration_id: int) -> str | None:
    """The id of the evaluation ticket of somebody who did not answer yet."""
    return db.session.scalars(
        select(EvaluationTicket.id).where(
            EvaluationTicket.registration_id == registration_id, EvaluationTicket.used.is_(False)
        )
    ).one_or_none()
