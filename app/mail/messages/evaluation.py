"""The request to evaluate and its reminder; `ticket` opens the form once and leaves no trace."""

from datetime import date

from app.mail.facts import EditionFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def evaluation_request(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    ticket: str,
    closes_on: date,
) -> Mail:
    """What did you think of it? The form is open up to and including `closes_on`."""
    return compose(
        "evaluation_request", head, to, edition=edition, ticket=ticket, closes_on=closes_on
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
