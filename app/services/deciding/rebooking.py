"""A seat that is held elsewhere for whoever was registered for a cancelled edition.

It is an open offer like any other: it takes a seat, lapses, is taken or declined. What differs is
that it belongs to a registration that was cancelled, and that a coordinator follows it up.
"""

from datetime import datetime

from app.models import Registration
from app.queries.deciding.rebooking import of_cancelled
from app.rules.errors import Code, RuleBroken
from app.rules.states import RebookingAnswer, RegistrationState
from app.services import history
from app.services.history import Action


def answered(held: Registration, answer: RebookingAnswer, now: datetime) -> Registration | None:
    """Note what becomes of a held seat, before its state changes; the cancelled registration.

    None, and nothing is noted, for an offer that is no such hold. Call it under the lock of the
    edition in which the seat is held. A seat that is not taken no longer stands for the cancelled
    registration, which can then choose another.
    """
    if not held.is_hold:
        return None
    cancelled = held.moved_from
    assert cancelled is not None
    found = of_cancelled(cancelled)
    if found is not None:
        found.answer, found.answered_at = answer, now
    if answer is RebookingAnswer.TAKEN:
        cancelled.state = RegistrationState.MOVED
        history.record(
            Action.MOVED,
            now,
            edition_id=cancelled.edition_id,
            registration_id=cancelled.id,
            name=cancelled.name,
            to=held.edition.training.title,
        )
    elif answer is not RebookingAnswer.CANCELLED:
        held.moved_from = None
        # What this person needs was for a training to which they do not come.
        held.needs = None
    return cancelled


def chose_another(cancelled: Registration, now: datetime) -> None:
    """This person of a cancelled edition took a seat in another one than was held."""
    found = of_cancelled(cancelled)
    if found is not None:
        found.answer, found.answered_at = RebookingAnswer.ANOTHER, now


def check_choice(cancelled: Registration) -> None:
    """Who can still choose: whose edition was cancelled, and who has not moved on.

    Raises RuleBroken(REGISTRATION_ENDED); also where the seat that was held is in an edition that
    was cancelled in its turn, for the choice is made there.
    """
    found = of_cancelled(cancelled)
    moved_on = found is not None and found.answer is RebookingAnswer.CANCELLED
    if cancelled.state is not RegistrationState.CANCELLED_WITH_EDITION or moved_on:
        raise RuleBroken(Code.REGISTRATION_ENDED, state=cancelled.state)


def shortened(held: Registration) -> None:
    """The seat is held less long: the edition closes sooner than it did."""
    found = of_cancelled(held.moved_from) if held.is_hold and held.moved_from else None
    if found is not None:
        found.held_until = held.offer_expires_at


def phoned(cancelled: Registration, note: str, now: datetime, actor_id: int) -> None:
    """A coordinator called this person; a second call puts its note in the place of the first.

    Raises LookupError for somebody to whom nothing was offered.
    """
    found = of_cancelled(cancelled)
    if found is None:
        raise LookupError(f"no rebooking of registration {cancelled.id}")
    if (found.phone_note, found.phoned_by_id) == (note.strip(), actor_id) and found.phoned_at:
        # The second click of a double click.
        return
    found.phoned_at, found.phoned_by_id, found.phone_note = now, actor_id, note.strip()
    history.record(
        Action.PHONED,
        now,
        edition_id=cancelled.edition_id,
        registration_id=cancelled.id,
        actor_id=actor_id,
        name=cancelled.name,
    )
