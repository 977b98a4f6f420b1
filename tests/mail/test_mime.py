"""The MIME form of mails, judged on the octets that a mail server received."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import getaddresses, parsedate_to_datetime

import pytest
from hypothesis import given, settings

from app.mail.cleaning import clean_line, clean_text
from app.mail.entries import Organizer
from app.mail.flowed import joined
from app.mail.invitations import Attendee, Method, invitation_ics
from app.mail.mime import CalendarPart, Mail, build, new_message_id, parse_sender
from app.mail.transport import SecureConnection, open_connection
from tests.mail.posting import ADDRESS, LETTER, MESSAGE_ID, SENDER, WRITTEN, built, mail_app
from tests.mail.readers import AWKWARD, read_alike
from tests.mail.test_invitations import CANCEL, FACTS
from tests.support.smtp import MailServer, ReceivedMail

REQUEST = CalendarPart(Method.REQUEST, invitation_ics(FACTS))
INVITATION = replace(LETTER, calendar=REQUEST)
ENDING = "https://aanbod.example/n/cjAwMQ.c2lnbmF0dXJl-x_y"


@pytest.fixture(scope="module")
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture(scope="module")
def connection(server: MailServer) -> Iterator[SecureConnection]:
    with mail_app(server.port) as mail, open_connection(mail) as connection:
        yield connection


class Post:
    """Sends over the wire and hands back what arrived."""

    def __init__(self, server: MailServer, connection: SecureConnection) -> None:
        self.server, self.connection = server, connection

    def __call__(self, message: EmailMessage, recipient: str = LETTER.recipient) -> ReceivedMail:
        self.server.clear()
        self.connection.deliver(message, recipient, ADDRESS)
        (received,) = self.server.messages
        return received


@pytest.fixture(scope="module")
def post(server: MailServer, connection: SecureConnection) -> Post:
    return Post(server, connection)


def tree(part: EmailMessage) -> object:
    kind = part.get_content_type()
    return (kind, [tree(child) for child in part.iter_parts()]) if part.is_multipart() else kind


def decoded(raw: bytes, name: str) -> str:
    """A header as clients of the older, RFC 2047 kind read it."""
    message: Message = message_from_bytes(raw, policy=policy.compat32)
    return str(make_header(decode_header(message[name].replace("\r\n", ""))))


def assert_safe_octets(raw: bytes) -> None:
    """RFC 5322 section 2.1.1, and ASCII only, so that every relay can carry it."""
    assert raw.isascii()
    assert re.sub(b"\r\n", b"", raw).count(b"\n") == 0
    assert re.sub(b"\r\n", b"", raw).count(b"\r") == 0
    assert max(map(len, raw.split(b"\r\n"))) <= 998


def test_invitation_tree(post: Post) -> None:
    received = post(built(INVITATION))
    assert_safe_octets(received.raw)
    assert tree(received.message) == (
        "multipart/mixed",
        [
            ("multipart/alternative", ["text/plain", "text/html", "text/calendar"]),
            "application/ics",
        ],
    )


@pytest.mark.parametrize(
    ("facts", "file_name"), [(FACTS, "invite.ics"), (CANCEL, "cancel.ics")], ids=["new", "cancel"]
)
def test_calendar_part_and_its_copy(post: Post, facts: object, file_name: str) -> None:
    octets = invitation_ics(facts)
    received = post(built(replace(LETTER, calendar=CalendarPart(facts.method, octets))))
    *_, calendar, copy = (part for part in received.message.walk() if not part.is_multipart())

    assert calendar.get_content_type() == "text/calendar"
    assert calendar["Content-Type"].params["method"] == facts.method
    assert calendar["Content-Type"].params["charset"] == "utf-8"
    assert calendar["Content-Disposition"] is None
    assert calendar["Content-Transfer-Encoding"] == "base64"
    assert calendar.get_payload(decode=True) == octets

    assert copy.get_content_type() == "application/ics"
    assert copy["Content-Type"].params["name"] == file_name
    assert copy["Content-Disposition"].content_disposition == "attachment"
    assert copy.get_filename() == file_name
    assert copy["Content-Transfer-Encoding"] == "base64"
    assert copy.get_payload(decode=True) == octets

    reading = read_alike(calendar.get_payload(decode=True))
    assert reading.method == calendar["Content-Type"].params["method"]


def test_mail_without_a_calendar_is_text_and_html(post: Post) -> None:
    message = post(built()).message
    assert tree(message) == ("multipart/alternative", ["text/plain", "text/html"])
    text, html = message.iter_parts()
    assert dict(text["Content-Type"].params) == {"charset": "utf-8", "format": "flowed"}
    assert html["Content-Type"].params["charset"] == "utf-8"
    assert text.get_content().strip() == LETTER.text
    assert html.get_content().strip() == LETTER.html


def test_headers(post: Post) -> None:
    letter = replace(
        INVITATION, reply_to="Team Antwerpen <antwerpen@aanbod.example>", unsubscribe=ENDING
    )
    received = post(built(letter, in_reply_to="<0@aanbod.example>"))
    message = received.message
    assert [name for name, _ in message.items()] == [
        "From",
        "To",
        "Reply-To",
        "Subject",
        "Date",
        "Message-ID",
        "In-Reply-To",
        "References",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
        "Auto-Submitted",
        "X-Auto-Response-Suppress",
        "MIME-Version",
        "Content-Type",
        "Content-Language",
    ]
    assert message["From"] == SENDER
    assert message["To"].addresses[0].display_name == "Zoë Peeters"
    assert message["To"].addresses[0].addr_spec == "zoe@example.org"
    assert message["Reply-To"] == "Team Antwerpen <antwerpen@aanbod.example>"
    assert message["Subject"] == "Je bent ingeschreven"
    assert parsedate_to_datetime(message["Date"]) == WRITTEN
    assert message["Message-ID"] == MESSAGE_ID
    assert message["In-Reply-To"] == message["References"] == "<0@aanbod.example>"
    assert message["List-Unsubscribe"] == f"<{ENDING}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "OOF, AutoReply"
    assert message["Content-Language"] == "nl"
    assert (received.sender, received.recipients) == (ADDRESS, ("zoe@example.org",))


def test_organizer_of_the_calendar_is_the_sender(post: Post) -> None:
    message = post(built(INVITATION)).message
    address = message["From"].addresses[0].addr_spec
    calendar = next(part for part in message.walk() if part.get_content_subtype() == "calendar")
    assert f"mailto:{address}" in calendar.get_content().replace("\r\n ", "")


def test_optional_headers_are_absent() -> None:
    message = built()
    absent = {"Reply-To", "In-Reply-To", "References", "Cc", "Bcc"}
    absent |= {"List-Unsubscribe", "List-Unsubscribe-Post"}
    assert not absent & set(message.keys())


def test_answers_to_the_sender_need_no_header() -> None:
    assert "Reply-To" not in built(replace(LETTER, reply_to=ADDRESS))


def test_one_click_takes_https(post: Post) -> None:
    trial = "http://127.0.0.1:5000/n/x"
    message = post(built(replace(LETTER, unsubscribe=trial))).message
    assert message["List-Unsubscribe"] == f"<{trial}>"
    assert "List-Unsubscribe-Post" not in message


def test_same_mail_has_the_same_parts_each_time() -> None:
    first, second = built(INVITATION), built(INVITATION)
    parts = [list(message.walk()) for message in (first, second)]
    assert first.items() == second.items()
    for one, other in zip(*parts, strict=True):
        if not one.is_multipart():
            assert one.as_bytes() == other.as_bytes()


@pytest.mark.parametrize(
    "subject",
    [
        "Gewijzigd: Als hulpverlener omgaan met racisme, discriminatie en micro-agressie",
        "Modifié : réunion décalée à l’été, « dès que possible », à Liège ou à Gand, peut-être",
        "é" * 500,
        "w" * 500,
        "تدريب على التنوع والشمول في رعاية الشباب والأسرة في أنتويربن وليمبورخ 👩🏽‍🏫",
        "=?utf-8?q?not=0D=0Aencoded?=",
        'with "quotes", commas; <brackets> and : colons',
    ],
)
def test_subject_round_trip(post: Post, subject: str) -> None:
    received = post(built(replace(LETTER, subject=subject)))
    assert_safe_octets(received.raw)
    assert decoded(received.raw, "Subject") == subject
    assert received.message["Subject"] == subject
    head = received.raw.split(b"\r\n\r\n")[0]
    assert max(map(len, head.split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "name",
    [
        "Peeters, Zoë",
        "a@evil.example, b",
        "Maria, " * 40,
        'Zoë "Zo" <Peeters>',
        "=?utf-8?q?x?=",
        "x" * 500,
        "ليلى بن علي",
    ],
)
def test_name_round_trip_and_never_a_second_address(post: Post, name: str) -> None:
    received = post(built(replace(LETTER, recipient_name=name)))
    assert_safe_octets(received.raw)
    assert len(received.message["To"].addresses) == 1
    raw_header = message_from_bytes(received.raw)["To"].replace("\r\n", "")
    ((shown, address),) = getaddresses([raw_header])
    assert address == LETTER.recipient
    assert str(make_header(decode_header(shown))) == clean_line(name)


@given(name=AWKWARD, title=AWKWARD, text=AWKWARD, team=AWKWARD)
@settings(max_examples=60, deadline=None)
def test_any_text_arrives_as_it_was(
    post: Post, name: str, title: str, text: str, team: str
) -> None:
    one_line = {"\r": " ", "\n": " "}
    subject = title.translate(str.maketrans(one_line))
    facts = replace(
        FACTS,
        summary=title,
        organizer=Organizer(team, ADDRESS),
        attendee=Attendee(name, LETTER.recipient),
    )
    octets = invitation_ics(facts)
    letter = replace(
        LETTER,
        recipient_name=name.translate(str.maketrans(one_line)),
        subject=subject,
        text=text,
        html=f"<p>{text}</p>",
        calendar=CalendarPart(Method.REQUEST, octets),
    )
    received = post(built(letter))
    assert_safe_octets(received.raw)
    assert decoded(received.raw, "Subject") == clean_line(subject)
    assert len(received.message["To"].addresses) == 1
    assert received.message["To"].addresses[0].addr_spec == LETTER.recipient
    plain, html, calendar, copy = (
        part for part in received.message.walk() if not part.is_multipart()
    )
    lines = [line.rstrip(" ") for line in clean_text(text).removesuffix("\n").split("\n")]
    assert joined(plain.get_content().replace("\r\n", "\n")) == "\n".join(lines) + "\n"
    assert html.get_content().strip().replace("\r\n", "\n") == f"<p>{clean_text(text)}</p>"
    assert calendar.get_payload(decode=True) == copy.get_payload(decode=True) == octets
    assert read_alike(calendar.get_payload(decode=True)).summary == facts.title


def test_very_long_lines_are_wrapped(post: Post) -> None:
    html = "<p>" + "woord " * 2000 + "</p>"
    received = post(built(replace(LETTER, html=html, text="x" * 5000)))
    assert_safe_octets(received.raw)
    text, rich = received.message.iter_parts()
    assert text.get_content().strip() == "x" * 5000
    assert rich.get_content().strip() == html


@pytest.mark.parametrize(
    "changes",
    [
        {"mail": replace(LETTER, subject="Hi\r\nBcc: all@example.org")},
        {"mail": replace(LETTER, subject="Hi\n")},
        {"mail": replace(LETTER, recipient_name="Zoë\rBcc: all@example.org")},
        {"mail": replace(LETTER, recipient="zoe@example.org\r\nBcc: all@example.org")},
        {"sender": f"{SENDER}\n"},
        {"mail": replace(LETTER, reply_to=f"x@example.org\r\nBcc: {ADDRESS}")},
        {"message_id": "<1@aanbod.example>\r\nBcc: all@example.org"},
        {"in_reply_to": "<1@aanbod.example>\n"},
    ],
)
def test_a_line_end_in_a_header_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"line end|none:|Message-ID"):
        built(**changes)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"sender": "a@example.org, b@example.org"}, "one address"),
        ({"sender": "nobody"}, "sender"),
        ({"message_id": "1@aanbod.example"}, "Message-ID"),
        ({"mail": replace(LETTER, unsubscribe="mailto:x@example.org")}, "web address"),
        ({"mail": replace(LETTER, unsubscribe=f"{ENDING}\r\nBcc: x@y.example")}, "web address"),
        ({"mail": replace(LETTER, unsubscribe=f"{ENDING}>, <x")}, "web address"),
        ({"message_id": "<a b@aanbod.example>"}, "Message-ID"),
        ({"date": datetime(2027, 1, 4, 9, 0)}, "no time zone"),  # noqa: DTZ001
        ({"mail": replace(LETTER, recipient="zoë@example.org")}, "SMTPUTF8"),
        ({"mail": replace(LETTER, recipient="a@example.org,b@example.org")}, "none"),
        ({"mail": replace(LETTER, recipient=f"a@{'x' * 64}.example")}, "label"),
    ],
)
def test_what_no_server_takes_is_refused(changes: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        built(**changes)


def test_international_domain_travels_in_its_ascii_form(post: Post) -> None:
    letter = replace(LETTER, recipient="zoe@zoë.example")
    received = post(built(letter), letter.recipient)
    assert received.message["To"].addresses[0].addr_spec == "zoe@xn--zo-ija.example"
    assert received.recipients == ("zoe@xn--zo-ija.example",)


def test_a_sender_name_with_accents_comes_through_however_it_is_written(post: Post) -> None:
    for sender in ("Één aanbod <a@b.example>", "=?utf-8?b?w4nDqW4gYWFuYm9k?= <a@b.example>"):
        received = post(built(sender=sender))
        assert received.message["From"].addresses[0].display_name == "Één aanbod"
    assert parse_sender("a@b.example").display_name == ""


def test_long_message_ids_and_addresses_stay_whole(post: Post) -> None:
    long = new_message_id(f"{'a' * 60}.{'b' * 60}.example")
    letter = replace(LETTER, unsubscribe=ENDING + "x" * 300)
    raw = post(built(letter, message_id=long, in_reply_to=long)).raw
    assert f"\r\nList-Unsubscribe: <{letter.unsubscribe}>\r\n".encode() in raw
    for name in ("Message-ID", "In-Reply-To", "References"):
        assert f"\r\n{name}: {long}\r\n".encode() in raw


def test_message_ids_are_new_and_tell_nothing() -> None:
    ids = {new_message_id("aanbod.example") for _ in range(100)}
    assert len(ids) == 100
    assert all(re.fullmatch(r"<[0-9a-f]{32}@aanbod\.example>", one) for one in ids)
    for domain in ("", "a b.example", "x>.example"):
        with pytest.raises(ValueError, match=r"Message-ID|label"):
            new_message_id(domain)


def test_calendar_part_must_say_its_method() -> None:
    with pytest.raises(ValueError, match="METHOD:CANCEL"):
        CalendarPart(Method.CANCEL, invitation_ics(FACTS))


def test_build_takes_a_whole_mail() -> None:
    letter = Mail("kind", "nl", "", "zoe@example.org", "Hi", "Hi", "<p>Hi</p>")
    date = datetime(2027, 7, 1, tzinfo=UTC)
    message = build(letter, sender="a@b.example", message_id=MESSAGE_ID, date=date)
    assert b"\r\nTo: zoe@example.org\r\n" in message.as_bytes()
