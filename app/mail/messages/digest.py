"""The morning mail of coordinators."""

from app.mail.facts import DigestLine, Recipient
from app.mail.links import Purpose
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def daily_digest(
    head: Letterhead, to: Recipient, *, user: str, lines: tuple[DigestLine, ...], more: int
) -> Mail:
    """What needs a coordinator today, soonest first, and how many things `more` there are.

    `user` is the reference of the signed link that ends this mail.
    """
    return compose(
        "daily_digest",
        head,
        to,
        ends=(Purpose.DIGEST, user),
        lines=lines,
        more=more,
        number=len(lines) + more,
        desk_url=f"{head.base_url}/werk/vandaag",
    )
