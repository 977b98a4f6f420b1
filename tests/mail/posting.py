"""A Flask application that can do nothing but send mail, and mails to send with it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

from flask import Flask

from app.mail.mime import Mail, build
from app.mail.transport import SecureMail

SENDER = "Open aanbod <vorming@aanbod.example>"
ADDRESS = "vorming@aanbod.example"
MESSAGE_ID = "<1@aanbod.example>"
WRITTEN = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)

LETTER = Mail(
    kind="confirmation",
    language="nl",
    recipient_name="Zoë Peeters",
    recipient="zoe@example.org",
    subject="Je bent ingeschreven",
    text="Dag Zoë",
    html="<!doctype html><p>Dag Zoë</p>",
)


@contextmanager
def mail_app(port: int, **config: Any) -> Iterator[SecureMail]:
    """The mail extension of an application whose server listens on `port` of this machine."""
    app = Flask(__name__)
    app.config.update(
        {
            "MAIL_SERVER": "127.0.0.1",
            "MAIL_PORT": port,
            "MAIL_SECURITY": "none",
            "MAIL_TIMEOUT": 5,
            "MAIL_DEFAULT_SENDER": SENDER,
            **config,
        }
    )
    mail = SecureMail(app)
    with app.app_context():
        yield mail


def built(mail: Mail = LETTER, **changes: Any) -> EmailMessage:
    """`mail` in its MIME form, from our sender at a fixed moment."""
    return build(mail, **{"sender": SENDER, "message_id": MESSAGE_ID, "date": WRITTEN, **changes})
