"""What follows an answer to an invitation, and a mail that did not arrive."""

from app.mail.facts import EditionFacts, LostMail, MeetingFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def seat_asked(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    registration: str,
    meetings: tuple[MeetingFacts, ...],
    cost_cents: int,
) -> Mail:
    """Your calendar says 'no' to `meetings`: do you give up the seat?

    Nothing changes before the person says so on the page behind the link. `cost_cents`: what that
    would cost today, in eurocents.
    """
    return compose(
        "seat_asked",
        head,
        to,
        edition=edition,
        registration=registration,
        meetings=meetings,
        cost_cents=cost_cents,
    )


def undeliverable(
    head: Letterhead,
    to: Recipient,
    *,
    team: str,
    lost: tuple[LostMail, ...],
    total: int,
) -> Mail:
    """To coordinators of `team`: these mails did not arrive; `total` with those that are left out.

    No link in it opens anything of a participant: it leads to the desk.
    """
    return compose("undeliverable", head, to, team=team, lost=lost, total=total)
