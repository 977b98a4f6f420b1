"""Sending: from a claimed row to the bytes of a mail, and to the server."""

from datetime import datetime

from app.extensions import installation
from app.mail.delivery.settling import Claim
from app.mail.invitations import Method
from app.mail.links import LinkSigner
from app.mail.mime import CalendarPart, Mail, build, parse_sender
from app.mail.outdated import without_entry
from app.mail.transport import SecureConnection
from app.models import Message


def send(connection: SecureConnection, claim: Claim, now: datetime) -> None:
    """Hand the message over; on return the server has accepted it.

    Raises Temporary, Unreachable or Permanent of `app.mail.transport`, and ValueError for a row of
    which no mail can be made.
    """
    message, sender = claim.message, installation().mail_default_sender
    mail = as_mail(message)
    built = build(
        without_entry(mail) if claim.outdated else mail,
        sender=sender,
        message_id=message.message_id,
        date=now,
        in_reply_to=message.in_reply_to or None,
    )
    connection.deliver(built, message.recipient, parse_sender(sender).addr_spec)


def as_mail(message: Message) -> Mail:
    """What a row says, with its links signed."""
    chosen = installation()
    signer = LinkSigner(chosen.secret_key, chosen.base_url)
    calendar = None
    if message.calendar is not None and message.calendar_method is not None:
        calendar = CalendarPart(Method(message.calendar_method), message.calendar.encode())
    return Mail(
        kind=message.kind,
        language=message.language,
        recipient_name=message.recipient_name,
        recipient=message.recipient,
        subject=message.subject,
        text=signer.fill(message.text, message.links),
        html=signer.fill(message.html, message.links),
        calendar=calendar,
        reply_to=message.reply_to,
        unsubscribe=signer.fill(message.unsubscribe, message.links),
    )
