"""Reading the mailbox: each mail once, in order, whatever the others hold.

The row of the folder says how far it was read, and moves on in the transaction that keeps what a
mail says: no mail counts twice, also when several workers read at once or one dies in between.
"""

import logging
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from app.extensions import db, installation
from app.mail import incoming
from app.mail.incoming import Access, Answer, Bounce, MailboxUnavailable, MailRefused
from app.mail.incoming.parts import LARGEST
from app.models import Mailbox
from app.rules.workdays import local_date
from app.services.hearing import bounce, reply

log = logging.getLogger(__name__)

#: A folder that was never read is read from this far back.
LOOK_BACK = timedelta(days=30)
#: A reader who has not come back by now is dead; the folder is another's.
STUCK_AFTER = timedelta(minutes=10)
#: What one round reads at most: the next one comes in two minutes.
MOST, MOST_SECONDS = 500, 120.0
#: More mails in a row that are not handed out are no damaged mails: the server fails.
MOST_REFUSED = 5
#: Mails whose sizes are asked for at once.
BATCH = 50


class Outcome(StrEnum):
    """What a mail was."""

    ANSWER = "answers"
    COMMENTED = "answers with a word"
    BOUNCE = "bounces"
    OTHER = "others"
    TOO_LARGE = "too large"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Round:
    """What one round read, and why it ended early ('': it did not)."""

    read: Counter[Outcome]
    problem: str = ""

    def __str__(self) -> str:
        counted = ", ".join(f"{o.value}: {self.read[o]}" for o in Outcome if self.read[o])
        return "; ".join(part for part in (counted or "no new mail", self.problem) if part)


Transaction = Callable[[], AbstractContextManager[None]]


def read_mailbox(now: Callable[[], datetime], transaction: Transaction) -> Round | None:
    """Read what came in since the last round; None without a mailbox, or while another reads it.

    A mail that cannot be understood, or handled, stays as it is for people and stops no other.
    """
    access = _access()
    if access is None:
        return None
    name = f"{access.folder}@{access.server}"[:300]
    with transaction():
        claimed = _claim(name, now())
    if not claimed:
        return None
    read: Counter[Outcome] = Counter()
    problem = ""
    try:
        with incoming.open_mailbox(access) as box:
            for outcome in _read(box, name, now, transaction):
                read[outcome] += 1
    except MailboxUnavailable as error:
        problem = str(error)
    finally:
        with transaction():
            _settle(name, problem, now())
    return Round(read, problem)


def _access() -> Access | None:
    chosen = installation()
    if chosen.imap_server is None:
        return None
    return Access(
        server=chosen.imap_server,
        port=chosen.imap_port,
        security=chosen.imap_security,
        username=chosen.imap_username or "",
        password=chosen.imap_password or "",
        folder=chosen.imap_folder,
        timeout=chosen.imap_timeout_seconds,
        ca_file=chosen.mail_ca_file,
    )


def _read(
    box: incoming.Mailbox, name: str, now: Callable[[], datetime], transaction: Transaction
) -> Iterator[Outcome]:
    began = time.monotonic()
    with transaction():
        last_uid = _last_uid(name, box.uid_validity)
    uids = box.uids_after(last_uid, local_date(now() - LOOK_BACK))[:MOST]
    refused: list[MailRefused] = []
    for start in range(0, len(uids), BATCH):
        batch = uids[start : start + BATCH]
        sizes = box.sizes(batch)
        for uid in batch:
            if time.monotonic() - began > MOST_SECONDS:
                return
            too_large, wanted = sizes.get(uid, 0) > LARGEST, 0 < sizes.get(uid, 0) <= LARGEST
            # Mails that are not handed out are passed over as soon as a later one is. Until then it
            # may be the server that fails, and then each of them is still to be read.
            if refused and not wanted:
                continue
            try:
                octets = box.fetch(uid) if wanted else None
            except MailRefused as error:
                refused.append(error)
                if len(refused) > MOST_REFUSED:
                    raise
                continue
            while refused:
                log.error("%s, and is passed over", refused.pop(0))
                yield Outcome.FAILED
            outcome = _handle(name, box.uid_validity, uid, octets, now(), transaction)
            if outcome in (Outcome.ANSWER, Outcome.BOUNCE):
                box.mark_read(uid)
            if outcome is not None:
                yield Outcome.TOO_LARGE if too_large else outcome
    if refused:
        raise refused[0]


def _handle(
    name: str,
    uid_validity: int,
    uid: int,
    octets: bytes | None,
    now: datetime,
    transaction: Transaction,
) -> Outcome | None:
    """What the mail was, after keeping what it says; None when another reader had it first.

    Raises OperationalError when the database cannot keep it now.
    """
    try:
        said = None if octets is None else incoming.read_mail(octets)
        with transaction():
            return _take(said, now) if _moves_on(name, uid_validity, uid) else None
    except OperationalError:
        # The database fails, or another was quicker: the mail is not to blame, and is read later.
        raise
    except Exception as error:
        # Not the error's own words: they may quote the mail.
        trace = "".join(traceback.format_tb(error.__traceback__))
        log.error("mail %s was not understood: %s\n%s", uid, type(error).__name__, trace)
        with transaction():
            return Outcome.FAILED if _moves_on(name, uid_validity, uid) else None


def take_mail(octets: bytes, now: datetime) -> Outcome:
    """Keep what a mail says; what it was."""
    return _take(incoming.read_mail(octets), now)


def _take(said: Answer | Bounce | None, now: datetime) -> Outcome:
    if isinstance(said, Answer):
        if reply.take(said, now) is None:
            return Outcome.OTHER
        # A word that somebody wrote with it is for people: it stays unread for them.
        return Outcome.COMMENTED if said.comment else Outcome.ANSWER
    if said is None or bounce.take(said, now) is None:
        return Outcome.OTHER
    return Outcome.BOUNCE


def _claim(name: str, now: datetime) -> bool:
    if db.session.get(Mailbox, name) is None:
        try:
            with db.session.begin_nested():
                db.session.add(Mailbox(name=name))
        except IntegrityError:
            # Another worker made it a moment ago.
            pass
    return _changed(
        update(Mailbox)
        .where(
            Mailbox.name == name,
            or_(
                Mailbox.claimed_at.is_(None),
                Mailbox.claimed_at < now - STUCK_AFTER,
                # By a clock that was ahead, and was set right.
                Mailbox.claimed_at > now + STUCK_AFTER,
            ),
        )
        .values(claimed_at=now)
    )


def _last_uid(name: str, uid_validity: int) -> int:
    """How far the folder was read; 0 for one that was made anew, whose UIDs say nothing."""
    row = db.session.scalars(select(Mailbox).where(Mailbox.name == name).with_for_update()).one()
    if row.uid_validity != uid_validity:
        row.uid_validity, row.last_uid = uid_validity, 0
    return row.last_uid


def _moves_on(name: str, uid_validity: int, uid: int) -> bool:
    """Whether this mail is still to be handled, and by us."""
    return _changed(
        update(Mailbox)
        .where(Mailbox.name == name, Mailbox.uid_validity == uid_validity, Mailbox.last_uid < uid)
        .values(last_uid=uid)
    )


def _settle(name: str, problem: str, now: datetime) -> None:
    row = db.session.get_one(Mailbox, name)
    if problem and problem != row.problem:
        log.warning("the mailbox cannot be read: %s", problem)
    if not problem:
        row.checked_at = now
    row.problem_at = (row.problem_at or now) if problem else None
    row.problem, row.claimed_at = problem, None


def _changed(statement: Any) -> bool:
    result: Any = db.session.execute(statement.execution_options(synchronize_session=False))
    return bool(result.rowcount)
