"""The request to evaluate and its reminder; `ticket` opens the form once and leaves no trace."""

from datetime import date

from app.mail.facts import EditionFacts, NextUp, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def evaluation_request(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    ticket: str,
    closes_on: date,
    certificate: str | None,
    next_up: NextUp | None,
) -> Mail:
    """Thank you for being there; what did you think of it?

    The form is open up to and including `closes_on`. `certificate` is the reference of the link to
    the page with the certificate, None while it is not known whole. `next_up` is for who agreed to
    news; the others find a way to the whole offer.
    """
    return compose(
        "evaluation_request",
        head,
        to,
        edition=edition,
        ticket=ticket,
        closes_on=closes_on,
        certificate=certificate,
        next_up=next_up,
    )


def evaluation_reminder(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    ticket: str,
    closes_on: date,
) -> Mail:
    """The form is still open, up to and including `closes_on`."""
    return compose(
        "evaluation_reminder", head, to, edition=edition, ticket=ticket, closes_on=closes_on
    )
