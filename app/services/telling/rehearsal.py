"""What a change would tell whom: found by making the change in a savepoint and reading the outbox.

So no second list of who gets which message can differ from what is told.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import defer, joinedload

from app.extensions import db
from app.models import Message
from app.services.registering.link import masked
from app.services.registering.seats import lock_edition

#: Mails that only carry one more entry for a calendar: nobody needs to read them beforehand.
ENTRIES = frozenset({"invitation", "entry_cancelled"})


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A message as it would be sent; `registration_id` is None for who is no participant.

    `greeting` is how a participant wants to be addressed, empty: by name.
    """

    kind: str
    name: str
    greeting: str
    address: str
    subject: str
    text: str
    registration_id: int | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A message that these people read, the same but for how it addresses them."""

    kind: str
    names: Sequence[str]
    addresses: Sequence[str]
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The messages of a change, in the order in which they leave. `saved`: the change is made."""

    messages: Sequence[Rehearsed]
    saved: bool

    @property
    def people(self) -> int:
        """How many people, or contacts of organisations, hear of it: each counts once."""
        return len({message.address.casefold() for message in self.messages})

    @property
    def letters(self) -> list[Letter]:
        """What people read; who reads the same stands together."""
        alike: dict[tuple[str, str, str], list[Rehearsed]] = {}
        for message in self.messages:
            if message.kind not in ENTRIES:
                # Whole words: who is called An loses no letters of an "Annulering".
                called = "|".join(re.escape(n) for n in (message.name, message.greeting) if n)
                text = re.sub(rf"\b({called})\b", "", message.text)
                alike.setdefault((message.kind, message.subject, text), []).append(message)
        return [
            Letter(
                group[0].kind,
                [message.name for message in group],
                [message.address for message in group],
                group[0].subject,
                group[0].text,
            )
            for group in alike.values()
        ]

    @property
    def entries(self) -> int:
        """How many further mails only carry an entry for a calendar."""
        return sum(message.kind in ENTRIES for message in self.messages)


def rehearse(
    edition_id: int, change: Callable[[], object], *, agreed: int | None = None, link: str = ""
) -> Rehearsal:
    """Make a change of an edition if it sends no more than `agreed` messages; else change nothing.

    What it sends, or would send, comes back in both cases, with personal links as `link`. `agreed`
    None: make it whatever it sends; below 0: only look. Raises LookupError, and what `change`
    raises.
    """
    with db.session.begin_nested() as attempt:
        # Under the lock all messages about the edition since then are those of this change.
        lock_edition(edition_id)
        newest = db.session.scalar(select(func.max(Message.id))) or 0
        change()
        made = db.session.scalars(
            select(Message)
            .where(Message.edition_id == edition_id, Message.id > newest)
            .options(defer(Message.html), defer(Message.calendar), joinedload(Message.registration))
            .order_by(Message.id)
        )
        messages = [
            Rehearsed(
                message.kind,
                message.recipient_name,
                message.registration.greeting if message.registration else "",
                message.recipient,
                message.subject,
                masked(message, message.text, link),
                message.registration_id,
            )
            for message in made
        ]
        saved = agreed is None or len(messages) <= agreed
        if not saved:
            attempt.rollback()
    return Rehearsal(messages, saved)
