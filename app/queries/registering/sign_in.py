"""Sign-ins to 'my trainings', and the people that an address belongs to."""

from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import Booking, Interest, Registration, SignIn


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Who owns an address, how they want to be greeted, and in which language; no name: by it."""

    name: str
    email: str
    language: str
    greeting: str = ""


def by_public_id(public_id: str) -> SignIn | None:
    """One sign-in."""
    return db.session.scalars(select(SignIn).where(SignIn.public_id == public_id)).one_or_none()


def known_person(email_key: str) -> KnownPerson | None:
    """Whoever registered, booked or asked for a date with this address, as they did it last."""
    registration = db.session.scalars(
        select(Registration)
        .where(Registration.email_key == email_key)
        .order_by(Registration.id.desc())
        .limit(1)
    ).one_or_none()
    if registration is not None:
        return KnownPerson(
            registration.name, registration.email, registration.language, registration.greeting
        )
    booking = db.session.scalars(
        select(Booking).where(Booking.email_key == email_key).order_by(Booking.id.desc()).limit(1)
    ).one_or_none()
    if booking is not None:
        return KnownPerson(booking.name, booking.email, booking.language)
    interest = db.session.scalars(
        select(Interest)
        .where(Interest.email_key == email_key, Interest.confirmed_at.is_not(None))
        .order_by(Interest.id.desc())
        .limit(1)
    ).one_or_none()
    return None if interest is None else KnownPerson("", interest.email, interest.language)
