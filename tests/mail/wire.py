"""An invitation as a real mail server received it: every byte that a client looks at."""

from email.message import EmailMessage

from tests.mail.itip import events_of, value_of
from tests.mail.readers import Reading, read_alike
from tests.support.smtp import ReceivedMail

_FILE_NAMES = {"REQUEST": "invite.ics", "CANCEL": "cancel.ics"}


def invitation_in(mail: EmailMessage) -> Reading:
    """The calendar part, as three parsers read it alike.

    The tree, the headers of its parts and the file that holds the same bytes are as Outlook, Gmail,
    Apple and Thunderbird show them as an invitation; the mail is from the organiser to the
    attendee, and to nobody else.
    """
    alternatives, file = _children(mail, "multipart/mixed")
    text, html, part = _children(alternatives, "multipart/alternative")
    types = [one.get_content_type() for one in (text, html, part, file)]
    assert types == ["text/plain", "text/html", "text/calendar", "application/ics"]
    for one in (text, html, part):
        assert one["Content-Type"].params["charset"] == "utf-8"
        assert one["Content-Disposition"] is None
    octets = octets_in(mail)
    reading = read_alike(octets)
    assert part["Content-Type"].params["method"] == reading.method
    assert dict(file["Content-Type"].params) == {"name": _FILE_NAMES[reading.method]}
    assert file["Content-Disposition"].content_disposition == "attachment"
    assert file.get_filename() == _FILE_NAMES[reading.method]
    assert file.get_payload(decode=True) == octets
    assert part["Content-Transfer-Encoding"] == file["Content-Transfer-Encoding"] == "base64"
    _assert_from_organiser_to_attendee(mail, octets)
    return reading


def octets_in(mail: EmailMessage) -> bytes:
    """The bytes of the one calendar part."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets


def _children(part: EmailMessage, kind: str) -> list[EmailMessage]:
    assert part.get_content_type() == kind
    return [child for child in part.iter_parts() if isinstance(child, EmailMessage)]


def _assert_from_organiser_to_attendee(mail: EmailMessage, octets: bytes) -> None:
    (event,) = events_of(octets)
    for header, name in (("From", "ORGANIZER"), ("To", "ATTENDEE")):
        (address,) = mail[header].addresses
        # The value follows the last colon but one: that of mailto.
        assert value_of(event, name).rpartition("mailto:")[2] == address.addr_spec
    assert (mail["Cc"], mail["Bcc"], mail["Sender"]) == (None, None, None)
    assert mail["Auto-Submitted"] == "auto-generated"
    sender = mail["From"].addresses[0].domain
    assert str(mail["Message-ID"]).endswith(f"@{sender}>")


def invitation_received(mail: ReceivedMail) -> Reading:
    """The same of a mail with its envelope and its bytes (RFC 5322 section 2.1.1)."""
    assert mail.raw.isascii()
    bare = mail.raw.replace(b"\r\n", b"")
    assert (bare.count(b"\n"), bare.count(b"\r")) == (0, 0)
    assert max(map(len, mail.raw.split(b"\r\n"))) <= 998
    assert [mail.message["To"].addresses[0].addr_spec] == list(mail.recipients)
    assert mail.message["From"].addresses[0].addr_spec == mail.sender
    return invitation_in(mail.message)
