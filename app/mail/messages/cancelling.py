"""What each group hears when an edition is cancelled."""

from app.mail.facts import (
    Alternative,
    Cancellation,
    EditionFacts,
    HeldSeat,
    Recipient,
)
from app.mail.mime import CalendarPart, Mail
from app.mail.rendering import Letterhead, compose
from app.rules.deciding.cancelling import Audience, OwnWords


def edition_cancelled(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    cancellation: Cancellation,
    audience: Audience,
    words: OwnWords,
    held: HeldSeat | None,
    alternatives: tuple[Alternative, ...],
    interest_url: str,
    registration: str,
    calendar: CalendarPart | None,
) -> Mail:
    """To who was registered or waited: why, the seat that is held, and what else is open.

    `alternatives`, best first, are open to this person beside the seat that is `held`.
    `interest_url` is the page on which anybody asks to hear of a new date of this training.
    """
    return compose(
        "edition_cancelled",
        head,
        to,
        calendar=calendar,
        edition=edition,
        cancellation=cancellation,
        audience=audience,
        words=words,
        held=held,
        alternatives=alternatives,
        interest_url=interest_url,
        registration=registration,
    )


def edition_cancelled_staff(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    cancellation: Cancellation,
    words: OwnWords,
) -> Mail:
    """To the coordinators: everyone concerned has been told; the board shows who chooses what."""
    return compose(
        "edition_cancelled_staff",
        head,
        to,
        edition=edition,
        cancellation=cancellation,
        words=words,
    )


def edition_cancelled_trainer(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    cancellation: Cancellation,
    words: OwnWords,
) -> Mail:
    """To a trainer: these dates come free."""
    return compose(
        "edition_cancelled_trainer",
        head,
        to,
        edition=edition,
        cancellation=cancellation,
        words=words,
    )


def edition_cancelled_co_organiser(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    cancellation: Cancellation,
    words: OwnWords,
) -> Mail:
    """To an organisation that gives the training together with us."""
    return compose(
        "edition_cancelled_co_organiser",
        head,
        to,
        edition=edition,
        cancellation=cancellation,
        words=words,
    )


def edition_cancelled_venue(
    head: Letterhead, to: Recipient, edition: EditionFacts, *, words: OwnWords
) -> Mail:
    """To the contact of the venue: the booking is cancelled. Nothing of who was to come, or why."""
    return compose("edition_cancelled_venue", head, to, edition=edition, words=words)
