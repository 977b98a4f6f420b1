"""A look at a real mail server, with TLS that can be trusted or not."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.mail.probe import look_at_server
from app.mail.transport import Security, Settings
from app.rules.delivering.server import ServerSeen, Trouble
from tests.support.smtp import HOST, MailServer

NOW = datetime.now(UTC)


def look(
    server: MailServer,
    security: Security,
    ca_file: Path | None = None,
    host: str = HOST,
    sign_in: tuple[str, str] | None = None,
) -> ServerSeen:
    transport = Settings(security, 2.0, str(ca_file) if ca_file else None)
    return look_at_server(host, server.port, transport, NOW, sign_in)


@pytest.fixture
def trusted(tmp_path: Path) -> tuple[MailServer, Path]:
    server = MailServer(starttls=True)
    assert server.authority_pem is not None
    ca_file = tmp_path / "ca.pem"
    ca_file.write_bytes(server.authority_pem)
    return server, ca_file


def test_a_server_with_a_valid_certificate(trusted: tuple[MailServer, Path]) -> None:
    server, ca_file = trusted
    with server:
        seen = look(server, Security.STARTTLS, ca_file)
    assert (seen.trouble, seen.version) == (None, "TLSv1.3")
    assert seen.days_left is not None
    assert seen.days_left > 1
    # It was greeted, and got no mail.
    assert server.messages == []


def test_a_certificate_of_somebody_unknown_or_for_another_name(
    trusted: tuple[MailServer, Path],
) -> None:
    server, ca_file = trusted
    with server:
        unknown = look(server, Security.STARTTLS)
        # The machine under a name that is not in the certificate.
        other = look(server, Security.STARTTLS, ca_file, host="127.0.0.2")
    assert unknown.trouble is Trouble.CERTIFICATE
    assert "certificate" in unknown.said
    assert other.trouble in (Trouble.CERTIFICATE, Trouble.UNREACHED)


def test_a_server_without_tls() -> None:
    with MailServer() as server:
        plain = look(server, Security.NONE)
        starttls = look(server, Security.STARTTLS)
        wrapped = look(server, Security.SSL)
        refused = look(server, Security.NONE, sign_in=("somebody", "a secret"))
    assert (plain.trouble, plain.version) == (None, "")
    assert starttls.trouble is Trouble.NO_TLS
    assert wrapped.trouble is Trouble.NO_TLS
    # It knows no way to sign in, which is not our mistake in typing a password.
    assert refused.trouble is Trouble.NO_TLS or refused.trouble is Trouble.REFUSED
    assert "a secret" not in refused.said


def test_nobody_at_the_door() -> None:
    with socket.create_server((HOST, 0)) as taken:
        port = int(taken.getsockname()[1])
    seen = look_at_server(HOST, port, Settings(Security.NONE, 1.0, None), NOW)
    assert seen.trouble is Trouble.UNREACHED
    assert "refused" in seen.said.lower()
