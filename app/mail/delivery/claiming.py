"""Claiming: which row leaves next, of all that wait, and taking it before another worker does.

One indexed statement looks for it: the rows that wait lie in an index of their own, by priority and
then by age. What holds a row back: its moment; the quiet hours, when it can wait; a pause of the
domain that it goes to; an earlier message about the same calendar entry, whatever its priority.
What it says may be over: then it is never taken.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import aliased

from app.extensions import db, insert, transaction
from app.mail.delivery.settling import Claim, Settled, write
from app.mail.invitations import Method
from app.mail.messages import invitation
from app.models import DomainPause, MailPace, Message
from app.rules.states import MessageState
from app.rules.telling.outbox import DOMAIN_PAUSES, Priority, QuietHours, turn_every

# Written out, for only then the engines see that the index of what waits holds all of it.
_WAITS = text("messages.state = 'pending'")

#: The kind of message that says nothing but what its calendar entry says.
ONLY_AN_ENTRY = invitation.__name__


@dataclass(frozen=True, slots=True)
class Turn:
    """The pace lets nothing leave before `at`."""

    at: datetime


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds in one round: how many messages a minute, and when none leaves that can wait.

    `until`: what is due then leaves too. `tried`: rows that had their turn in this round.
    """

    per_minute: int | None = None
    quiet_hours: QuietHours | None = None
    until: datetime | None = None
    tried: Collection[int] = ()


def anything_waits(terms: Terms, now: datetime) -> bool:
    """Whether there is a row to claim; a look that holds nobody up."""
    found = db.session.execute(*_first_in_line(terms, now, whole=False)).first()
    db.session.rollback()
    return found is not None


def claim_next(settled: Settled | None, terms: Terms, now: datetime) -> Claim | Turn | None:
    """Write how the last row fared and claim the next one; None when nothing is left to send.

    Both in one transaction: one wait for the disk a message. Nothing is put off by that, for the
    claim comes at once. PostgreSQL skips rows that another worker is at, SQLite lets one writer in
    at a time. No transaction stays open while the mail server takes its time.
    """
    with transaction():
        if settled is not None:
            write(settled)
        while (found := _look(terms, now)) is not None:
            message, outdated, failures = found
            if not outdated or message.kind != ONLY_AN_ENTRY:
                break
            _set(message.id, state=MessageState.SUPERSEDED)
        if found is None:
            return None
        if terms.per_minute is not None and (turn := _take_turn(terms.per_minute, now)):
            return turn
        attempts = message.attempts + 1
        _set(message.id, state=MessageState.SENDING, claimed_at=now, attempts=attempts)
        db.session.expunge(message)
    return Claim(message, now, attempts, bool(outdated), failures is not None)


def _look(terms: Terms, now: datetime) -> Any:
    return db.session.execute(
        *_first_in_line(terms, now, whole=True), execution_options={"populate_existing": True}
    ).first()


def _first_in_line(
    terms: Terms, now: datetime, *, whole: bool
) -> tuple[Select[Any], dict[str, object]]:
    """The statement, and what it asks for."""
    moment = max(now, terms.until or now)
    quiet = terms.quiet_hours is not None and terms.quiet_hours.last_until(moment) is not None
    asked: dict[str, object] = {"moment": moment, "longest": moment + DOMAIN_PAUSES[-1]}
    if terms.tried:
        asked["tried"] = list(terms.tried)
    return _statement(whole, quiet, bool(terms.tried)), asked


@cache
def _statement(whole: bool, quiet: bool, again: bool) -> Select[Any]:
    """Made once each: building it takes longer than the database takes to answer."""
    moment = bindparam("moment", type_=Message.due_at.type)
    paused = exists().where(
        DomainPause.domain == Message.domain,
        DomainPause.until > moment,
        # A pause that ends later was made by a clock that went wrong.
        DomainPause.until <= bindparam("longest", type_=Message.due_at.type),
    )
    conditions: list[ColumnElement[bool]] = [
        Message.due_at <= moment,
        or_(Message.not_after.is_(None), Message.not_after > moment),
        ~paused,
        or_(Message.calendar_uid.is_(None), ~_held_up()),
    ]
    if quiet:
        conditions.append(Message.priority < Priority.LATER)
    if again:
        conditions.append(Message.id.not_in(bindparam("tried", expanding=True)))
    failures = select(DomainPause.failures).where(DomainPause.domain == Message.domain)
    wanted: Select[Any] = (
        select(Message, _outdated(), failures.scalar_subquery()) if whole else select(Message.id)
    )
    first = wanted.where(_WAITS, *conditions).order_by(Message.priority, Message.id).limit(1)
    return first.with_for_update(of=Message, skip_locked=True) if whole else first


def _outdated() -> ColumnElement[bool]:
    """Whether the row holds a REQUEST of which there is a newer version for the same person."""
    newer = aliased(Message)
    return and_(
        Message.calendar_method == Method.REQUEST,
        exists().where(
            newer.calendar_uid == Message.calendar_uid,
            newer.calendar_sequence > Message.calendar_sequence,
            _same_reader(newer),
        ),
    )


def _held_up() -> ColumnElement[bool]:
    """Whether an earlier message about the same entry, to the same person, is still to come.

    Not one that will never leave, for the row itself is newer than the entry in it.
    """
    earlier = aliased(Message)
    will_leave = or_(
        earlier.kind != ONLY_AN_ENTRY,
        earlier.calendar_method != Method.REQUEST,
        earlier.calendar_sequence >= Message.calendar_sequence,
    )
    return exists().where(
        earlier.calendar_uid == Message.calendar_uid,
        _same_reader(earlier),
        # Plus nothing: so SQLite looks the entry up, and does not go through all older rows.
        earlier.id + 0 < Message.id,
        or_(
            earlier.state == MessageState.SENDING,
            and_(earlier.state == MessageState.PENDING, will_leave),
        ),
    )


def _same_reader(other: type[Message]) -> ColumnElement[bool]:
    # An address that is written in other capitals makes no other person, and no other calendar.
    # Plus nothing: so the entry is looked up, and not all that this person was ever sent.
    return other.recipient_key + "" == Message.recipient_key


def _take_turn(per_minute: int, now: datetime) -> Turn | None:
    """Take the one turn that is free now, or say when the next one is.

    Turns lie evenly apart, so no stretch of a minute has more than `per_minute`, and what is urgent
    waits for one turn at most. A turn further away than the pace allows was given by a clock that
    went wrong, or at a slower pace.
    """
    apart = turn_every(per_minute)
    free = or_(MailPace.free_at <= now, MailPace.free_at > now + apart)
    taken = update(MailPace).where(free).values(free_at=now + apart).returning(MailPace.id)
    first = insert(MailPace).values(id=1, free_at=now + apart).on_conflict_do_nothing()
    for statement in (taken, first.returning(MailPace.id)):
        if db.session.scalar(statement.execution_options(synchronize_session=False)):
            return None
    return Turn(db.session.scalars(select(MailPace.free_at)).one())


def _set(message_id: int, **values: object) -> None:
    db.session.execute(
        update(Message)
        .where(Message.id == message_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
