"""Carrying a cancellation out: everybody is told, and whoever had a seat gets one held elsewhere.

All of it lies in the transaction of the decision. The editions in which seats are held are locked
together with the cancelled one, in the order of their ids, so that two cancellations that point at
the same edition wait for each other and nothing is oversold.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.extensions import db, settings
from app.mail.facts import Alternative, Cancellation, EditionFacts, Ended, Gone, HeldSeat
from app.mail.messages import (
    edition_cancelled,
    edition_cancelled_co_organiser,
    edition_cancelled_staff,
    edition_cancelled_trainer,
    edition_cancelled_venue,
)
from app.mail.rendering import standard_words
from app.models import Edition, Rebooking, Registration, User
from app.queries.deciding.rebooking import Outlook, outlook
from app.queries.offering.offer import EditionCard, alternatives, cards
from app.queries.registering.registration import in_states
from app.rules.deciding.cancelling import Audience, OwnWords
from app.rules.deciding.rebooking import hold_expiry
from app.rules.registering.price import price_for
from app.rules.states import LIVE_REGISTRATIONS, RebookingAnswer, RegistrationState
from app.services.calendars import invitation
from app.services.deciding import rebooking
from app.services.offering.interest import interest_url
from app.services.registering.entering import write_down
from app.services.registering.person import person_of
from app.services.registering.seats import lock_editions
from app.services.telling.message import (
    coordinators,
    edition_facts,
    link_reference,
    tell_contact,
    tell_staff,
)

Words = Mapping[Audience, OwnWords]

#: The words that no coordinator wrote: the standard of each message.
STANDARD = OwnWords()


#: The message that each group reads.
_MESSAGES = {
    Audience.REGISTERED: edition_cancelled,
    Audience.OFFERED: edition_cancelled,
    Audience.WAITING: edition_cancelled,
    Audience.TRAINERS: edition_cancelled_trainer,
    Audience.CO_ORGANISERS: edition_cancelled_co_organiser,
    Audience.VENUE: edition_cancelled_venue,
    Audience.COORDINATORS: edition_cancelled_staff,
}


def standard_texts(
    shown: EditionCard, audiences: Iterable[Audience], now: datetime
) -> dict[Audience, OwnWords]:
    """What these groups read when nobody writes anything else, in the language of the edition."""
    edition, facts = shown.edition, edition_facts(shown, now)
    return {
        audience: standard_words(_MESSAGES[audience].__name__, audience, edition.language, facts)
        for audience in audiences
    }


def lock_with_alternatives(edition_id: int, now: datetime) -> tuple[Edition, set[int]]:
    """Lock an edition and those in which its people may be held a seat; which are locked.

    Raises LookupError for an unknown id.
    """
    edition = db.session.get(Edition, edition_id)
    others = [card.edition.id for card in alternatives(edition, now)] if edition else []
    locked = lock_editions({edition_id, *others})
    return locked[edition_id], set(locked)


def people_of(edition: Edition) -> list[Registration]:
    """Everybody who has, is offered or awaits a seat in this edition, in order of arrival."""
    return in_states(edition.id, *LIVE_REGISTRATIONS)


def standing(registration: Registration) -> RegistrationState:
    """How a registration counts when its edition is cancelled.

    A seat that was held for somebody whose edition was cancelled before counts as theirs: they lose
    their place for the second time.
    """
    return RegistrationState.REGISTERED if registration.is_hold else registration.state


def carry_out(
    edition: Edition, locked: set[int], cancellation: Cancellation, words: Words, now: datetime
) -> None:
    """End every registration of an edition that was just cancelled, hold seats, tell everybody."""
    people = people_of(edition)
    was = {person.id: standing(person) for person in people}
    for person in people:
        rebooking.answered(person, RebookingAnswer.CANCELLED, now)
        person.state = RegistrationState.CANCELLED_WITH_EDITION
        person.offer_expires_at = None
        person.ended_at = now
    db.session.flush()
    seated = [person for person in people if was[person.id] is RegistrationState.REGISTERED]
    found = outlook(edition, people, seated, now, locked)
    held = _hold_seats(people, found, was, now)
    _tell_people(edition, people, found, held, was, cancellation, words, now)
    _tell_others(edition, cancellation, words, now)


def _hold_seats(
    people: Sequence[Registration],
    found: Outlook,
    was: Mapping[int, RegistrationState],
    now: datetime,
) -> dict[int, Registration]:
    editions = {card.edition.id: card.edition for card in found.others}
    held: dict[int, Registration] = {}
    for person in people:
        row = Rebooking(
            cancelled=person,
            was=was[person.id],
            offered_ids=[card.edition.id for card in found.open_to(person)],
            created_at=now,
        )
        if person.id in found.seats:
            row.held = _hold(person, editions[found.seats[person.id]], now)
            row.held_until = row.held.offer_expires_at
            held[person.id] = row.held
        db.session.add(row)
    db.session.flush()
    return held


def _hold(person: Registration, edition: Edition, now: datetime) -> Registration:
    made = write_down(
        edition,
        person_of(person),
        RegistrationState.OFFERED,
        now,
        moved_from=person,
        offer_expires_at=hold_expiry(now, settings().rebooking_hold_days, edition.closes_at),
    )
    made.consented_at, made.news_at = person.consented_at, person.news_at
    return made


_AUDIENCES = {
    RegistrationState.REGISTERED: Audience.REGISTERED,
    RegistrationState.OFFERED: Audience.OFFERED,
    RegistrationState.WAITLISTED: Audience.WAITING,
}


def _tell_people(
    edition: Edition,
    people: Sequence[Registration],
    found: Outlook,
    held: Mapping[int, Registration],
    was: Mapping[int, RegistrationState],
    cancellation: Cancellation,
    words: Words,
    now: datetime,
) -> None:
    shown = edition_facts(edition, now)
    # The meters of the others with the seats that are held by now.
    after = cards([card.edition for card in found.others], now)
    free = {card.edition.id for card in after if not card.seats.full}
    facts = {card.edition.id: edition_facts(card, now) for card in after}
    for person in people:
        seat = held.get(person.id)
        others = [
            card.edition
            for card in found.open_to(person)
            if card.edition.id in free and (seat is None or card.edition.id != seat.edition_id)
        ]
        reference = link_reference(person)
        audience = _AUDIENCES[was[person.id]]
        invitation.tell_entries(
            edition_cancelled,
            person,
            invitation.cancel_entries(person, now),
            now,
            facts=shown,
            gone=Gone(Ended.CANCELLED),
            cancellation=cancellation,
            audience=audience,
            words=words.get(audience, STANDARD),
            held=_held_facts(seat, person, facts) if seat is not None else None,
            alternatives=tuple(
                Alternative(_priced(facts[other.id], other, person), reference) for other in others
            ),
            interest_url=interest_url(edition.training),
            registration=reference,
        )


def _held_facts(
    seat: Registration, cancelled: Registration, facts: Mapping[int, EditionFacts]
) -> HeldSeat:
    assert seat.offer_expires_at is not None
    priced = replace(facts[seat.edition_id], price_cents=seat.price_cents)
    return HeldSeat(priced, seat.offer_expires_at, max(0, seat.price_cents - cancelled.price_cents))


def _priced(facts: EditionFacts, other: Edition, person: Registration) -> EditionFacts:
    """The other edition at the price that this person would pay."""
    price = price_for(other.price_cents, other.prices, person.organisation_type)
    return replace(facts, price_cents=price)


def trainers_to_tell(edition: Edition, team: Iterable[User]) -> list[User]:
    """The trainers who do not coordinate it too (`team`): those read what coordinators read."""
    known = {user.id for user in team}
    return [user for user in edition.trainers if user.active and user.id not in known]


def _tell_others(edition: Edition, cancellation: Cancellation, words: Words, now: datetime) -> None:
    shown = edition_facts(edition, now)
    team = coordinators(edition.team_id)
    for audience, compose, staff in (
        (Audience.COORDINATORS, edition_cancelled_staff, team),
        (Audience.TRAINERS, edition_cancelled_trainer, trainers_to_tell(edition, team)),
    ):
        own = words.get(audience, STANDARD)
        tell_staff(
            compose, staff, edition, shown, now, key="", cancellation=cancellation, words=own
        )
    for address in edition.co_organiser_emails:
        tell_contact(
            edition_cancelled_co_organiser,
            address,
            edition,
            shown,
            now,
            cancellation=cancellation,
            words=words.get(Audience.CO_ORGANISERS, STANDARD),
        )
    if edition.venue_email:
        tell_contact(
            edition_cancelled_venue,
            edition.venue_email,
            edition,
            shown,
            now,
            words=words.get(Audience.VENUE, STANDARD),
        )
