"""Answers as mail programs send them: read alike, and nothing else taken for one."""

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.mail.incoming import Answer, Bounce, read_mail
from app.mail.incoming.parts import LARGEST, MOST_BOUNDARIES, MOST_LINES, parsed
from app.rules.states import Reply
from tests.mail.incoming.samples import (
    PROGRAMS,
    UID,
    WHO,
    Answering,
    bare,
    exchange,
    gmail,
    google,
    outlook,
    postfix,
    qmail,
    thunderbird,
)
from tests.support.time import NOW

ANSWER = Answer(UID, 0, NOW.astimezone(UTC), WHO, Reply.ACCEPTED)

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REPLY
BEGIN:VEVENT
UID:u
DTSTAMP:20270303T090000Z
ATTENDEE;PARTSTAT=DECLINED:mailto:lotte@organisatie.example
SEQUENCE:2
END:VEVENT
END:VCALENDAR
"""
DECLINED = Answer("u", 2, datetime(2027, 3, 3, 9, tzinfo=UTC), WHO, Reply.DECLINED)


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("reply", Reply)
def test_each_program_is_understood(program: Answering, reply: Reply) -> None:
    at = NOW + timedelta(days=1)
    said = read_mail(program(reply.value.upper(), sequence=3, at=at))
    assert said == replace(ANSWER, sequence=3, stamp=at.astimezone(UTC), reply=reply)


@pytest.mark.parametrize("program", [gmail, outlook])
def test_a_word_with_the_answer_is_noticed(program: Answering) -> None:
    said = read_mail(program(comment="Ik kom een kwartier later"))
    assert said == replace(ANSWER, comment=True)


@pytest.mark.parametrize("partstat", ["NEEDS-ACTION", "DELEGATED", "COMPLETED", "X-MAYBE", ""])
@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_no_answer_is_none(program: Answering, partstat: str) -> None:
    assert read_mail(program(partstat)) is None


@pytest.mark.parametrize("method", ["REQUEST", "COUNTER", "CANCEL", "PUBLISH", "ADD", ""])
def test_only_a_reply_is_an_answer(method: str) -> None:
    assert read_mail(bare(CALENDAR.replace("REPLY", method))) is None
    assert read_mail(thunderbird().replace(b"METHOD:REPLY", b"METHOD:" + method.encode())) in (
        # The attachment says the same once more, in base64.
        None,
        ANSWER,
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("METHOD:reply", DECLINED),
        ("UID:u\nUID:v", None),
        ("PARTSTAT=declined", DECLINED),
        ('PARTSTAT="DECLINED"', DECLINED),
        ("SEQUENCE:0", replace(DECLINED, sequence=0)),
        ("SEQUENCE:two", None),
        ("MAILTO:Lotte@Organisatie.EXAMPLE", DECLINED),
        ('mailto:"lotte@organisatie.example"', DECLINED),
        ("mailto:alias@elders.example", replace(DECLINED, attendee="alias@elders.example")),
        # Exchange may name a directory entry: then the sender is who answers.
        ("/O=ORG/OU=X/CN=LOTTE", DECLINED),
        ("DTSTAMP:20270303T090000", DECLINED),
        ("DTSTAMP:20270303", replace(DECLINED, stamp=None)),
        ("DTSTAMP:yesterday", None),
        ("RECURRENCE-ID:20270303T090000Z", None),
        ("BEGIN:VTODO\nUID:u\nEND:VTODO", DECLINED),
    ],
)
def test_calendars_differ(written: str, read: Answer | None) -> None:
    old = {
        "METH": "METHOD:REPLY",
        "UID:": "UID:u",
        "PART": "PARTSTAT=DECLINED",
        "SEQU": "SEQUENCE:2",
        "MAIL": "mailto:lotte@organisatie.example",
        "mail": "mailto:lotte@organisatie.example",
        "/O=O": "mailto:lotte@organisatie.example",
        "DTST": "DTSTAMP:20270303T090000Z",
        "RECU": "SEQUENCE:2",
        "BEGI": "VERSION:2.0",
    }[written[:4]]
    assert read_mail(bare(CALENDAR.replace(old, written))) == read


def test_without_a_sequence_the_first_version_is_meant() -> None:
    said = read_mail(bare(CALENDAR.replace("SEQUENCE:2\n", "")))
    assert said == replace(DECLINED, sequence=0)


def test_of_several_attendees_the_sender_answers() -> None:
    other = "ATTENDEE;PARTSTAT=ACCEPTED:mailto:ander@organisatie.example\n"
    both = CALENDAR.replace("SEQUENCE", f"{other}SEQUENCE")
    assert read_mail(bare(both)) == DECLINED
    reverse = CALENDAR.replace("ATTENDEE;PARTSTAT=D", f"{other}ATTENDEE;PARTSTAT=D")
    assert read_mail(bare(reverse)) == DECLINED


@pytest.mark.parametrize(
    ("charset", "known"),
    [("utf-16", "utf-16"), ("windows-1252", "cp1252"), ("klingon", "utf-8"), ("zlib", "utf-8")],
)
def test_any_charset(charset: str, known: str) -> None:
    calendar = CALENDAR.replace("SEQ", "SUMMARY:Één\nSEQ").replace("\n", "\r\n")
    mail = f"From: {WHO}\r\nContent-Type: application/ics; charset={charset}\r\n\r\n".encode()
    assert read_mail(mail + calendar.encode(known)) == DECLINED


@pytest.mark.parametrize(
    "mail",
    [
        b"",
        b"Subject: hello\r\n\r\nIk kom niet.\r\n",
        bare("METHOD:REPLY"),
        bare(CALENDAR, "text/plain"),
        bare(CALENDAR, "application/ms-tnef"),
        bare(CALENDAR.replace("END:VCALENDAR", "")),
        bare(CALENDAR, encoding="base64"),
        gmail().replace(b"multipart/mixed", b"message/rfc822"),
        b"From: x\r\n" + bare(CALENDAR) + b" " * LARGEST,
    ],
)
def test_everything_else_is_for_people(mail: bytes) -> None:
    assert read_mail(mail) is None


def test_an_answer_in_a_mail_that_is_attached_is_not_the_senders() -> None:
    forwarded = _within(gmail(), "message/rfc822")
    assert read_mail(b"From: boss@elders.example\r\n" + forwarded) is None


def _within(mail: bytes, kind: str = "", number: int = 0) -> bytes:
    """A mail as a part of another one."""
    line = f"--b{number}\r\n".encode()
    head = f"Content-Type: {kind}\r\n\r\n".encode() if kind else b""
    start = f"Content-Type: multipart/mixed; boundary=b{number}\r\n\r\n".encode()
    return start + line + head + mail + b"\r\n" + line[:-2] + b"--\r\n"


def test_parts_in_parts_without_end() -> None:
    mail = bare(CALENDAR)
    for depth in range(200):
        mail = _within(mail, number=depth)
    assert read_mail(mail) is None
    many = b"--b0\r\nContent-Type: text/plain\r\n\r\nx\r\n" * 5000
    assert read_mail(_within(bare(CALENDAR)).replace(b"--b0\r\n", many + b"--b0\r\n", 1)) is None


def _begin_parts(number: int) -> bytes:
    starts = (f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(number))
    return "".join(starts).encode()


@pytest.mark.parametrize(
    "bomb",
    [
        _begin_parts(MOST_BOUNDARIES + 1),
        b"A: b\n" * (MOST_LINES + 1),
        b"A: b\r\r" + b"x\r" * MOST_LINES,
    ],
    ids=["parts in parts", "headers", "lines"],
)
def test_a_mail_that_would_keep_the_parser_busy_is_not_parsed(bomb: bytes) -> None:
    """Each line is compared with each boundary around it: 2 MB take four minutes."""
    assert parsed(bomb) is None
    assert parsed(bomb[: len(bomb) // 2]) is not None


@pytest.mark.parametrize(
    "header", ['Content-Type: multipart/mixed; a="' + ";" * 200_000, "From: " + "(" * 5000]
)
def test_a_header_that_would_keep_the_parser_busy_is_cut(header: str) -> None:
    """The parameters of the first one took a minute."""
    began = time.process_time()
    assert read_mail(f"{header}\n".encode() + bare(CALENDAR.replace("REPLY", "REQUEST"))) is None
    assert time.process_time() - began < 5


def test_only_the_first_calendars_are_read() -> None:
    other = bare(CALENDAR.replace("METHOD:REPLY", "METHOD:REQUEST"))
    within = b"--b\r\n" + other + b"\r\n"
    start = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
    for number, read in ((3, True), (4, False)):
        mail = start + within * number + b"--b\r\n" + bare(CALENDAR) + b"\r\n--b--\r\n"
        assert (read_mail(mail) is not None) is read


MAILS = st.sampled_from(
    [program() for program in PROGRAMS] + [m() for m in (postfix, exchange, google, qmail)]
)
HEADERS = st.text(alphabet=st.characters(max_codepoint=0x17F), max_size=60)


@settings(max_examples=150)
@given(MAILS, st.data())
def test_a_mail_that_was_damaged_or_forged_is_read_or_left_and_nothing_breaks(
    mail: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(mail)))
    cut = data.draw(st.integers(0, 200))
    put = data.draw(st.one_of(st.binary(max_size=40), HEADERS.map(str.encode)))
    said = read_mail(mail[:at] + put + mail[at + cut :])
    assert said is None or isinstance(said, Answer | Bounce)


@settings(max_examples=100)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["UID", "ATTENDEE;PARTSTAT=DECLINED", "DTSTAMP", "SEQUENCE", "METHOD", "COMMENT"]
            ),
            HEADERS,
        ),
        max_size=8,
    )
)
def test_a_calendar_of_anything(lines: list[tuple[str, str]]) -> None:
    body = "\n".join(f"{name}:{value}" for name, value in lines)
    said = read_mail(bare(CALENDAR.replace("UID:u", body)))
    assert said is None or isinstance(said, Answer)
