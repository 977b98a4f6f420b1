"""The morning mail of coordinators."""

from app.mail.facts import DigestLine, Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def daily_digest(
    head: Letterhead, to: Recipient, *, lines: tuple[DigestLine, ...], more: int
) -> Mail:
    """What needs a coordinator today, soonest first, and how many things `more` there are."""
    return compose(
        "daily_digest",
        head,
        to,
        lines=lines,
        more=more,
        number=len(lines) + more,
        desk_url=f"{head.base_url}/werk/vandaag",
        account_url=f"{head.base_url}/werk/mijn-account",
    )
