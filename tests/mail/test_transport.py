"""The way to the mail server, against servers that behave and servers that do not."""

import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.mail.transport import (
    OutgoingMessage,
    Permanent,
    SecureMail,
    Settings,
    Temporary,
    Unreachable,
    Untried,
    open_connection,
    send,
)
from tests.mail.posting import ADDRESS, LETTER, SENDER, built, mail_app
from tests.support.smtp import MailServer

ZOE = LETTER.recipient


@pytest.fixture
def server() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.fixture
def mail(server: MailServer) -> Iterator[SecureMail]:
    with mail_app(server.port) as mail:
        yield mail


@contextmanager
def scripted_server(answer: Callable[[bytes], bytes | None]) -> Iterator[int]:
    """A server on a bare socket: `answer` gets each line; None means to hang up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                with client, client.makefile("rwb") as stream:
                    stream.write(b"220 mail.test\r\n")
                    stream.flush()
                    for line in stream:
                        said = answer(line)
                        if said is None:
                            break
                        stream.write(said)
                        stream.flush()

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def test_octets_arrive_as_they_were_built(mail: SecureMail, server: MailServer) -> None:
    message = built()
    send(mail, message, ZOE, ADDRESS)
    (received,) = server.messages
    assert received.raw == message.as_bytes()
    assert (received.sender, received.recipients) == (ADDRESS, (ZOE,))


def test_sender_may_carry_a_name(mail: SecureMail, server: MailServer) -> None:
    send(mail, built(), ZOE, "Vörming <vorming@aanbod.example>")
    assert server.messages[0].sender == ADDRESS


def test_flask_mails_own_ways_work(mail: SecureMail, server: MailServer) -> None:
    with mail.record_messages() as outbox:
        mail.send(OutgoingMessage(built(), ZOE, SENDER))
    assert [message.subject for message in outbox] == [LETTER.subject]
    assert [message.recipients for message in outbox] == [[ZOE]]
    assert outbox[0].msgId == "<1@aanbod.example>"
    assert outbox[0].as_string().encode() == server.messages[0].raw


def test_several_messages_over_one_connection(mail: SecureMail, server: MailServer) -> None:
    server.refuse("gone@example.org")
    with open_connection(mail) as connection:
        first = connection.host
        connection.deliver(built(), ZOE, ADDRESS)
        with pytest.raises(Permanent):
            connection.deliver(built(), "gone@example.org", ADDRESS)
        with server.fail_with(451), pytest.raises(Temporary):
            connection.deliver(built(), ZOE, ADDRESS)
        connection.deliver(built(replace(LETTER, subject="Second")), ZOE, ADDRESS)
        assert connection.host is first
    assert [one.message["Subject"] for one in server.messages] == [LETTER.subject, "Second"]


@pytest.mark.parametrize(
    ("code", "kind"), [(450, Temporary), (452, Temporary), (550, Permanent), (553, Permanent)]
)
def test_a_refused_recipient(
    mail: SecureMail, server: MailServer, code: int, kind: type[Exception]
) -> None:
    server.refuse(ZOE, code)
    with pytest.raises(kind) as caught:
        send(mail, built(), ZOE, ADDRESS)
    assert type(caught.value) is kind
    assert caught.value.code == code
    assert str(caught.value) == "(recipient) is refused on purpose"
    assert not server.messages


@pytest.mark.parametrize(("code", "kind"), [(451, Temporary), (554, Permanent), (552, Permanent)])
def test_refused_data(
    mail: SecureMail, server: MailServer, code: int, kind: type[Exception]
) -> None:
    with server.fail_with(code), pytest.raises(kind, match="failing on purpose") as caught:
        send(mail, built(), ZOE, ADDRESS)
    assert type(caught.value) is kind
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("verb", "reply", "kind"),
    [
        (b"mail", b"451 4.7.1 slow down\r\n", Untried),
        (b"mail", b"550 5.7.1 not allowed to send as you\r\n", Untried),
        (b"mail", b"552 5.3.4 too large\r\n", Permanent),
        (b"mail", b"421 4.3.2 closing\r\n", Untried),
        (b"mail", b"530 5.7.0 authentication required\r\n", Untried),
        (b"ehlo", b"554 5.7.1 we do not know you\r\n", Untried),
        (b"mail", b"nonsense\r\n", Untried),
        (b"mail", b"250 " + b"x" * 9000 + b"\r\n", Untried),
        (b"mail", None, Untried),
        (b"rcpt", b"nonsense\r\n", Unreachable),
        (b"rcpt", b"421 4.3.2 closing\r\n", Unreachable),
        (b"rcpt", None, Unreachable),
    ],
)
def test_what_the_server_says_at_other_moments(
    verb: bytes, reply: bytes | None, kind: type[Temporary | Permanent]
) -> None:
    def answer(line: bytes) -> bytes | None:
        said = line[:4].lower()
        return reply if said == verb or (verb == b"ehlo" and said == b"helo") else b"250 fine\r\n"

    with (
        scripted_server(answer) as port,
        mail_app(port) as mail,
        pytest.raises((Temporary, Permanent)) as caught,
    ):
        send(mail, built(), ZOE, ADDRESS)
    assert type(caught.value) is kind


def test_a_server_that_hangs_up_between_messages_is_called_again() -> None:
    greetings: list[bytes] = []

    def answer(line: bytes) -> bytes | None:
        verb = line[:4].lower()
        if verb == b"ehlo":
            greetings.append(line)
        if verb == b"mail" and len(greetings) == 1:
            return None
        return {b"data": b"354 go\r\n", b".\r\n": b"250 ok\r\n"}.get(
            verb, b"250 ok\r\n" if verb in (b"ehlo", b"mail", b"rcpt", b"quit") else b""
        )

    with (
        scripted_server(answer) as port,
        mail_app(port) as mail,
        open_connection(mail) as connection,
    ):
        with pytest.raises(Unreachable):
            connection.deliver(built(), ZOE, ADDRESS)
        connection.deliver(built(), ZOE, ADDRESS)
    assert len(greetings) == 2


def test_a_dropped_goodbye_does_not_undo_an_accepted_message() -> None:
    def answer(line: bytes) -> bytes | None:
        verb = line[:4].lower()
        if verb == b"quit":
            return None
        return {b"data": b"354 go\r\n", b".\r\n": b"250 ok\r\n"}.get(
            verb, b"250 ok\r\n" if verb in (b"ehlo", b"mail", b"rcpt") else b""
        )

    with scripted_server(answer) as port, mail_app(port) as mail:
        send(mail, built(), ZOE, ADDRESS)


def test_connection_lost_after_the_data_is_temporary(mail: SecureMail, server: MailServer) -> None:
    server.drop_after_data = True
    with pytest.raises(Unreachable):
        send(mail, built(), ZOE, ADDRESS)
    assert len(server.messages) == 1


def test_a_silent_server_is_left_after_the_timeout(server: MailServer) -> None:
    server.silent = True
    began = time.monotonic()
    with mail_app(server.port, MAIL_TIMEOUT=0.4) as mail, pytest.raises(Unreachable, match="timed"):
        send(mail, built(), ZOE, ADDRESS)
    assert 0.3 < time.monotonic() - began < 4


def test_an_answer_that_trickles_in_is_left_after_the_timeout() -> None:
    """Each octet comes in time, the answer never does."""
    began = time.monotonic()
    with (
        scripted_server(lambda line: b"250 ok\r\n") as port,
        mail_app(port, MAIL_TIMEOUT=0.5) as mail,
        open_connection(mail) as connection,
    ):
        assert connection.host is not None
        near, far = socket.socketpair()
        connection.host.close()
        connection.host.sock = near

        def drip() -> None:
            with suppress(OSError):
                while True:
                    far.sendall(b"2")
                    time.sleep(0.1)

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(smtplib.SMTPServerDisconnected, match="timed out"):
            connection.host.getreply()
        far.close()
    assert time.monotonic() - began < 4


def test_a_connection_that_was_closed_in_a_silence_is_made_anew(
    mail: SecureMail, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_connection(mail) as connection:
        connection.deliver(built(), ZOE, ADDRESS)
        assert connection.host is not None
        assert connection.host.sock is not None
        connection.host.sock.shutdown(socket.SHUT_RDWR)
        monkeypatch.setattr("app.mail.transport._SILENCE", -1)
        connection.deliver(built(), ZOE, ADDRESS)
    assert len(server.messages) == 2


def test_the_acceptance_of_a_message_may_take_longer_than_another_answer() -> None:
    def answer(line: bytes) -> bytes | None:
        verb = line[:4].lower()
        if verb == b".\r\n":
            time.sleep(0.8)
        return {b"data": b"354 go\r\n", b".\r\n": b"250 ok\r\n"}.get(
            verb, b"250 ok\r\n" if verb in (b"ehlo", b"mail", b"rcpt", b"quit") else b""
        )

    with scripted_server(answer) as port, mail_app(port, MAIL_TIMEOUT=0.4) as mail:
        send(mail, built(), ZOE, ADDRESS)


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with mail_app(port) as mail, pytest.raises(Unreachable, match="refused"):
        send(mail, built(), ZOE, ADDRESS)


def test_no_server_is_configured() -> None:
    with mail_app(25, MAIL_SERVER="") as mail, pytest.raises(Unreachable, match="MAIL_SERVER"):
        send(mail, built(), ZOE, ADDRESS)


@pytest.fixture(scope="module")
def starttls_server() -> Iterator[MailServer]:
    with MailServer(starttls=True) as server:
        yield server


def test_starttls_with_an_unknown_certificate_is_refused(starttls_server: MailServer) -> None:
    with (
        mail_app(starttls_server.port, MAIL_SECURITY="starttls") as mail,
        pytest.raises(Unreachable, match="certificate verify failed"),
    ):
        send(mail, built(), ZOE, ADDRESS)
    assert not starttls_server.messages


def test_starttls_with_a_certificate_for_another_name_is_refused(
    starttls_server: MailServer, tmp_path: Path
) -> None:
    settings = tls_settings(starttls_server, tmp_path) | {"MAIL_SERVER": "127.0.0.2"}
    with socket.create_server(("127.0.0.2", 0)) as listener:
        threading.Thread(
            target=forward_once, args=(listener, starttls_server.port), daemon=True
        ).start()
        with (
            mail_app(listener.getsockname()[1], **settings) as mail,
            pytest.raises(Unreachable, match="certificate is not valid for"),
        ):
            send(mail, built(), ZOE, ADDRESS)


def test_starttls_with_a_trusted_certificate(starttls_server: MailServer, tmp_path: Path) -> None:
    with mail_app(starttls_server.port, **tls_settings(starttls_server, tmp_path)) as mail:
        send(mail, built(), ZOE, ADDRESS)
    assert [one.recipients for one in starttls_server.messages] == [(ZOE,)]


def test_starttls_is_not_skipped_when_the_server_lacks_it(server: MailServer) -> None:
    with (
        mail_app(server.port, MAIL_SECURITY="starttls") as mail,
        pytest.raises(Unreachable, match="STARTTLS"),
    ):
        send(mail, built(), ZOE, ADDRESS)
    assert not server.messages


def test_ssl_speaks_tls_from_the_first_octet(server: MailServer) -> None:
    with (
        mail_app(server.port, MAIL_SECURITY="ssl", MAIL_TIMEOUT=2) as mail,
        pytest.raises(Unreachable, match=r"SSL|timed"),
    ):
        send(mail, built(), ZOE, ADDRESS)


def test_refused_password_keeps_the_messages_and_itself_secret(
    capfd: pytest.CaptureFixture[str],
) -> None:
    def answer(line: bytes) -> bytes | None:
        verb = line[:4].lower()
        if verb == b"ehlo":
            return b"250-mail.test\r\n250 AUTH PLAIN\r\n"
        return b"535 5.7.8 wrong\r\n" if verb == b"auth" else b"250 ok\r\n"

    secret = "Tr0ub4dor"
    login = {"MAIL_USERNAME": "me", "MAIL_PASSWORD": secret, "MAIL_DEBUG": True}
    with (
        scripted_server(answer) as port,
        mail_app(port, **login) as mail,
        pytest.raises(Unreachable, match="wrong") as caught,
    ):
        send(mail, built(), ZOE, ADDRESS)
    assert caught.value.code == 535
    assert secret not in str(caught.value)
    assert capfd.readouterr() == ("", "")


def test_flask_mails_reconnecting_is_off(server: MailServer) -> None:
    with mail_app(server.port, MAIL_MAX_EMAILS=1) as mail, open_connection(mail) as connection:
        first = connection.host
        connection.deliver(built(), ZOE, ADDRESS)
        assert connection.host is first


def test_a_local_part_that_smtp_cannot_carry(mail: SecureMail, server: MailServer) -> None:
    with pytest.raises(Permanent):
        send(mail, built(), "zoë@example.org", ADDRESS)
    assert not server.messages


def test_line_end_in_the_envelope_is_refused(mail: SecureMail, server: MailServer) -> None:
    with pytest.raises(Permanent, match="BadHeaderError"):
        send(mail, built(), "zoe@example.org\r\nRCPT TO:<x@example.org>", ADDRESS)
    assert not server.messages


@pytest.mark.parametrize(
    ("config", "sentence"),
    [
        ({"MAIL_SECURITY": "tls"}, "MAIL_SECURITY is 'tls'; it must be one of none, starttls, ssl"),
        ({"MAIL_TIMEOUT": -1}, "MAIL_TIMEOUT"),
        ({"MAIL_CA_FILE": "/nowhere/ca.pem"}, "MAIL_CA_FILE"),
    ],
)
def test_wrong_settings_are_named(config: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Settings.from_config(config)


def test_connections_are_protected_unless_told_otherwise() -> None:
    assert Settings.from_config({}) == Settings.from_config({"MAIL_SECURITY": "starttls"})


def tls_settings(server: MailServer, folder: Path) -> dict[str, Any]:
    assert server.authority_pem is not None
    ca_file = folder / "ca.pem"
    ca_file.write_bytes(server.authority_pem)
    return {"MAIL_SECURITY": "starttls", "MAIL_CA_FILE": str(ca_file)}


def forward_once(listener: socket.socket, port: int) -> None:
    """Carry one connection to `port`, so that the server there is met under another name."""
    client, _ = listener.accept()
    with client, socket.create_connection(("127.0.0.1", port)) as upstream:
        back = threading.Thread(target=_copy, args=(upstream, client), daemon=True)
        back.start()
        _copy(client, upstream)
        back.join(5)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while octets := source.recv(65536):
            target.sendall(octets)
        target.shutdown(socket.SHUT_WR)
