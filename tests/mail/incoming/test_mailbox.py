"""The mailbox on a real IMAP server, with and without TLS, and when the server misbehaves."""

import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.mail.incoming import Access, MailboxUnavailable, open_mailbox
from tests.support.imap import HOST, PASSWORD, USER, ImapServer
from tests.support.time import NOW

LETTERS = tuple(f"Subject: {n}\r\n\r\n{'x' * n}".encode() for n in (10, 2000, 30))
SINCE = datetime(2027, 2, 1, tzinfo=UTC).date()


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        running.put(b"Subject: old\r\n\r\n", at=datetime(2027, 1, 1, tzinfo=UTC))
        running.put(*LETTERS, at=NOW)
        yield running


def access(running: ImapServer, /, **changes: object) -> Access:
    values: dict[str, object] = {
        "server": HOST,
        "port": running.port,
        "security": running.security,
        "username": USER,
        "password": PASSWORD,
        "folder": "INBOX",
        "timeout": 2,
    }
    return Access(**(values | changes))  # type: ignore[arg-type]  # each test knows what it gives


def test_new_mail_is_found_measured_fetched_and_marked(server: ImapServer) -> None:
    with open_mailbox(access(server)) as box:
        first, second, third = box.uids_after(0, SINCE)
        assert box.uids_after(first, SINCE) == [second, third]
        assert box.uids_after(third, SINCE) == []
        assert box.sizes([first, second, third + 9]) == {
            first: len(LETTERS[0]),
            second: len(LETTERS[1]),
        }
        assert [box.fetch(uid) for uid in (first, second, third)] == list(LETTERS)
        assert box.fetch(third + 9) is None
        assert box.uid_validity > 0
        box.mark_read(second)
    # Looking marks nothing, and nothing went.
    assert server.unread()[-2:] == [first, third]
    assert server.number() == 4


@pytest.mark.parametrize("security", ["starttls", "ssl"])
def test_tls_is_verified(security: str, tmp_path: Path) -> None:
    with ImapServer(security) as running:
        running.put(LETTERS[0], at=NOW)
        authority = tmp_path / "authority.pem"
        authority.write_bytes(running.authority_pem or b"")
        with open_mailbox(access(running, ca_file=str(authority))) as box:
            assert len(box.uids_after(0, SINCE)) == 1
        for changes in ({}, {"ca_file": str(authority), "server": "127.0.0.2"}):
            with (
                pytest.raises(MailboxUnavailable, match=r"certificate verify failed|refused"),
                open_mailbox(access(running, **changes)),
            ):
                pass


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong"}, "signing in was refused: [AUTHENTICATIONFAILED]"),
        ({"password": "ook fout é"}, "signing in was refused"),
        ({"folder": "Not there"}, "folder Not there: [NONEXISTENT]"),
    ],
)
def test_what_keeps_us_out_is_said_without_a_secret(
    server: ImapServer, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(MailboxUnavailable) as caught, open_mailbox(access(server, **changes)):
        pass
    assert str(caught.value).startswith(said)
    assert "@" not in str(caught.value)
    assert str(changes.get("password", PASSWORD)) not in str(caught.value)
    assert PASSWORD not in repr(access(server))


def test_a_silent_server_is_left_after_the_time_limit() -> None:
    with ImapServer() as running:
        running.silent = True
        began = time.monotonic()
        with (
            pytest.raises(MailboxUnavailable, match=r"timed out after 0\.3 seconds"),
            open_mailbox(access(running, timeout=0.3)),
        ):
            pass
        assert time.monotonic() - began < 3


def test_nobody_listens() -> None:
    with socket.create_server((HOST, 0)) as listener:
        port = listener.getsockname()[1]
    nobody = Access(HOST, port, "none", USER, PASSWORD, "INBOX", 2)
    with pytest.raises(MailboxUnavailable, match="refused"), open_mailbox(nobody):
        pass


def test_a_server_that_goes_in_the_middle(server: ImapServer) -> None:
    server.fetches_left = 1
    with open_mailbox(access(server)) as box:
        first, second, _ = box.uids_after(0, SINCE)
        assert box.fetch(first) == LETTERS[0]
        with pytest.raises(MailboxUnavailable):
            box.fetch(second)
    server.fetches_left = None
