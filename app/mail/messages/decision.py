"""What registered people hear about the decision: goes ahead, decided later."""

from collections.abc import Sequence

from app.mail.facts import EditionFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose
from app.rules.registering.withdrawal import Step


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
    terms: Sequence[Step],
) -> Mail:
    """The decision is put off to `edition.decision_on`.

    `terms` is what giving up the place costs from today on: it may cost something before then.
    """
    return compose(
        "decision_extended", head, to, edition=edition, registration=registration, terms=terms
    )


def go_ahead_undone(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    reason: str,
    terms: Sequence[Step],
) -> Mail:
    """We said that it goes ahead; it is decided anew on `edition.decision_on`.

    `terms` as in `decision_extended`.
    """
    return compose(
        "go_ahead_undone",
        head,
        to,
        edition=edition,
        registration=registration,
        reason=reason,
        terms=terms,
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
