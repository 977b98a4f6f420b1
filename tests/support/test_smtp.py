"""The mail server of the tests, seen by Python's own SMTP client."""

import smtplib
import ssl
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from tests.support.smtp import HOST, MailServer


def mail(to: str = "an@example.org") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "aanbod@example.org"
    message["To"] = to
    message["Subject"] = "Bevestiging: één plaats"
    message.set_content("Tot dan.\n")
    return message


def send(server: MailServer, message: EmailMessage) -> None:
    with smtplib.SMTP(HOST, server.port, timeout=5) as client:
        client.send_message(message)


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


def test_a_message_is_kept_with_its_envelope_and_bytes(server: MailServer) -> None:
    send(server, mail())
    (received,) = server.wait_for(1)
    assert received.sender == "aanbod@example.org"
    assert received.recipients == ("an@example.org",)
    assert received.message["Subject"] == "Bevestiging: één plaats"
    assert received.message.get_content().strip() == "Tot dan."
    assert b"Subject: Bevestiging: =?utf-8?b?w6nDqW4=?= plaats\r\n" in received.raw

    server.clear()
    assert server.messages == []


def test_waiting_in_vain_says_what_did_arrive(server: MailServer) -> None:
    send(server, mail())
    with pytest.raises(AssertionError, match=r"an@example\.org.*Bevestiging"):
        server.wait_for(2, seconds=0.05)


def test_one_recipient_is_refused_until_accepted(server: MailServer) -> None:
    server.refuse("An@example.org", 450)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refusal:
        send(server, mail())
    assert refusal.value.recipients["an@example.org"][0] == 450
    send(server, mail("bo@example.org"))
    server.accept("an@example.org")
    send(server, mail())
    assert [m.recipients for m in server.messages] == [("bo@example.org",), ("an@example.org",)]


def test_every_message_fails_inside_the_block_only(server: MailServer) -> None:
    with server.fail_with(451), pytest.raises(smtplib.SMTPDataError) as failure:
        send(server, mail())
    assert failure.value.smtp_code == 451
    assert server.messages == []
    send(server, mail())
    assert len(server.messages) == 1


def test_a_line_cut_after_the_data_leaves_the_sender_in_doubt(server: MailServer) -> None:
    server.drop_after_data = True
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError)):
        send(server, mail())
    assert len(server.messages) == 1


def test_a_silent_server_takes_the_call_and_says_nothing(server: MailServer) -> None:
    server.silent = True
    with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
        smtplib.SMTP(HOST, server.port, timeout=0.2)


def test_starttls_with_a_certificate_that_a_client_can_check() -> None:
    with MailServer(starttls=True) as server:
        assert server.authority_pem is not None
        trusting = ssl.create_default_context(cadata=server.authority_pem.decode())
        with smtplib.SMTP(HOST, server.port, timeout=5) as client:
            client.starttls(context=trusting)
            client.send_message(mail())
        assert len(server.messages) == 1

        with (
            smtplib.SMTP(HOST, server.port, timeout=5) as client,
            pytest.raises(ssl.SSLCertVerificationError),
        ):
            client.starttls(context=ssl.create_default_context())


def test_without_starttls_a_client_that_wants_it_is_told(server: MailServer) -> None:
    with (
        smtplib.SMTP(HOST, server.port, timeout=5) as client,
        pytest.raises(smtplib.SMTPNotSupportedError),
    ):
        client.starttls()
