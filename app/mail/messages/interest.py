"""What somebody hears who wants to know when a training has a date."""

from datetime import datetime

from app.mail.facts import EditionFacts, Recipient
from app.mail.links import Purpose
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def interest_asked(
    head: Letterhead,
    to: Recipient,
    *,
    training: str,
    interest: str,
    confirmed: bool,
    days: int,
) -> Mail:
    """Somebody filled in this address to hear of a date of `training`, which is its title.

    `interest` opens the page with the button that confirms it. `confirmed`: it was before, and
    nothing is asked any more. `days` after asking, an address that nobody confirmed is erased.
    """
    return compose(
        "interest_asked",
        head,
        to,
        ends=(Purpose.INTEREST, interest),
        training=training,
        interest=interest,
        confirmed=confirmed,
        days=days,
    )


def date_planned(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    interest: str,
    opens_at: datetime | None,
    prices: tuple[int, int],
    days: int | None,
) -> Mail:
    """The training has a date: the one mail that was asked for.

    `opens_at` is when registration opens, None when it is open. `prices` are the lowest and the
    highest (eurocents). The address is erased `days` after this mail, or at once by the page that
    `interest` opens; None: it stays on the list, for this date was planned before they asked.
    """
    return compose(
        "date_planned",
        head,
        to,
        ends=(Purpose.INTEREST, interest),
        edition=edition,
        interest=interest,
        opens_at=opens_at,
        prices=prices,
        days=days,
    )
