"""What somebody hears at the end of a waiting list."""

from app.mail.facts import EditionFacts, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def waiting_list_closed(
    head: Letterhead,
    to: Recipient,
    edition: EditionFacts,
    *,
    other_dates: tuple[EditionFacts, ...],
    interest_url: str,
) -> Mail:
    """Registration closed before a place came free for you.

    `other_dates` are open editions of this training or about the same themes; `interest_url` is the
    page on which anybody asks to hear of a new date.
    """
    return compose(
        "waiting_list_closed",
        head,
        to,
        edition=edition,
        other_dates=other_dates,
        interest_url=interest_url,
    )
