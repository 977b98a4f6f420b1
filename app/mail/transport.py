"""The way to the mail server: Flask-Mail with verified TLS, timeouts and errors that can be read.

Flask-Mail alone accepts any certificate, waits for ever and builds a calendar part without its
method. Its own `Mail.send`, `record_messages` and signals keep working with what stands here.

Settings, from the Flask configuration: MAIL_SERVER, MAIL_PORT, MAIL_USERNAME, MAIL_PASSWORD,
MAIL_DEFAULT_SENDER, MAIL_SECURITY ("none", "starttls" or "ssl"), MAIL_TIMEOUT (seconds for each
answer of the server), MAIL_CA_FILE (certificates to trust beside the system's own).

Flask-Mail's MAIL_DEBUG and MAIL_MAX_EMAILS do nothing here: the first prints addresses and the
password, the second reconnects between a message's acceptance and its report, so that a server
that is busy then would make the message look unsent.
"""

import re
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import flask_mail
from flask import Flask, current_app

from app.mail.cleaning import clean_line

DEFAULT_TIMEOUT = 20.0
_LONGEST_REASON = 500

# RFC 5321, 4.5.3.2.6: giving up on a message that was taken sends it a second time, so its
# acceptance may take longer than any other answer.
_ACCEPTANCE_PATIENCE = 4

# Answers that one message waits for at most, each as long as MAIL_TIMEOUT: eight to connect anew,
# one after a silence, six for the message, and its acceptance.
_ANSWERS = 20

# A connection that was not used for so many seconds may be closed on the other side.
_SILENCE = 10

# 421: the service closes (RFC 5321 section 4.2.3); the others: it wants to know who we are
# (RFC 4954 section 6), a 5xx that no message has earned.
_NOT_THE_MESSAGE = frozenset({421, 530, 534, 535, 538})

# RFC 1870, section 6.1: a message that is too large may be refused before its recipient is named.
_TOO_LARGE = 552

_BAD_MESSAGE = (flask_mail.BadHeaderError, smtplib.SMTPNotSupportedError, UnicodeError)
_SENDING_ERRORS = (OSError, smtplib.SMTPException, *_BAD_MESSAGE)


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    SSL = "ssl"


class _Failure(Exception):
    """`code` is the server's reply code (RFC 5321 section 4.2), None when it gave none.

    The text is fit for a log: the recipient's address is taken out of what the server said.
    """

    def __init__(self, text: str, code: int | None = None) -> None:
        super().__init__(text)
        self.code = code


class Temporary(_Failure):
    """The message was not accepted now; the same message may be later."""


class Unreachable(Temporary):
    """No message can leave now, and this one is not to blame: wait before trying any other.

    Also a refused certificate or password: the messages keep while somebody mends the settings.
    """


class Untried(Unreachable):
    """The server heard no more of the message than its sender: nothing was tried with it."""


class Permanent(_Failure):
    """The server will never accept this message for this recipient."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What Flask-Mail's own settings leave out. `timeout` is in seconds."""

    security: Security
    timeout: float
    ca_file: str | None

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> Self:
        """Read the settings. Raises ValueError with the name of the one that is wrong."""
        security = str(config.get("MAIL_SECURITY") or Security.STARTTLS)
        if security not in set(Security):
            allowed = ", ".join(Security)
            raise ValueError(f"MAIL_SECURITY is {security!r}; it must be one of {allowed}.")
        timeout = float(config.get("MAIL_TIMEOUT") or DEFAULT_TIMEOUT)
        if timeout <= 0:
            raise ValueError(f"MAIL_TIMEOUT is {timeout:g}; it must be more than 0 seconds.")
        ca_file = config.get("MAIL_CA_FILE") or None
        if ca_file is not None and not Path(ca_file).is_file():
            raise ValueError(f"MAIL_CA_FILE is {ca_file!r}, and there is no such file.")
        return cls(Security(security), timeout, ca_file)


def longest_delivery(timeout: float) -> timedelta:
    """How long a message can be on its way when each answer takes up to `timeout` seconds."""
    return timedelta(seconds=_ANSWERS * timeout)


class OutgoingMessage(flask_mail.Message):
    """A finished EmailMessage in Flask-Mail's clothes: sent octet by octet as it was built."""

    def __init__(self, message: EmailMessage, recipient: str, sender: str) -> None:
        super().__init__(subject=str(message["Subject"]), recipients=[recipient], sender=sender)
        self.msgId = str(message["Message-ID"])
        self.email = message

    def as_bytes(self) -> bytes:
        return self.email.as_bytes()

    def as_string(self) -> str:
        return self.email.as_string()


class _Answers:
    """What the server sends, line by line, as the file that smtplib reads from.

    A socket's own timeout begins anew with each octet; `deadline` does not.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection, self._rest = connection, b""
        self.deadline = 0.0

    def readline(self, most: int) -> bytes:
        """The next line, cut at `most` octets; empty at the end. Raises TimeoutError."""
        while b"\n" not in self._rest and len(self._rest) < most:
            left = self.deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError("timed out")
            self._connection.settimeout(left)
            octets = self._connection.recv(8192)
            if not octets:
                break
            self._rest += octets
        end = min(self._rest.find(b"\n") + 1 or len(self._rest), most)
        line, self._rest = self._rest[:end], self._rest[end:]
        return line

    def close(self) -> None:
        """Nothing is held."""


class _PatientSMTP(smtplib.SMTP):
    """smtplib with a limit on each whole answer, which leaves a server that makes no sense.

    `heard_recipient`: whether the server was told for whom the present message is.
    """

    timeout: float
    heard_recipient = False
    _patience = 1

    def getreply(self) -> tuple[int, bytes]:
        """One answer. Raises SMTPServerDisconnected when it does not come in time, or is none."""
        answers = self.file
        if answers is None and self.sock is not None:
            answers = self.file = _Answers(self.sock)
        if answers is not None:
            answers.deadline = time.monotonic() + self.timeout * self._patience
        try:
            code, text = super().getreply()
        except smtplib.SMTPResponseException:
            # A line without an end, which smtplib reports as if the server had refused something.
            code, text = -1, b""
        if not 200 <= code < 600:
            # What else it may still say answers nothing that we ask from here on.
            self.close()
            raise smtplib.SMTPServerDisconnected("the server's answer is none")
        return code, text

    def send(self, s: Any) -> None:
        """Send a command (a text) or a whole message (octets)."""
        self._patience = _ACCEPTANCE_PATIENCE if isinstance(s, bytes) else 1
        if self.sock is not None:
            self.sock.settimeout(self.timeout)
        super().send(s)

    def mail(self, sender: str, options: Any = ()) -> tuple[int, bytes]:
        """Begin a message."""
        self.heard_recipient = False
        return super().mail(sender, options)

    def rcpt(self, recip: str, options: Any = ()) -> tuple[int, bytes]:
        """Name its recipient."""
        self.heard_recipient = True
        return super().rcpt(recip, options)

    def _get_socket(self, *args: Any) -> socket.socket:
        connection: socket.socket = super()._get_socket(*args)  # type: ignore[misc]  # not in stubs
        # Else the end of a message waits until its beginning is acknowledged (RFC 896).
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


class _PatientSSL(_PatientSMTP, smtplib.SMTP_SSL):
    """The same, encrypted from the first octet."""


class SecureConnection(flask_mail.Connection):
    """One connection to the mail server; a context manager, as Flask-Mail's own."""

    def __init__(self, mail: Any, settings: Settings) -> None:
        super().__init__(mail)
        self.settings = settings
        self._used_at = time.monotonic()

    def configure_host(self) -> smtplib.SMTP:
        """Connect, secure and sign in. Raises Untried when any of the three fails."""
        if not self.mail.server:
            raise Untried("No mail server is configured: MAIL_SERVER is empty.")
        try:
            return self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise Untried(reason(error), _code(error)) from None

    def deliver(self, message: EmailMessage, recipient: str, sender: str) -> None:
        """Hand `message` over for one recipient; on return the server has accepted it.

        Raises Temporary, Unreachable or Permanent. The connection stays usable after each of them.
        """
        self._revive()
        try:
            self.send(OutgoingMessage(message, recipient, sender))
        except _SENDING_ERRORS as error:
            raise self._classified(error, recipient) from None
        finally:
            self._used_at = time.monotonic()

    def _revive(self) -> None:
        """Connect anew where smtplib or the server has closed the connection."""
        host = self.host
        if host is None:
            return
        if host.sock is not None and time.monotonic() - self._used_at > _SILENCE:
            with suppress(OSError, smtplib.SMTPException):
                if host.noop()[0] == 250:
                    return
            host.close()
        if host.sock is None:
            self.host = self.configure_host()

    def _classified(self, error: Exception, recipient: str) -> Temporary | Permanent:
        code, text = _code(error), reason(error, recipient)
        if isinstance(error, _BAD_MESSAGE):
            return Permanent(text, code)
        if isinstance(error, smtplib.SMTPSenderRefused) and code != _TOO_LARGE:
            return Untried(text, code)
        if code is None or code in _NOT_THE_MESSAGE:
            heard = isinstance(self.host, _PatientSMTP) and self.host.heard_recipient
            return Unreachable(text, code) if heard else Untried(text, code)
        return Permanent(text, code) if 500 <= code < 600 else Temporary(text, code)

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        # A server that hangs up instead of saying goodbye has accepted the messages all the same.
        if self.host is not None and self.host.sock is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.host.quit()
            self.host.close()

    def _connected(self) -> _PatientSMTP:
        mail = self.mail
        host = secured(mail.server, mail.port or 0, self.settings)
        try:
            if mail.username and mail.password:
                host.login(mail.username, mail.password)
        except BaseException:
            host.close()
            raise
        return host


class SecureMail(flask_mail.Mail):
    """The Flask extension: Flask-Mail with connections that are verified and give up in time."""

    def init_app(self, app: Flask) -> Any:
        """Read the settings of `app`. Raises ValueError when one of them is wrong."""
        app.extensions["mail_transport"] = Settings.from_config(app.config)
        state = super().init_app(app)
        state.debug = 0
        state.max_emails = None
        return state

    def connect(self) -> SecureConnection:
        """A connection for the present app; it is opened by `with`."""
        app = self.app or current_app
        return SecureConnection(app.extensions["mail"], app.extensions["mail_transport"])


@contextmanager
def open_connection(mail: SecureMail) -> Iterator[SecureConnection]:
    """An open connection for several messages: `with open_connection(mail) as c: c.deliver(...)`.

    Raises Unreachable when the server can't be reached or refuses to talk to us.
    """
    with mail.connect() as connection:
        yield connection


def send(mail: SecureMail, message: EmailMessage, recipient: str, sender: str) -> None:
    """Send one message to one recipient over a connection of its own.

    One recipient only: SMTP reports a refusal of some of several in a way that is easily lost.
    Raises Temporary, Unreachable or Permanent.
    """
    with open_connection(mail) as connection:
        connection.deliver(message, recipient, sender)


def secured(server: str, port: int, settings: Settings) -> _PatientSMTP:
    """A connection that is encrypted as the settings say, with a certificate that was verified.

    Raises OSError (ssl.SSLError among them) or smtplib.SMTPException.
    """
    context = _tls_context(settings)
    host: _PatientSMTP
    if settings.security is Security.SSL:
        host = _PatientSSL(server, port, timeout=settings.timeout, context=context)
    else:
        host = _PatientSMTP(server, port, timeout=settings.timeout)
    try:
        host.ehlo_or_helo_if_needed()
        if settings.security is Security.STARTTLS:
            host.starttls(context=context)
            host.ehlo_or_helo_if_needed()
    except BaseException:
        host.close()
        raise
    return host


def _tls_context(settings: Settings) -> ssl.SSLContext:
    """What verifies the certificate of the server, and that it is for its name."""
    context = ssl.create_default_context()
    if settings.ca_file is not None:
        context.load_verify_locations(settings.ca_file)
    return context


def _code(error: Exception) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(int(code) for code, _ in error.recipients.values())
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None


def reason(error: Exception, recipient: str | None = None) -> str:
    """What went wrong in the server's own words, in one line, without the recipient's address."""
    said: str | bytes
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        said = next(text for _, text in error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
    else:
        said = str(error) or type(error).__name__
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    # A database, and whoever reads it, must bear what a server says.
    text = clean_line(text)
    if recipient:
        text = re.sub(re.escape(recipient), "(recipient)", text, flags=re.IGNORECASE)
    return text[:_LONGEST_REASON]
