"""What people hear of a group that somebody registered in one go."""

from app.mail.facts import EditionFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def booking_overview(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    booking: str,
    seats: tuple[str, ...],
    waiting: tuple[tuple[str, int], ...],
    others: tuple[str, ...],
    price_cents: int,
    bill_to: tuple[str, ...],
) -> Mail:
    """To the person who booked: who got what, what it costs and who gets the invoice.

    `waiting` are the people in line, each with their number. `price_cents` is what the seats cost
    together (eurocents); `bill_to` are the lines of the invoice's address, none where it is free.
    `booking` is the reference of the signed link. `others` were in already: of them the booker
    hears that they get a mail, and nothing about their registration.
    """
    return compose(
        "booking_overview",
        head,
        to,
        edition=edition,
        booking=booking,
        seats=seats,
        waiting=waiting,
        others=others,
        price_cents=price_cents,
        bill_to=bill_to,
    )


def already_registered(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    by: str | None,
    alone: bool = False,
) -> Mail:
    """Somebody wanted to register you, and you are in already; `by` is None for who did so twice.

    `alone`: by the form for one person, where nobody gave another name than that of this address.
    `registration` is the reference of the signed link to what the person has.
    """
    return compose(
        "already_registered",
        head,
        to,
        edition=edition,
        registration=registration,
        by=by,
        alone=alone,
    )
