"""The mails that people got, and what they can do with them: follow a link, read the calendar."""

import re
from email.message import EmailMessage

from tests.support.smtp import MailServer


class Letterbox:
    """Mail by recipient; each mail is taken out once."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._read = 0

    def new(self) -> dict[str, list[EmailMessage]]:
        """What came in since the last look, by recipient, in order of arrival."""
        mails = self._server.messages
        found: dict[str, list[EmailMessage]] = {}
        for mail in mails[self._read :]:
            (recipient,) = mail.recipients
            found.setdefault(recipient, []).append(mail.message)
        self._read = len(mails)
        return found


def text_of(mail: EmailMessage) -> str:
    """The plain text part."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def link_in(mail: EmailMessage, kind: str) -> str:
    """The one personal link of a kind: 'i' to a registration, 'e' to an evaluation.

    Without the question of which alternative, for that says nothing about whom it lets in.
    The HTML part must hold the same, for most people read that one.
    """
    (found,) = set(re.findall(rf"http://[^\s<>\"?]+/{kind}/[^\s<>\"?]+", text_of(mail)))
    body = mail.get_body(("html",))
    assert body is not None
    assert f'href="{found}' in body.get_content()
    return found
