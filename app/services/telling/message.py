"""Telling people: from rows to the facts of a message, and into the outbox."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import lazyload

from app.extensions import db, effective, installation, settings
from app.mail import outbox
from app.mail.facts import (
    BookedBy,
    EditionFacts,
    Left,
    MeetingFacts,
    Organisation,
    Recipient,
    WayIn,
)
from app.mail.look import look
from app.mail.mime import Mail
from app.mail.rendering import Letterhead
from app.models import DomainPause, Edition, Meeting, Message, Registration, Role, User
from app.queries.offering.offer import EditionCard, card
from app.rules.access import coordinates
from app.rules.attending.arrival import join_opens_at
from app.rules.errors import Code, RuleBroken
from app.rules.people.erasing import is_erased
from app.rules.states import EditionState, Format, MessageState
from app.rules.states import Role as RoleName
from app.rules.telling.reminder import joins_soon
from app.services import history
from app.services.history import Action

#: The language of staff: they chose none, the interface is Dutch first.
STAFF_LANGUAGE = "nl"

Compose = Callable[..., Mail]


def letterhead() -> Letterhead:
    """The sender of every message."""
    found = effective()
    chosen = found.settings
    return Letterhead(
        Organisation(
            chosen.organisation_name, chosen.organisation_address, chosen.organisation_email
        ),
        chosen.base_url,
        found.wordings,
        look(chosen.brand_colour, chosen.brand_colour_dark),
    )


def meeting_facts(meeting: Meeting) -> MeetingFacts:
    """A meeting as a message tells it."""
    return MeetingFacts(
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=meeting.title,
        format=meeting.actual_format,
        place=meeting.where,
        join_url=meeting.actual_join_url,
        id=meeting.id,
    )


def way_in(meeting: Meeting) -> WayIn | None:
    """The personal way into a webinar; None for any other meeting, and without a link so far."""
    if meeting.actual_format is not Format.WEBINAR or not meeting.actual_join_url:
        return None
    opens_at = join_opens_at(meeting.starts_at, settings().join_opens_minutes)
    return WayIn(meeting_facts(meeting), opens_at)


def way_in_soon(edition: Edition, now: datetime) -> WayIn | None:
    """The way into the webinar that is so near that a confirmation must hold it already."""
    for meeting in edition.meetings:
        way = way_in(meeting)
        if way is not None and joins_soon(meeting.starts_at, meeting.ends_at, now):
            return way
    return None


def edition_facts(source: Edition | EditionCard, now: datetime) -> EditionFacts:
    """An edition as a message tells it, with its meter at this moment."""
    shown = card(source, now) if isinstance(source, Edition) else source
    edition = shown.edition
    base = installation().base_url
    return EditionFacts(
        id=edition.id,
        title=edition.training.title,
        short_name=edition.training.short_name,
        url=f"{base}/edities/{edition.id}",
        desk_url=f"{base}/werk/edities/{edition.id}",
        format=edition.format,
        language=edition.language,
        team=edition.team.name,
        meetings=tuple(meeting_facts(meeting) for meeting in edition.meetings),
        co_organisers=tuple(edition.co_organisers),
        price_cents=edition.price_cents,
        decision_on=edition.decision_on,
        confirmed=edition.state is EditionState.CONFIRMED,
        meter=shown.meter,
        contact=edition.team.email,
        by_file=len(edition.meetings) > settings().invitation_max_meetings,
    )


def instead_of(edition: Edition) -> Left:
    """An edition that somebody came from, as a message tells it."""
    return Left(edition.training.title, edition.first_meeting.starts_at)


def recipient(registration: Registration) -> Recipient:
    """The person of a registration as a reader of mail."""
    return Recipient(
        registration.name, registration.email, registration.language, registration.greeting
    )


def link_reference(registration: Registration) -> str:
    """What a signed link to a registration refers to: its public id and link version."""
    return f"{registration.public_id}.{registration.link_version}"


def booked_by(registration: Registration) -> BookedBy | None:
    """Who registered this person, if it was somebody else; not for who took the place over."""
    booking = registration.booking
    own = booking is None or booking.email_key == registration.email_key
    if booking is None or own or registration.link_version:
        return None
    return BookedBy(booking.name, asks_more(registration.edition))


def asks_more(edition: Edition) -> bool:
    """Whether the form of an edition asks for more than who somebody is: a diet, own questions."""
    return edition.meal or any(not question.retired for question in edition.questions)


def dedupe_key(compose: Compose, registration: Registration, key: str = "") -> str:
    """What names a message about a registration, and no other, in the outbox."""
    return f"{compose.__name__}:{registration.public_id}:{key}"


def tell(
    compose: Compose,
    registration: Registration,
    facts: EditionFacts,
    now: datetime,
    /,
    *,
    key: str = "",
    to: Recipient | None = None,
    entry: tuple[str, int] | None = None,
    reply_to: str = "",
    about: Edition | None = None,
    not_after: datetime | None = None,
    **details: Any,
) -> Message | None:
    """Put one message about a registration in the outbox, once for each `key`.

    It goes to the person of the registration, unless `to` names another, and says the price of
    that registration. `entry`: UID and SEQUENCE of the calendar entry that it carries. `about`: the
    message is about another edition than that of the registration, at that edition's price.
    `reply_to`: where answers go, when not where those to other messages do. `not_after`: what it
    says is over then. Somebody who was erased is told nothing.
    """
    name = dedupe_key(compose, registration, key)
    if outbox.holds(name) or (to is None and is_erased(registration.email_key)):
        return None
    own = facts if about else replace(facts, price_cents=registration.price_cents)
    return outbox.enqueue(
        compose(letterhead(), to or recipient(registration), own, **details),
        dedupe_key=name,
        now=now,
        edition_id=about.id if about else registration.edition_id,
        registration_id=registration.id,
        entry=entry,
        reply_to=reply_to,
        not_after=not_after,
    )


def tell_staff(
    compose: Compose,
    people: Iterable[User],
    edition: Edition,
    facts: EditionFacts,
    now: datetime,
    /,
    *,
    key: str,
    **details: Any,
) -> None:
    """Put the same message in the outbox for each member of staff, once for each `key`.

    Who only trains in it is led to their own meetings: the pages of an edition are not theirs.
    """
    own_meetings = replace(facts, desk_url=f"{installation().base_url}/werk/mijn-sessies")
    for user in people:
        name = f"{compose.__name__}:{edition.id}:user-{user.id}:{key}"
        if outbox.holds(name):
            continue
        to = Recipient(user.name, user.email, STAFF_LANGUAGE)
        outbox.enqueue(
            compose(
                letterhead(),
                to,
                facts if coordinates(user.actor, edition.team_id) else own_meetings,
                **details,
            ),
            dedupe_key=name,
            now=now,
            edition_id=edition.id,
        )


def tell_contact(
    compose: Compose,
    address: str,
    edition: Edition,
    facts: EditionFacts,
    now: datetime,
    /,
    *,
    key: str = "",
    **details: Any,
) -> None:
    """Put a message in the outbox for a contact outside: a co-organiser, or the venue.

    Once for each `key`. Nothing that concerns a participant belongs in it.
    """
    # A digest: an address may be longer than a key.
    who = sha256(address.casefold().encode()).hexdigest()[:32]
    name = f"{compose.__name__}:{edition.id}:{who}:{key}"
    if outbox.holds(name):
        return
    to = Recipient(address[:200], address, STAFF_LANGUAGE)
    outbox.enqueue(
        compose(letterhead(), to, facts, **details),
        dedupe_key=name,
        now=now,
        edition_id=edition.id,
    )


def coordinators(team_id: int) -> list[User]:
    """The active coordinators of a team and of all teams; the administrators when there is none."""
    # Who they are and where they read mail; what else they may do, nobody asks here.
    active = select(User).where(User.active).options(lazyload(User.roles)).order_by(User.id)
    of_team = active.where(
        User.roles.any(Role.name == RoleName.COORDINATOR),
        or_(User.team_id == team_id, User.team_id.is_(None)),
    )
    return list(db.session.scalars(of_team)) or administrators()


def administrators() -> list[User]:
    """The active administrators."""
    return list(
        db.session.scalars(
            select(User)
            .where(User.active, User.roles.any(Role.name == RoleName.ADMINISTRATOR))
            .order_by(User.id)
        )
    )


def team_and_trainers(edition: Edition) -> list[User]:
    """Who must hear what happens to an edition: its coordinators and trainers, each once."""
    people = {user.id: user for user in coordinators(edition.team_id)}
    people.update({user.id: user for user in edition.trainers if user.active})
    return list(people.values())


def send_again(message_id: int, now: datetime, actor_id: int) -> Message:
    """Try a message that failed for good once more, whatever its domain said before.

    Raises LookupError for an unknown id, RuleBroken(MESSAGE_NOT_FAILED) for any other state,
    MESSAGE_OUTDATED when a newer message holds the same calendar entry, MESSAGE_EXPIRED when what
    it says is over.
    """
    message = db.session.get(Message, message_id, with_for_update=True)
    if message is None:
        raise LookupError(f"no message {message_id}")
    if message.state is not MessageState.FAILED:
        raise RuleBroken(Code.MESSAGE_NOT_FAILED)
    if message.not_after is not None and message.not_after <= now:
        raise RuleBroken(Code.MESSAGE_EXPIRED)
    newer = exists().where(Message.calendar_uid == message.calendar_uid, Message.id > message.id)
    if message.calendar_uid is not None and db.session.scalar(select(newer)):
        raise RuleBroken(Code.MESSAGE_OUTDATED)
    message.state = MessageState.PENDING
    message.attempts = 0
    message.bounced_at = message.reported_at = None
    message.due_at = now
    # Whoever sends it again knows better: with the old pause it might be given up at its first try.
    db.session.execute(delete(DomainPause).where(DomainPause.domain == message.domain))
    history.record(
        Action.MESSAGE_RESENT,
        now,
        edition_id=message.edition_id,
        registration_id=message.registration_id,
        actor_id=actor_id,
        kind=message.kind,
    )
    return message
