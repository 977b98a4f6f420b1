"""Mail that came back: the message did not arrive, and its address may be wrong."""

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.sql import Delete

from app.extensions import db
from app.mail.incoming import Bounce
from app.models import BouncedAddress, Message, Registration
from app.rules.hearing.bounce import Failure, Fate
from app.rules.registering.registration import email_key
from app.rules.states import MessageState
from app.services import history
from app.services.history import Action

#: What was said of an address is forgotten after a year.
KEPT = timedelta(days=365)

#: A report about one of these changes nothing: it is known, or cannot be true.
_SETTLED = (MessageState.FAILED, MessageState.SUPERSEDED, MessageState.EXPIRED)


def take(bounce: Bounce, now: datetime) -> Fate | None:
    """Mark the message that came back, and its address; None when it is none of ours.

    The report must name the Message-ID of a message of ours and the very address that this went
    to, else anybody could have somebody's address marked. The registration stays as it is.
    """
    for message_id in bounce.message_ids:
        message = db.session.scalars(
            select(Message).where(Message.message_id == message_id).with_for_update()
        ).one_or_none()
        if message is not None:
            return _mark(message, bounce, now)
    return None


def _mark(message: Message, bounce: Bounce, now: datetime) -> Fate | None:
    key = email_key(message.recipient)
    about = [failure for failure in bounce.failures if failure.recipient == key]
    if not about:
        return None
    worst = max(about, key=lambda failure: list(Fate).index(failure.fate))
    if worst.fate is Fate.NOTHING or message.state in _SETTLED:
        return worst.fate
    # A bounce may come in before delivery wrote that the message left: this holds then.
    message.state = MessageState.FAILED
    message.bounced_at = now
    message.sent_at = message.claimed_at = None
    message.last_error = worst.reason[:500]
    if worst.fate is Fate.ADDRESS_BAD:
        _note_address(key, worst, now)
    history.record(
        Action.BOUNCED,
        now,
        edition_id=message.edition_id,
        registration_id=message.registration_id,
        name=message.recipient_name,
        kind=message.kind,
    )
    db.session.flush()
    return worst.fate


def _note_address(key: str, failure: Failure, now: datetime) -> None:
    db.session.merge(BouncedAddress(email_key=key, reason=failure.reason[:500], bounced_at=now))


def mended(registration: Registration, now: datetime, actor_id: int) -> bool:
    """A coordinator knows that the address works again; False when nothing was wrong with it."""
    known = db.session.get(BouncedAddress, registration.email_key)
    if known is None:
        return False
    db.session.delete(known)
    history.record(
        Action.ADDRESS_MENDED,
        now,
        edition_id=registration.edition_id,
        registration_id=registration.id,
        actor_id=actor_id,
        name=registration.name,
    )
    db.session.flush()
    return True


def _old(now: datetime) -> Delete:
    used = exists().where(Registration.email_key == BouncedAddress.email_key)
    return delete(BouncedAddress).where(or_(BouncedAddress.bounced_at < now - KEPT, ~used))


def has_some_to_erase(now: datetime) -> bool:
    """Whether some address is old, or nobody's any more."""
    condition = _old(now).whereclause
    return condition is not None and bool(db.session.scalar(select(exists().where(condition))))


def erase(now: datetime) -> int:
    """Forget addresses that came back a year ago, and those that nobody has any more; how many."""
    return len(db.session.scalars(_old(now).returning(BouncedAddress.email_key)).all())
