"""Writing to people of an edition: draft, plan, send once, withdraw.

Who gets it is looked up at the moment of sending: whoever registered since is in it, and nobody
who left is. Every verb locks the edition first, so that of a double click one sends.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.extensions import db, settings
from app.mail.messages import team_message
from app.mail.messages.mailing import Written
from app.mail.mime import Mail
from app.models import Edition, Mailing, Registration
from app.queries.deciding.minimum import postponed_at
from app.queries.offering.offer import card
from app.queries.telling.mailing import candidates, registrations, sent_moments
from app.rules.states import EditionState
from app.rules.telling.mailing import (
    DAY,
    Audience,
    MailingState,
    check_moment,
    check_number,
    check_open,
    check_rate,
    check_text,
    is_outdated,
    reaches,
)
from app.services import history
from app.services.history import Action
from app.services.registering.seats import lock_edition
from app.services.telling.message import (
    edition_facts,
    letterhead,
    link_reference,
    recipient,
    tell,
)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a coordinator filled in; `chosen` are ids of registrations of the edition."""

    audience: Audience
    subject: str
    body: str
    language: str
    meeting_id: int | None = None
    chosen: Collection[int] = ()
    replies_to_author: bool = False


def write(edition_id: int, draft: Draft, now: datetime, actor_id: int) -> Mailing:
    """Keep a text as a draft, which leaves for nobody yet.

    Raises LookupError for an unknown edition, and what `rules.telling.mailing.check_text` raises.
    """
    check_text(draft.subject, draft.body)
    lock_edition(edition_id)
    mailing = Mailing(
        edition_id=edition_id, author_id=actor_id, state=MailingState.DRAFT, created_at=now
    )
    _put(mailing, draft, now)
    db.session.add(mailing)
    db.session.flush()
    return mailing


def change(mailing: Mailing, draft: Draft, now: datetime, actor_id: int) -> None:
    """Write a draft or a planned mailing anew; a planned one keeps its moment.

    Raises RuleBroken(MAILING_ENDED), and what `check_text` raises.
    """
    check_text(draft.subject, draft.body)
    _lock(mailing)
    check_open(mailing.state)
    _put(mailing, draft, now)
    if mailing.state is MailingState.PLANNED:
        _record(Action.MAILING_CHANGED, mailing, now, actor_id)
    db.session.flush()


def plan(mailing: Mailing, send_at: datetime, now: datetime, actor_id: int) -> None:
    """Let it leave by itself at `send_at`; asked again, another moment takes its place.

    Raises RuleBroken(MAILING_ENDED), and what `rules.telling.mailing.check_moment` raises.
    """
    _lock(mailing)
    check_open(mailing.state)
    if mailing.state is MailingState.PLANNED and mailing.send_at == send_at:
        return
    check_moment(send_at, now)
    mailing.state = MailingState.PLANNED
    mailing.send_at = send_at
    mailing.changed_at = now
    db.session.flush()
    _record(Action.MAILING_PLANNED, mailing, now, actor_id, send_at=send_at.isoformat())


def withdraw(mailing: Mailing, now: datetime, actor_id: int) -> None:
    """It will not leave any more. Raises RuleBroken(MAILING_ENDED) once it has left."""
    _lock(mailing)
    if mailing.state is MailingState.WITHDRAWN:
        return
    check_open(mailing.state)
    planned = mailing.state is MailingState.PLANNED
    mailing.state = MailingState.WITHDRAWN
    mailing.changed_at = now
    db.session.flush()
    # A draft that nobody saw is nothing that happened to the edition.
    if planned:
        _record(Action.MAILING_WITHDRAWN, mailing, now, actor_id)


def send(mailing: Mailing, now: datetime, actor_id: int) -> int:
    """Put one mail for each person of the audience in the outbox; how many.

    Asked again, it sends nothing and tells how many it was. Raises RuleBroken(MAILING_ENDED) for a
    withdrawn one, and what `check_number` and `check_rate` of `rules.telling.mailing` raise.
    """
    edition = _lock(mailing)
    if mailing.state is MailingState.SENT:
        return mailing.sent_to or 0
    check_open(mailing.state)
    people = readers(mailing)
    check_number(len(people))
    check_rate(sent_moments(edition.id, now - DAY), now)
    return _send(mailing, edition, people, now, actor_id)


def send_planned(mailing_id: int, now: datetime) -> int | None:
    """Send a planned mailing whose time has come; how many people it went to, None for not.

    One that was planned before its edition was cancelled or got other dates is held back, for it
    speaks of a day that will not come; after other dates it is a draft again, to be looked at and
    sent. Raises LookupError for an unknown id.
    """
    mailing = db.session.get(Mailing, mailing_id)
    if mailing is None:
        raise LookupError(f"no mailing {mailing_id}")
    edition = _lock(mailing)
    # Withdrawn, put off or sent by hand between the look at the list and the lock.
    if (
        mailing.state is not MailingState.PLANNED
        or mailing.send_at is None
        or mailing.send_at > now
    ):
        return None
    if edition.state is EditionState.CANCELLED and is_outdated(
        mailing.changed_at, edition.cancelled_at
    ):
        mailing.state = MailingState.WITHDRAWN
        _record(Action.MAILING_HELD_BACK, mailing, now)
        return None
    if is_outdated(mailing.changed_at, postponed_at(edition.id)):
        mailing.state = MailingState.DRAFT
        _record(Action.MAILING_HELD_BACK, mailing, now)
        return None
    return _send(mailing, edition, readers(mailing), now, None)


def readers(mailing: Mailing) -> list[Registration]:
    """Who would get it now, in order of arrival."""
    return registrations(
        [
            person.registration_id
            for person in candidates(mailing.edition_id)
            if reaches(
                mailing.audience, person, meeting_id=mailing.meeting_id, chosen=mailing.chosen
            )
        ]
    )


def audience_sizes(edition_id: int, meeting_ids: Sequence[int]) -> dict[tuple[Audience, int], int]:
    """How many people each audience has now; that of the absent by meeting, others under 0."""
    people = candidates(edition_id)
    sizes = {
        (audience, 0): sum(reaches(audience, person) for person in people)
        for audience in (Audience.ALL, Audience.REGISTERED, Audience.WAITING)
    }
    return sizes | {
        (Audience.ABSENT, meeting_id): sum(
            reaches(Audience.ABSENT, person, meeting_id=meeting_id) for person in people
        )
        for meeting_id in meeting_ids
    }


def preview(mailing: Mailing, registration: Registration, now: datetime) -> Mail:
    """The whole mail as this person would get it."""
    facts = edition_facts(card(registration.edition, now), now)
    return team_message(
        letterhead(),
        recipient(registration),
        facts,
        registration=link_reference(registration),
        written=_written(mailing),
    )


def office_address(edition: Edition) -> str:
    """Where answers to mails about an edition go: to its team, else to the organisation."""
    return edition.team.email or settings().organisation_email


def reply_address(mailing: Mailing) -> str:
    """Where answers go: to who wrote it, as long as they work here, else to the office."""
    if mailing.replies_to_author and mailing.author.active:
        return mailing.author.email
    return office_address(mailing.edition)


def _send(
    mailing: Mailing,
    edition: Edition,
    people: Sequence[Registration],
    now: datetime,
    actor_id: int | None,
) -> int:
    facts = edition_facts(edition, now)
    for registration in people:
        tell(
            team_message,
            registration,
            facts,
            now,
            key=str(mailing.id),
            reply_to=reply_address(mailing),
            registration=link_reference(registration),
            written=_written(mailing),
        )
    mailing.state = MailingState.SENT
    mailing.sent_at = now
    mailing.sent_to = len(people)
    db.session.flush()
    _record(Action.MAILING_SENT, mailing, now, actor_id, number=len(people))
    return len(people)


def _written(mailing: Mailing) -> Written:
    return Written(mailing.subject, mailing.body, mailing.language)


def _lock(mailing: Mailing) -> Edition:
    edition = lock_edition(mailing.edition_id)
    db.session.refresh(mailing)
    return edition


def _put(mailing: Mailing, draft: Draft, now: datetime) -> None:
    mailing.audience = draft.audience
    mailing.meeting_id = draft.meeting_id if draft.audience is Audience.ABSENT else None
    mailing.chosen = sorted(draft.chosen) if draft.audience is Audience.CHOSEN else []
    mailing.subject = draft.subject.strip()
    mailing.body = draft.body.strip()
    mailing.language = draft.language
    mailing.replies_to_author = draft.replies_to_author
    mailing.changed_at = now


def _record(
    action: Action,
    mailing: Mailing,
    now: datetime,
    actor_id: int | None = None,
    **facts: str | int,
) -> None:
    about: dict[str, Any] = {"subject": mailing.subject, **facts}
    history.record(action, now, edition_id=mailing.edition_id, actor_id=actor_id, **about)
