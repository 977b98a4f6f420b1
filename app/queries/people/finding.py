"""Quick search over everything that the desk knows: trainings, editions, people, organisations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select, true
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Edition, Meeting, Registration, Team, Training
from app.queries.offering.planning import own_team_id
from app.queries.people.folding import LONGEST, PhoneNumber, has, has_all, words_of
from app.rules.access import Actor
from app.rules.people import phone
from app.rules.people.erasing import ERASED_DOMAIN

#: So many of each kind are shown; who looks for one of more types another word.
MOST = 10
#: Shorter questions find everything and help nobody.
SHORTEST = 2


@dataclass(frozen=True, slots=True)
class PersonFound:
    """Somebody by their latest registration, with the number of their registrations."""

    registration: Registration
    registrations: int


@dataclass(frozen=True, slots=True)
class OrganisationFound:
    """An organisation, named by a registration of somebody who works there."""

    name: str
    public_id: str
    people: int


@dataclass(frozen=True, slots=True)
class Found:
    """What a question found; of each kind `MOST` at most."""

    trainings: Sequence[Training] = ()
    editions: Sequence[Edition] = ()
    people: Sequence[PersonFound] = ()
    organisations: Sequence[OrganisationFound] = ()

    @property
    def number(self) -> int:
        """How many there are in all."""
        return sum(map(len, (self.trainings, self.editions, self.people, self.organisations)))


def asked(question: str) -> list[str]:
    """The words of a question as they are compared; none when it is too short to look for."""
    words = words_of(question)
    return words if sum(map(len, words)) >= SHORTEST else []


def find(question: str, actor: Actor, now: datetime) -> Found:
    """Everything in which all words of the question stand, in four round trips and a few.

    A question that is a phone number finds people by theirs. Trainings belong to all teams; the
    rest is of the teams that this coordinator works for.
    """
    words = asked(question)
    if not words:
        return Found()
    number = phone.asked(question[:LONGEST])
    team_id = own_team_id(actor)
    mine = true() if team_id is None else Edition.team_id == team_id
    return Found(
        _trainings(words),
        _editions(words, mine, now),
        _people(words, number, mine),
        _places(words, mine),
    )


def _trainings(words: Sequence[str]) -> Sequence[Training]:
    return db.session.scalars(
        select(Training)
        .where(has_all(words, (Training.title, Training.short_name)))
        .order_by(Training.title)
        .limit(MOST)
    ).all()


def _editions(words: Sequence[str], mine: ColumnElement[bool], now: datetime) -> Sequence[Edition]:
    """What comes first, soonest first; then what is over, latest first."""
    start = (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Edition.id)
        .correlate(Edition)
        .scalar_subquery()
    )
    columns = (Training.title, Training.short_name, Edition.place, Edition.address, Team.name)
    # A meeting may take place elsewhere than its edition.
    elsewhere = select(Meeting.edition_id)
    fits = (
        has(word, columns)
        | Edition.id.in_(elsewhere.where(has(word, (Meeting.place, Meeting.address))))
        for word in words
    )
    statement = (
        select(Edition)
        .join(Edition.training)
        .join(Edition.team)
        .where(mine, *fits)
        .options(
            joinedload(Edition.training), joinedload(Edition.team), selectinload(Edition.meetings)
        )
    )
    coming = db.session.scalars(
        statement.where(start >= now).order_by(start, Edition.id).limit(MOST)
    ).all()
    if len(coming) == MOST:
        return coming
    past = statement.where(start < now).order_by(start.desc(), Edition.id)
    return [*coming, *db.session.scalars(past.limit(MOST - len(coming)))]


def _people(words: Sequence[str], number: str, mine: ColumnElement[bool]) -> Sequence[PersonFound]:
    fits = has_all(words, (Registration.name, Registration.email, Registration.organisation))
    if number:
        fits |= PhoneNumber(Registration.phone).contains(number, autoescape=True)
    latest = (
        select(func.max(Registration.id).label("id"), func.count().label("number"))
        .join(Registration.edition)
        .where(
            mine,
            fits,
            Registration.email_key.not_like(f"%@{ERASED_DOMAIN}"),
        )
        .group_by(Registration.email_key)
        .order_by(func.max(Registration.id).desc())
        .limit(MOST)
        .subquery()
    )
    rows = db.session.execute(
        select(Registration, latest.c.number)
        .join(latest, latest.c.id == Registration.id)
        .order_by(Registration.name, Registration.id)
    )
    return [PersonFound(registration, number) for registration, number in rows]


def _places(words: Sequence[str], mine: ColumnElement[bool]) -> Sequence[OrganisationFound]:
    people = func.count(Registration.email_key.distinct())
    rows = db.session.execute(
        select(Registration.organisation, func.max(Registration.public_id), people)
        .join(Registration.edition)
        .where(mine, Registration.organisation != "", has_all(words, (Registration.organisation,)))
        .group_by(Registration.organisation)
        .order_by(people.desc(), Registration.organisation)
        .limit(MOST)
    )
    return [OrganisationFound(*row) for row in rows]
