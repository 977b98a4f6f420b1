"""The mailbox of our sender, over IMAP (RFC 3501) with verified TLS and a time limit.

Nothing is moved or deleted, and only what was understood is marked as read: a person who looks into
the mailbox finds the rest as it came.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.mail.cleaning import clean_line

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_ADDRESS = re.compile(r"\S+@\S+")
_LONGEST_PROBLEM = 200


class MailboxUnavailable(Exception):
    """The mailbox cannot be read now; the text is fit for a log: no address, no secret."""


class MailRefused(MailboxUnavailable):
    """The server answers, but does not hand out this one mail: it may be damaged there."""


@dataclass(frozen=True, slots=True)
class Access:
    """Where the mailbox is and how to get in. `timeout` is in seconds, for each answer."""

    server: str
    port: int
    security: str
    username: str = field(repr=False)
    password: str = field(repr=False)
    folder: str
    timeout: float
    ca_file: str | None = None


class Mailbox:
    """An open folder. Each method raises MailboxUnavailable when the server fails."""

    def __init__(self, connection: imaplib.IMAP4, access: Access, uid_validity: int) -> None:
        self._connection, self._access = connection, access
        self.uid_validity = uid_validity

    def uids_after(self, last_uid: int, since: date) -> list[int]:
        """The UIDs above `last_uid`, rising; of a folder never read (0) those that came `since`."""
        recent = f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}"
        found = self._ask("SEARCH", f"UID {last_uid + 1}:*" if last_uid else recent)
        uids = {int(uid) for line in found if isinstance(line, bytes) for uid in line.split()}
        # n:* names the last mail also when it is older than n (RFC 3501 section 6.4.8).
        return sorted(uid for uid in uids if uid > last_uid)

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """How many octets each of these mails has; one that went meanwhile is left out."""
        sizes = {}
        for line in self._ask("FETCH", ",".join(map(str, uids)), "(RFC822.SIZE)"):
            said = line[0] if isinstance(line, tuple) else line
            uid, size = _UID.search(said or b""), _SIZE.search(said or b"")
            if uid and size:
                sizes[int(uid[1])] = int(size[1])
        return sizes

    def fetch(self, uid: int) -> bytes | None:
        """A mail whole, without a mark that it was read; None when it went meanwhile.

        Raises MailRefused when the server answers NO (RFC 3501 section 6.4.5).
        """
        with _failing(self._access):
            kind, lines = self._connection.uid("FETCH", str(uid), "(BODY.PEEK[])")
        if kind != "OK":
            raise MailRefused(f"mail {uid} was not handed out")
        for line in lines:
            if isinstance(line, tuple) and len(line) > 1:
                return bytes(line[1])
        return None

    def mark_read(self, uid: int) -> None:
        """Mark a mail as one that nobody needs to read."""
        self._ask("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)")

    def _ask(self, command: str, *arguments: str) -> list[Any]:
        with _failing(self._access):
            kind, lines = self._connection.uid(command, *arguments)
            if kind != "OK":
                raise imaplib.IMAP4.error(f"{command} was answered {kind}")
            return [line for line in lines if line is not None]


@contextmanager
def open_mailbox(access: Access) -> Iterator[Mailbox]:
    """The folder, opened for reading and marking. Raises MailboxUnavailable."""
    with _failing(access):
        connection = _connected(access)
    try:
        with _failing(access):
            _sign_in(connection, access)
            kind, said = connection.select(f'"{access.folder}"')
            if kind != "OK":
                raise imaplib.IMAP4.error(f"folder {access.folder}: {_text(said)}")
            validity = connection.response("UIDVALIDITY")[1]
            uid_validity = int(validity[0]) if validity and validity[0] else 0
        yield Mailbox(connection, access, uid_validity)
    finally:
        with suppress(OSError, imaplib.IMAP4.error):
            connection.logout()
        # One who did not answer that is left all the same.
        with suppress(OSError):
            connection.shutdown()


def _connected(access: Access) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if access.ca_file is not None:
        context.load_verify_locations(access.ca_file)
    if access.security == "ssl":
        return imaplib.IMAP4_SSL(
            access.server, access.port, ssl_context=context, timeout=access.timeout
        )
    connection = imaplib.IMAP4(access.server, access.port, timeout=access.timeout)
    if access.security == "starttls":
        try:
            connection.starttls(ssl_context=context)
        except BaseException:
            with suppress(OSError):
                connection.shutdown()
            raise
    return connection


def _sign_in(connection: imaplib.IMAP4, access: Access) -> None:
    try:
        if access.username.isascii() and access.password.isascii():
            connection.login(access.username, access.password)
        else:
            # LOGIN knows ASCII alone; PLAIN (RFC 4616) is UTF-8.
            secret = f"\0{access.username}\0{access.password}".encode()
            connection.authenticate("PLAIN", lambda _: secret)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        said = " ".join(_text(one) for one in error.args)
        raise imaplib.IMAP4.error(f"signing in was refused: {said}") from None


@contextmanager
def _failing(access: Access) -> Iterator[None]:
    try:
        yield
    except (OSError, imaplib.IMAP4.error, ValueError) as error:
        raise MailboxUnavailable(_fit(error, access)) from None


def _fit(error: Exception, access: Access) -> str:
    said = "; ".join(_text(one) for one in error.args)
    if isinstance(error, ssl.SSLCertVerificationError):
        said = f"certificate verify failed: {error.verify_message}"
    elif isinstance(error, TimeoutError):
        said = f"timed out after {access.timeout:g} seconds"
    elif isinstance(error, OSError) and error.strerror:
        said = error.strerror
    for secret in (access.password, access.username):
        said = said.replace(secret, "(hidden)")
    said = clean_line(said) or type(error).__name__
    return _ADDRESS.sub("(address)", said)[:_LONGEST_PROBLEM]


def _text(said: object) -> str:
    if isinstance(said, list):
        return " ".join(_text(one) for one in said)
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
