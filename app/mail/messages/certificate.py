"""The certificate, for who did not read of it with the request to evaluate."""

from datetime import date

from app.mail.facts import EditionFacts, NextUp, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def certificate_ready(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    works_until: date,
    thanks: bool,
    next_up: NextUp | None,
) -> Mail:
    """Your certificate is there; the link to it works until `works_until`.

    `thanks`: nobody thanked them yet, for the form to evaluate was closed when attendance came in.
    `next_up` as in `evaluation_request`.
    """
    return compose(
        "certificate_ready",
        head,
        to,
        edition=edition,
        registration=registration,
        works_until=works_until,
        thanks=thanks,
        next_up=next_up,
    )
