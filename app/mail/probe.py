"""A connection to the mail server that sends nothing: how far it comes, and how it is secured."""

import smtplib
import ssl
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from app.mail.transport import Settings, reason, secured
from app.rules.delivering.server import ServerSeen, Trouble


def look_at_server(
    host: str,
    port: int,
    transport: Settings,
    now: datetime,
    sign_in: tuple[str, str] | None = None,
) -> ServerSeen:
    """Connect, secure and sign in as a delivery does, and say what was seen on the way."""
    try:
        server = secured(host, port, transport)
    except (OSError, smtplib.SMTPException) as error:
        return ServerSeen(host, port, _trouble(error), _said(error))
    try:
        version, days_left = _security_of(server.sock, now)
        try:
            if sign_in is not None:
                server.login(*sign_in)
        except (OSError, smtplib.SMTPException) as error:
            return ServerSeen(host, port, _trouble(error), _said(error), version, days_left)
        return ServerSeen(host, port, version=version, days_left=days_left)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _security_of(connection: Any, now: datetime) -> tuple[str, int | None]:
    """The version of TLS, and how many whole days its certificate is good for."""
    if not isinstance(connection, ssl.SSLSocket):
        return "", None
    certificate: Any = connection.getpeercert()
    ends = ssl.cert_time_to_seconds(certificate["notAfter"])
    return connection.version() or "", (datetime.fromtimestamp(ends, UTC) - now).days


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, ssl.SSLCertVerificationError):
        return Trouble.CERTIFICATE
    if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
        return Trouble.NO_TLS
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return Trouble.SIGN_IN
    return Trouble.REFUSED if isinstance(error, smtplib.SMTPException) else Trouble.UNREACHED


def _said(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return error.verify_message
    return reason(error)
