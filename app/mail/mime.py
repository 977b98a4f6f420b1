"""A message as it travels: the value that says what a mail holds, and its MIME form.

The tree is the one that Gmail, Outlook and Apple show as an invitation (RFC 6047 section 4;
MS-OXCMAIL 2.1.3.3.8.2 writes the alternatives in this order):

    multipart/mixed
      multipart/alternative
        text/plain; format=flowed
        text/html
        text/calendar; method=REQUEST     last, without a Content-Disposition
      application/ics                     the same bytes, for whoever must import by hand

The attachment is no second text/calendar part, so that one part only speaks iMIP. Without a
calendar part the mail is the multipart/alternative alone.
"""

import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import formataddr
from functools import lru_cache
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

from app.mail.cleaning import check_address, clean_line, clean_text
from app.mail.flowed import flowed
from app.mail.invitations import Method

_CRLF = "\r\n"
_FILE_NAMES = {Method.REQUEST: "invite.ics", Method.CANCEL: "cancel.ics"}
_WEB_ADDRESS = re.compile(r"https?://[!-;=?-~]{1,900}")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,450}@[!-;=?-~]{1,450}>")

_LONGEST_LINE = 78

# Longer texts are cut into encoded words, even ASCII ones: the standard library's own folding
# loses the quotes of a long name (cpython#121284), so that a comma in it starts a second address.
_LONGEST_PLAIN = 60


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """An iCalendar object to be sent, and the method it was made with.

    `asks`: it asks for an answer, which somebody reads.

    Raises ValueError when the object says another METHOD: a client that finds the header and the
    body at odds shows "not supported calendar message" (RFC 6047 section 2.4).
    """

    method: Method
    content: bytes
    asks: bool = False

    def __post_init__(self) -> None:
        if f"\r\nMETHOD:{self.method}\r\n".encode() not in self.content:
            raise ValueError(f"The calendar object does not say METHOD:{self.method}.")


@dataclass(frozen=True, slots=True)
class Mail:
    """What one message says to one person.

    `kind` names the message, `language` its language code. `text` says everything that `html`
    says. `links` are the links that the message holds, by name, for those who read it without a
    mail program: staff and tests. `reply_to`: where answers go, empty for the sender.
    `unsubscribe`: the address, one of the links, that ends mails of this kind; empty for none.
    """

    kind: str
    language: str
    recipient_name: str
    recipient: str
    subject: str
    text: str
    html: str
    calendar: CalendarPart | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    reply_to: str = ""
    unsubscribe: str = ""


def new_message_id(domain: str) -> str:
    """A Message-ID under `domain`, which must be the sender's.

    Random: the standard library's own gives away the host, the process and the time.
    Raises ValueError when `domain` can't stand in a Message-ID.
    """
    return _checked_message_id(f"<{uuid4().hex}@{domain.encode('idna').decode('ascii')}>")


@lru_cache(maxsize=64)
def parse_sender(sender: str) -> Address:
    """The one address in a sender such as `Open aanbod <vorming@example.org>`.

    Raises ValueError unless it is exactly one address that any mail server takes.
    """
    _refuse_line_ends("sender", sender)
    addresses = _POLICY.header_factory("From", sender).addresses
    if len(addresses) != 1:
        raise ValueError(f"A sender is one address, with or without a name: {sender!r} is not.")
    return _address("sender", addresses[0].display_name, addresses[0].addr_spec)


def build(
    mail: Mail,
    *,
    sender: str,
    message_id: str,
    date: datetime,
    in_reply_to: str | None = None,
) -> EmailMessage:
    """The MIME form of `mail`: pure ASCII with CRLF, no line over 998 octets (RFC 5322 2.1.1).

    `sender` is also the ORGANIZER of the calendar part. `message_id` stays the same when the same
    mail is sent again. `in_reply_to` is the Message-ID of the mail that this one continues.

    Raises ValueError for a line end in anything that becomes a header, for an address that is none
    or needs SMTPUTF8, for a Message-ID or a web address that is none, and for a `date` without a
    time zone.
    """
    if date.utcoffset() is None:
        raise ValueError(f"The date of a mail must be aware: {date} has no time zone.")
    message = EmailMessage(policy=_POLICY)
    from_ = parse_sender(sender)
    message["From"] = from_
    message["To"] = _address("recipient", mail.recipient_name, mail.recipient)
    if mail.reply_to and parse_sender(mail.reply_to).addr_spec != from_.addr_spec:
        message["Reply-To"] = parse_sender(mail.reply_to)
    message["Subject"] = mail.subject
    message["Date"] = date
    message["Message-ID"] = _checked_message_id(message_id)
    if in_reply_to is not None:
        message["In-Reply-To"] = _checked_message_id(in_reply_to)
        message["References"] = in_reply_to
    if mail.unsubscribe:
        _add_ending(message, mail.unsubscribe)
    # RFC 3834 section 5: keeps holiday notices and other robots from answering. Exchange looks at a
    # header of its own (MS-OXCMAIL 2.1.3.2.20); bounces must come, so these alone are named.
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    _put_body(message, mail)
    message["Content-Language"] = mail.language
    return message


def _add_ending(message: EmailMessage, address: str) -> None:
    """One click in the mail program ends such mails: RFC 2369 section 3.2, RFC 8058.

    No mailto: beside it, for nobody reads such mail. The one click takes https (RFC 8058 section
    3.1), which a trial on one's own machine does not have.
    """
    if not _WEB_ADDRESS.fullmatch(address):
        raise ValueError(f"A link that ends mails is a web address: {address!r} is none.")
    message["List-Unsubscribe"] = f"<{address}>"
    if address.startswith("https:"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _put_body(message: EmailMessage, mail: Mail) -> None:
    """Put the parts in, their headers as they stand on the wire.

    The standard library's own way reads each header again for each of its parameters, which takes
    longer than all the rest of a mail together.
    """
    calendar = mail.calendar
    # The same in each copy of a mail; and a Message-ID is drawn, so no text can hold what it makes.
    drawn = sha256(str(message["Message-ID"]).encode()).hexdigest()
    inner, outer = f"=_{drawn[:24]}", f"=_{drawn[24:48]}"
    texts = [
        _text_part('plain; charset="utf-8"; format="flowed"', flowed(clean_text(mail.text))),
        _text_part('html; charset="utf-8"', clean_text(mail.html)),
    ]
    message["MIME-Version"] = "1.0"
    if calendar is None:
        _put_parts(message, "alternative", inner, texts)
        return
    # base64 in both: CRLF is kept as it is, and no relay has a reason to encode the part again.
    entry = _part(f'text/calendar; charset="utf-8"; method="{calendar.method}"')
    _fill(entry, calendar.content, "base64")
    alternatives = EmailMessage(policy=_POLICY)
    _put_parts(alternatives, "alternative", inner, [*texts, entry])
    file_name = _FILE_NAMES[calendar.method]
    copy = _part(f'application/ics; name="{file_name}"')
    copy["Content-Disposition"] = f'attachment; filename="{file_name}"'
    _fill(copy, calendar.content, "base64")
    _put_parts(message, "mixed", outer, [alternatives, copy])


def _put_parts(
    message: EmailMessage, subtype: str, boundary: str, parts: list[EmailMessage]
) -> None:
    message["Content-Type"] = f'multipart/{subtype}; boundary="{boundary}"'
    for part in parts:
        message.attach(part)


def _part(content_type: str) -> EmailMessage:
    part = EmailMessage(policy=_POLICY)
    part["Content-Type"] = content_type
    return part


def _text_part(subtype: str, text: str) -> EmailMessage:
    """A text in the least encoding that every relay lets through as it is."""
    part = _part(f"text/{subtype}")
    octets = text.removesuffix("\n").encode() + b"\n"
    if octets.isascii() and len(max(octets.splitlines(), key=len)) <= _LONGEST_LINE:
        _fill(part, octets, "7bit")
        return part
    if len(octets) < 3 * sum(octet > 127 for octet in octets):
        # Few Latin letters: it is shorter so, and nobody can read it raw either way. Lines end as
        # on the wire (RFC 2045, 6.8).
        _fill(part, octets.replace(b"\n", _CRLF.encode()), "base64")
    else:
        _fill(part, octets, "quoted-printable")
    return part


def _fill(part: EmailMessage, octets: bytes, encoding: str) -> None:
    part["Content-Transfer-Encoding"] = encoding
    if encoding == "base64":
        octets = encodebytes(octets)
    elif encoding == "quoted-printable":
        octets = b2a_qp(octets, istext=True)
    part.set_payload(octets.decode("ascii"))


class _Kept(str):
    """A header value as it was set: having a `name` keeps the policy from decoding it again.

    Else a subject that holds what looks like an encoded word reads as what that stands for, which
    may be a line end.
    """

    __slots__ = ("name",)
    name: str

    def __new__(cls, name: str, value: str) -> Self:
        kept = super().__new__(cls, value)
        kept.name = name
        return kept


class _WirePolicy(EmailPolicy):
    """The standard policy, but for the headers that it writes wrongly in some Python versions.

    Subject: a space is lost between encoded words before 3.12.2 (cpython#92081). Names: see
    _LONGEST_PLAIN. Message-IDs and web addresses: a long one becomes an encoded word. All of them
    are kept as they are and get their wire form here.
    """

    _TEXTS = frozenset({"subject"})
    _ADDRESSES = frozenset({"from", "to", "reply-to"})
    _WHOLE = frozenset({"message-id", "in-reply-to", "references", "list-unsubscribe"})
    _OURS = frozenset(
        {"mime-version", "content-type", "content-disposition", "content-transfer-encoding"}
    )

    def header_store_parse(self, name: str, value: Any) -> tuple[str, Any]:
        _refuse_line_ends(name, str(value))
        if name.lower() in self._OURS:
            return name, _parsed(name, value)
        if name.lower() in self._TEXTS | self._WHOLE:
            return name, _Kept(name, clean_line(str(value)))
        return super().header_store_parse(name, value)

    def fold(self, name: str, value: Any) -> str:
        if name.lower() in self._TEXTS:
            return f"{name}: {_encoded(name, value)}{_CRLF}"
        if name.lower() in self._WHOLE | self._OURS:
            return f"{name}: {value}{_CRLF}"
        if name.lower() in self._ADDRESSES:
            return f"{name}: {_encoded_address(name, value.addresses[0])}{_CRLF}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        return self.fold(name, value).encode("ascii")


@lru_cache(maxsize=64)
def _parsed(name: str, value: str) -> Any:
    """A header of a part, which has the same few values in every mail but for its boundary."""
    return _POLICY.header_factory(name, value)


# linesep CRLF is also what keeps the calendar's own line ends whole inside the base64.
_POLICY = _WirePolicy(linesep=_CRLF, cte_type="7bit")


def _is_plain(text: str) -> bool:
    return text.isascii() and len(text) <= _LONGEST_PLAIN and "=?" not in text


def _encoded(name: str, text: str) -> str:
    return text if _is_plain(text) else Header(text, "utf-8", 76, name).encode(linesep=_CRLF)


def _encoded_address(name: str, address: Address) -> str:
    if _is_plain(address.display_name):
        return formataddr((address.display_name, address.addr_spec))
    return f"{_encoded(name, address.display_name)}{_CRLF} <{address.addr_spec}>"


def _address(role: str, name: str, email: str) -> Address:
    _refuse_line_ends(role, name)
    check_address(role, email)
    local, _, domain = email.rpartition("@")
    if not local.isascii():
        raise ValueError(f"The {role}'s address needs SMTPUTF8, which few servers know: {email!r}.")
    # UnicodeError, which a label of more than 63 octets raises, is a ValueError.
    return Address(clean_line(name), local, domain.encode("idna").decode("ascii"))


def _checked_message_id(message_id: str) -> str:
    if not _MESSAGE_ID.fullmatch(message_id):
        raise ValueError(f"A Message-ID looks like <name@domain>: {message_id!r} does not.")
    return message_id


def _refuse_line_ends(name: str, value: str) -> None:
    if "\r" in value or "\n" in value:
        raise ValueError(f"A line end in the {name} would start another header.")
