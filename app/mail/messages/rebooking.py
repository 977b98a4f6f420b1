"""What somebody whose edition was cancelled hears after that: of the held seat, of a new date."""

from datetime import datetime

from app.mail.facts import EditionFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def seat_held(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    until: datetime,
    instead_of: str,
) -> Mail:
    """A seat is held in this edition: the link goes to a new address, or the end came closer.

    `instead_of` is the title of the training that was cancelled.
    """
    return compose(
        "seat_held",
        head,
        to,
        edition=edition,
        registration=registration,
        until=until,
        instead_of=instead_of,
    )


def held_seat_lapsed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    instead_of: str,
    interest_url: str,
) -> Mail:
    """The seat in this edition is not held any longer; other dates are still open.

    `registration` opens the page of the cancelled registration, `interest_url` the page on which
    anybody asks to hear of a new date of the training that was cancelled.
    """
    return compose(
        "held_seat_lapsed",
        head,
        to,
        edition=edition,
        registration=registration,
        instead_of=instead_of,
        interest_url=interest_url,
    )


def planned_anew(
    head: Letterhead, to: Recipient, edition: EditionFacts, *, opens_at: datetime | None
) -> Mail:
    """The edition for which you were registered was cancelled; this is its new date.

    `opens_at` is when registration opens, None when it is open.
    """
    return compose("planned_anew", head, to, edition=edition, opens_at=opens_at)
