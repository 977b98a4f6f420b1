"""The link that signs somebody in to 'my trainings'."""

from app.mail.facts import Recipient
from app.mail.mime import Mail
from app.mail.rendering import Letterhead, compose


def sign_in_link(head: Letterhead, to: Recipient, *, sign_in: str | None, minutes: int) -> Mail:
    """The answer to 'mail me my link', good for so many minutes.

    `sign_in` is the reference of the signed link; None: there is nothing here for this address,
    and the mail says so. Nobody but the owner of the address learns which of the two it is.
    """
    return compose("sign_in_link", head, to, sign_in=sign_in, minutes=minutes)
