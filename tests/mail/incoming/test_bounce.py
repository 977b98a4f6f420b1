"""Delivery reports in the forms of several servers, and mails that only look like one."""

from collections.abc import Callable

import pytest

from app.mail.incoming import Bounce, read_mail
from app.rules.hearing.bounce import Failure, Fate
from tests.mail.incoming.samples import (
    MESSAGE_ID,
    ORGANIZER,
    WHO,
    absence,
    exchange,
    google,
    postfix,
    qmail,
)


def report(mail: bytes) -> Bounce:
    said = read_mail(mail)
    assert isinstance(said, Bounce)
    return said


def test_postfix_says_all_of_it() -> None:
    assert report(postfix()) == Bounce(
        (MESSAGE_ID,),
        (
            Failure(
                WHO,
                Fate.ADDRESS_BAD,
                "5.1.1",
                "550 5.1.1 <(address)>: Recipient address rejected: User unknown in virtual "
                "mailbox table",
            ),
        )
        * 2,
    )


@pytest.mark.parametrize(
    ("make", "status"), [(exchange, "5.1.10"), (google, "5.1.1"), (postfix, "5.1.1")]
)
def test_each_server_names_the_mail_the_address_and_the_reason(
    make: Callable[..., bytes], status: str
) -> None:
    found = report(make(recipient="Lotte@Organisatie.EXAMPLE"))
    assert found.message_ids[0] == MESSAGE_ID
    assert {(f.recipient, f.fate, f.status) for f in found.failures} == {
        (WHO, Fate.ADDRESS_BAD, status)
    }
    assert all(status in f.reason and "@" not in f.reason for f in found.failures)


def test_the_mail_that_came_back_whole_counts_too() -> None:
    assert report(postfix(returned="message/rfc822")).message_ids == (MESSAGE_ID,)


def test_what_it_answers_is_the_mail_when_none_came_back() -> None:
    head, _, _ = google().partition(b"--0000000000ef\r\nContent-Type: message/rfc822")
    assert report(head + b"--0000000000ef--\r\n").message_ids == (MESSAGE_ID,)


@pytest.mark.parametrize(
    ("action", "status", "fate"),
    [
        ("failed", "5.2.2", Fate.LOST),
        ("failed", "4.4.7", Fate.LOST),
        ("failed", "5.7.1", Fate.LOST),
        ("delayed", "4.4.1", Fate.NOTHING),
        ("relayed", "2.0.0", Fate.NOTHING),
        ("delivered", "2.0.0", Fate.NOTHING),
    ],
)
def test_what_is_not_about_the_address(action: str, status: str, fate: Fate) -> None:
    assert {f.fate for f in report(postfix(action=action, status=status)).failures} == {fate}


def test_an_older_server_is_believed_when_it_says_that_it_is_for_good() -> None:
    found = report(qmail())
    assert found.message_ids == (MESSAGE_ID,)
    assert [(f.recipient, f.fate) for f in found.failures] == [(WHO, Fate.LOST)]
    assert found.failures[0].reason.startswith("550 No such user")
    coded = report(qmail(said="550 5.1.1 No such user")).failures[0]
    assert (coded.status, coded.fate) == ("5.1.1", Fate.ADDRESS_BAD)
    assert read_mail(qmail(said="451 try later")) is None
    # Somebody who only stands in the mail that came back did not fail.
    assert "iemand.anders@organisatie.example" not in {f.recipient for f in found.failures}


@pytest.mark.parametrize(
    "mail",
    [
        absence(),
        qmail().replace(b"MAILER-DAEMON", b"lotte"),
        qmail().replace(b"Message-ID:", b"X-ID:"),
        postfix(action="invented"),
        postfix().replace(b"Final-Recipient: rfc822;", b"X: ").replace(b"Original-Recipient", b"Y"),
        postfix(message_id="none"),
        f"From: postmaster@x.example\r\nTo: {ORGANIZER}\r\n\r\nWelkom!".encode(),
    ],
)
def test_what_says_too_little_is_for_people(mail: bytes) -> None:
    assert read_mail(mail) is None


def test_a_report_with_thousands_of_recipients_is_cut() -> None:
    groups = "".join(
        f"Final-Recipient: rfc822; p{n}@x.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n"
        for n in range(3000)
    )
    mail = postfix().replace(b"Final-Recipient: rfc822; lotte", groups.encode() + b"F: lotte", 1)
    assert 0 < len(report(mail).failures) <= 21
