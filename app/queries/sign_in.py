"""Sign-ins to 'my trainings', and the people that an address belongs to."""

from dataclasses import dataclass

from sqlalchemy import select

from app.extensions import db
from app.models import Booking, Interest, Registration, SignIn


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """How to greet the owner of an address, and in which language; no name: by the address."""

    name: str
    email: str
    language: str


def by_public_id(public_id: str) -> SignIn | None:
    """One sign-in."""
    return db.session.scalars(select(SignIn).where(SignIn.public_id == public_id)).one_or_none()


def known_person(email_key: str) -> KnownPerson | None:
    """Whoever registered, booked or asked for a date with this address, as they did it last."""
    for model in (Registration, Booking):
        row = db.session.scalars(
            select(model).where(model.email_key == email_key).order_by(model.id.desc()).limit(1)
        ).one_or_none()
        if row is not None:
            return KnownPerson(row.name, row.email, row.language)
    interest = db.session.scalars(
        select(Interest)
        .where(Interest.email_key == email_key, Interest.confirmed_at.is_not(None))
        .order_by(Interest.id.desc())
        .limit(1)
    ).one_or_none()
    return None if interest is None else KnownPerson("", interest.email, interest.language)
