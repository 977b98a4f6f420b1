"""Signing in to 'my trainings': a link by mail to the address itself, a button, and signing out."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, delete, exists, select

from app.extensions import db, settings
from app.mail import outbox
from app.mail.facts import Recipient
from app.mail.messages import sign_in_link
from app.models import SignIn
from app.queries.registering.sign_in import known_person
from app.rules.registering.registration import email_key
from app.rules.registering.sign_in import KEPT, link_opens
from app.services.telling.message import letterhead


def send_link(email: str, now: datetime, language: str) -> SignIn | None:
    """Mail somebody a link that signs them in, or that we do not know this address.

    To the address itself and nobody else, and once a minute at most: a double click sends one
    mail. `language` is for an address that we do not know. Returns what the link opens, None when
    there is nothing to open or the mail was written a moment ago; no page may tell which.
    """
    key = email_key(email)
    # The key of the mail holds a digest: the address is in the row already, and may be too long.
    digest = sha256(key.encode()).hexdigest()
    once = f"sign_in_link:{digest}:{now:%Y%m%d%H%M}"
    if outbox.holds(once):
        return None
    person = known_person(key)
    # Without a name we greet the address itself, which may be longer than a name.
    to = Recipient(email[:200], email, language)
    if person is not None:
        name = person.name or person.email[:200]
        to = Recipient(name, person.email, person.language, person.greeting)
    minutes = settings().sign_in_link_minutes
    opens_until = now + timedelta(minutes=minutes)
    with db.session.begin_nested() as savepoint:
        made = None if person is None else _new(to, opens_until, now)
        mail = sign_in_link(
            letterhead(),
            to,
            sign_in=made.public_id if made else None,
            minutes=minutes,
        )
        told = outbox.enqueue(mail, dedupe_key=once, now=now, not_after=opens_until)
        if told.links != mail.links:
            # The other click of a double click was first: its mail opens another row than ours.
            savepoint.rollback()
            return None
    return made


def _new(to: Recipient, opens_until: datetime, now: datetime) -> SignIn:
    made = SignIn(
        public_id=uuid4().hex,
        email=to.email,
        email_key=email_key(to.email),
        language=to.language,
        created_at=now,
        link_expires_at=opens_until,
        # Nobody is signed in yet: opening the link moves this on.
        expires_at=opens_until,
    )
    db.session.add(made)
    db.session.flush()
    return made


def start(sign_in: SignIn, now: datetime) -> bool:
    """Sign in the browser that opened the link; False when the link is no longer good."""
    db.session.refresh(sign_in, with_for_update=True)
    if not link_opens(sign_in.link_expires_at, sign_in.ended_at, now):
        return False
    sign_in.expires_at = now + timedelta(hours=settings().sign_in_hours)
    return True


def end(sign_in: SignIn, now: datetime) -> None:
    """Sign out: every browser that opened this link is signed out, and the link is dead."""
    if sign_in.ended_at is None:
        sign_in.ended_at = now


def _over(now: datetime) -> ColumnElement[bool]:
    return SignIn.expires_at <= now - KEPT


def has_some_to_erase(now: datetime) -> bool:
    """Whether a sign-in ended long ago."""
    return bool(db.session.scalar(select(exists().where(_over(now)))))


def erase(now: datetime) -> int:
    """Erase those sign-ins; how many."""
    statement = delete(SignIn).where(_over(now))
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)
