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


def go_ahead_undone(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    reason: str,
) -> Mail:
    """We said that it goes ahead; it is decided anew on `edition.decision_on`."""
    return compose(
        "go_ahead_undone", head, to, edition=edition, registration=registration, reason=reason
    )


def extension_undone(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
) -> Mail:
    """We said that it is decided later; it is `edition.decision_on` after all."""
    return compose("extension_undone", head, to, edition=edition, registration=registration)
