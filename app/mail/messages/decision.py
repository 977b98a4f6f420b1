"""What registered people hear about the decision: goes ahead, decided later, cancelled."""

from app.mail.facts import Alternative, Cancellation, EditionFacts, Recipient
from app.mail.mime import CalendarPart, Mail
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


def edition_cancelled(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    cancellation: Cancellation,
    alternatives: tuple[Alternative, ...],
    registration: str,
    calendar: CalendarPart | None,
) -> Mail:
    """The edition does not take place; the best of `alternatives` comes first and stands out.

    Without alternatives the mail says so and leads to the whole offer.
    """
    return compose(
        "edition_cancelled",
        head,
        to,
        calendar=calendar,
        edition=edition,
        cancellation=cancellation,
        alternatives=alternatives,
        registration=registration,
    )
