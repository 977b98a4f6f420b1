"""Mail that comes in: the mailbox, and what a mail in it says.

Reading is pure: bytes in, an answer or a bounce out. Whatever a mail holds, nothing here trusts it.
"""

from app.mail.incoming.bounce import Bounce, read_bounce
from app.mail.incoming.mailbox import (
    Access,
    Mailbox,
    MailboxUnavailable,
    MailRefused,
    open_mailbox,
)
from app.mail.incoming.parts import parsed
from app.mail.incoming.reply import Answer, read_answer

__all__ = [
    "Access",
    "Answer",
    "Bounce",
    "MailRefused",
    "Mailbox",
    "MailboxUnavailable",
    "open_mailbox",
    "read_mail",
]


def read_mail(octets: bytes) -> Answer | Bounce | None:
    """What a mail says that we understand; None for everything else, which is for people."""
    message = parsed(octets)
    if message is None:
        return None
    try:
        return read_answer(message) or read_bounce(message)
    except RecursionError:
        # The standard library reads comments within comments in an address by recursion.
        return None
