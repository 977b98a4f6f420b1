"""Where the people of a cancelled edition can go, and where they went."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.extensions import db
from app.models import Edition, Meeting, Message, Rebooking, Registration, Training
from app.queries.offering.offer import EditionCard, alternatives
from app.rules.deciding.rebooking import Contact, Phone, allocated, must_phone
from app.rules.states import (
    LIVE_REGISTRATIONS,
    MessageState,
    RebookingAnswer,
    RegistrationState,
)

#: The mail that tells a participant about a cancellation.
CANCELLATION = "edition_cancelled"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a cancellation has to offer to the people of an edition.

    others: the open editions, best first. seats: in which edition a seat is held, by registration.
    elsewhere: the editions in which somebody has a place already, by normalised address.
    """

    others: Sequence[EditionCard]
    seats: Mapping[int, int]
    elsewhere: Mapping[str, Collection[int]]

    def open_to(self, registration: Registration) -> list[EditionCard]:
        """The editions that this person can go to, best first."""
        has = self.elsewhere.get(registration.email_key, ())
        return [card for card in self.others if card.edition.id not in has]


def outlook(
    edition: Edition,
    people: Sequence[Registration],
    seated: Sequence[Registration],
    now: datetime,
    only: Collection[int] | None = None,
) -> Outlook:
    """What these people can be offered; certain under the lock of the editions that are offered.

    `seated`: those of them for whom a seat is held, in order of arrival. `only`: the editions in
    which seats may be held, when others are not locked.
    """
    others = alternatives(edition, now)
    ids = [card.edition.id for card in others]
    elsewhere: dict[str, set[int]] = defaultdict(set)
    for key, edition_id in db.session.execute(
        select(Registration.email_key, Registration.edition_id).where(
            Registration.edition_id.in_(ids),
            Registration.state.in_(LIVE_REGISTRATIONS),
            Registration.email_key.in_([person.email_key for person in people]),
        )
    ):
        elsewhere[key].add(edition_id)
    spare = {
        card.edition.id: card.seats.spare
        for card in others
        if only is None or card.edition.id in only
    }
    wishes = {person.id: elsewhere.get(person.email_key, set()) for person in seated}
    return Outlook(others, allocated(wishes, ids, spare), elsewhere)


def of_cancelled(registration: Registration) -> Rebooking | None:
    """What was offered to this person of a cancelled edition."""
    return db.session.scalars(
        select(Rebooking).where(Rebooking.cancelled_id == registration.id)
    ).one_or_none()


def anybody_chooses(edition_id: int) -> bool:
    """Whether somebody of this edition was offered other dates, because it is cancelled."""
    offered = exists().where(
        Rebooking.cancelled_id == Registration.id, Registration.edition_id == edition_id
    )
    return bool(db.session.scalar(select(offered)))


def open_hold(registration: Registration) -> Registration | None:
    """The registration that holds a seat elsewhere for this cancelled one, if one does."""
    return db.session.scalars(
        select(Registration).where(
            Registration.moved_from_id == registration.id,
            Registration.state == RegistrationState.OFFERED,
        )
    ).one_or_none()


def of_held(registration: Registration) -> Rebooking | None:
    """For whom of a cancelled edition this registration holds or held a seat."""
    return db.session.scalars(
        select(Rebooking).where(Rebooking.held_id == registration.id)
    ).one_or_none()


@dataclass(frozen=True, slots=True)
class PhoneList:
    """How many people of one cancelled edition must be phoned."""

    edition_id: int
    short_name: str
    first_at: datetime
    number: int


def phone_lists(team_id: int | None, now: datetime) -> list[PhoneList]:
    """The cancelled editions of a team, or of all, of which somebody must be phoned now.

    In one round trip; until the day on which the cancelled edition would have begun.
    """
    first_at = (
        select(func.min(Meeting.starts_at))
        .where(Meeting.edition_id == Edition.id)
        .correlate(Edition)
        .scalar_subquery()
    )
    failed = exists().where(
        Message.registration_id == Rebooking.cancelled_id,
        Message.kind == CANCELLATION,
        Message.state == MessageState.FAILED,
    )
    statement = (
        select(
            Edition.id,
            Training.short_name,
            first_at,
            Rebooking.was,
            Rebooking.created_at,
            Rebooking.held_until,
            Rebooking.answer,
            failed,
        )
        .join(Registration, Registration.id == Rebooking.cancelled_id)
        .join(Edition, Edition.id == Registration.edition_id)
        .join(Training, Training.id == Edition.training_id)
        .where(
            Rebooking.phoned_at.is_(None),
            Rebooking.answer.in_((RebookingAnswer.OPEN, RebookingAnswer.LAPSED)),
            first_at > now,
        )
    )
    if team_id is not None:
        statement = statement.where(Edition.team_id == team_id)
    found: dict[int, PhoneList] = {}
    for edition_id, short_name, at, was, told_at, until, answer, not_told in db.session.execute(
        statement
    ):
        if must_phone(Contact(was, told_at, until, answer, bool(not_told), phoned=False), now):
            known = found.get(edition_id)
            number = known.number + 1 if known else 1
            found[edition_id] = PhoneList(edition_id, short_name, at, number)
    return sorted(found.values(), key=lambda row: row.first_at)


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One person of a cancelled edition.

    offered: the editions that the mail named, best first. held: where a seat was held. place: where
    they have or hold one now. phone: why to call them, None when nobody needs to.
    """

    rebooking: Rebooking
    offered: Sequence[Edition]
    held: Edition | None
    place: Edition | None
    phone: Phone | None

    @property
    def calls(self) -> bool:
        """Whether a call was made, or can be: who has not chosen may phone before we have to."""
        row = self.rebooking
        called = row.phoned_at is not None
        return called or self.phone is not None or row.answer is RebookingAnswer.OPEN


def board(edition_id: int, now: datetime) -> list[BoardLine]:
    """Who of a cancelled edition chose what: who must be phoned first, then by arrival."""
    rows = db.session.scalars(
        select(Rebooking)
        .join(Rebooking.cancelled)
        .where(Registration.edition_id == edition_id)
        .options(
            joinedload(Rebooking.cancelled),
            joinedload(Rebooking.held),
            joinedload(Rebooking.phoned_by),
        )
        .order_by(Registration.queue_number)
    ).all()
    places = {
        place.moved_from_id: place
        for place in db.session.scalars(
            select(Registration).where(
                Registration.moved_from_id.in_([row.cancelled_id for row in rows])
            )
        )
    }
    ids = {offered for row in rows for offered in row.offered_ids}
    ids |= {row.held.edition_id for row in rows if row.held is not None}
    ids |= {place.edition_id for place in places.values()}
    editions = {
        edition.id: edition
        for edition in db.session.scalars(
            select(Edition)
            .where(Edition.id.in_(ids))
            .options(joinedload(Edition.training), selectinload(Edition.meetings))
        )
    }
    failed = set(
        db.session.scalars(
            select(Message.registration_id).where(
                Message.edition_id == edition_id,
                Message.kind == CANCELLATION,
                Message.state == MessageState.FAILED,
            )
        )
    )
    lines = [
        BoardLine(
            row,
            [editions[offered] for offered in row.offered_ids if offered in editions],
            editions[row.held.edition_id] if row.held is not None else None,
            editions[places[row.cancelled_id].edition_id] if row.cancelled_id in places else None,
            must_phone(
                Contact(
                    row.was,
                    row.created_at,
                    row.held_until,
                    row.answer,
                    row.cancelled_id in failed,
                    row.phoned_at is not None,
                ),
                now,
            ),
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: line.phone is None)
