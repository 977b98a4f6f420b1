"""What registered people hear about the decision: goes ahead, decided later."""

from app.mail.facts import EditionFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def edition_confirmed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
) -> Mail:
    """The edition goes ahead."""
    return compose("edition_confirmed", head, to, edition=edition, registration=registration)


def decision_extended(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
) -> Mail:
    """The decision is put off to `edition.decision_on`."""
    return compose("decision_extended", head, to, edition=edition, registration=registration)
