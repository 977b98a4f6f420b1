"""Flask-Security's mails, through our outbox."""

from typing import Any

from flask_security import MailUtil

from app.extensions import clock, db
from app.services import account

_TELL = {
    "reset_instructions": account.tell_reset,
    "reset_notice": account.tell_changed,
    "change_notice": account.tell_changed,
}


class OutboxMailUtil(MailUtil):
    """Puts a row in the outbox instead of talking to a mail server during the request."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],
        body: str | None,
        html: str | None,
        **kwargs: Any,
    ) -> None:
        """Our own message for this occasion; the library's texts are not used.

        Raises KeyError for an occasion that was switched on without a message of ours.
        """
        _TELL[template.rpartition("/")[2]](kwargs["user"], clock.now())
        # A page about a forgotten password writes nothing of its own, so nobody else commits.
        db.session.commit()
