"""An installation that has a mail server, on the database of another one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.mail import delivery, outbox
from app.mail.delivery import Outcome
from app.mail.mime import Mail
from app.models import Message
from tests.support.installation import make_app
from tests.support.smtp import HOST, MailServer
from tests.support.time import NOW


@dataclass
class Office:
    """The installation and its mail server; its context is the present one."""

    app: Flask
    server: MailServer

    def deliver(self, now: datetime = NOW) -> Outcome:
        """What the worker does when it hears the bell."""
        return delivery.deliver_due(self.app.extensions["open_aanbod_mail"], lambda: now)

    def told(self) -> list[str]:
        """For whom the server took a message, in order of arrival."""
        return [recipient for recipient, _ in self.received()]

    def received(self) -> list[tuple[str, str]]:
        """Recipient and Message-ID of what the server took, in order of arrival."""
        return [
            (mail.recipients[0], str(mail.message["Message-ID"])) for mail in self.server.messages
        ]


def mail_settings(port: int) -> dict[str, object]:
    """Variables that point at a mail server of the tests."""
    return {
        "MAIL_SERVER": HOST,
        "MAIL_PORT": port,
        "MAIL_SECURITY": "none",
        "MAIL_TIMEOUT_SECONDS": 5,
    }


@contextmanager
def open_office(
    database: Flask, server: MailServer, port: int | None = None, **values: object
) -> Iterator[Office]:
    """An office on the database of another application; `port` when the server is not there.

    `values` are further settings.
    """
    url = database.config["SQLALCHEMY_DATABASE_URI"]
    app = make_app(url, **mail_settings(server.port if port is None else port) | values)
    with app.app_context():
        yield Office(app, server)
        db.session.remove()
        db.engine.dispose()


def letter(recipient: str, kind: str = "letter") -> Mail:
    """A plain mail; `kind` says how urgent it is."""
    return Mail(
        kind=kind,
        language="nl",
        recipient_name="Zoë",
        recipient=recipient,
        subject="Een brief",
        text="Dag Zoë",
        html="<p>Dag Zoë</p>",
    )


def post(
    recipient: str,
    now: datetime = NOW,
    key: str | None = None,
    kind: str = "letter",
    not_after: datetime | None = None,
) -> Message:
    """Put a plain letter in the outbox."""
    with transaction():
        return outbox.enqueue(
            letter(recipient, kind),
            dedupe_key=key or f"letter:{recipient}",
            now=now,
            not_after=not_after,
        )


def rows() -> list[Message]:
    """The outbox as it stands, in order of arrival."""
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def methods(office: Office) -> list[str]:
    """The METHOD of the calendar part of each message that the server took, empty without one."""
    found = []
    for mail in office.server.messages:
        parts = [p for p in mail.message.walk() if p.get_content_type() == "text/calendar"]
        found.append("".join(str(part.get_param("method")) for part in parts))
    return found
