"""Mail servers that misbehave: nothing lost, and nothing twice but where SMTP cannot tell."""

import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.mail import delivery
from app.mail.delivery import RETRY_AFTER, STUCK_AFTER, Outcome
from app.rules.states import MessageState
from tests.support.office import Office, open_office, post, rows
from tests.support.smtp import HOST, MailServer
from tests.support.time import NOW

MINUTE = timedelta(minutes=1)
PEOPLE = [f"{name}@{name}.be" for name in "abc"]


def post_all() -> None:
    for person in PEOPLE:
        post(person)


def counts() -> list[tuple[MessageState, int]]:
    return [(row.state, row.attempts) for row in rows()]


@pytest.fixture
def office(site: Flask, server: MailServer) -> Iterator[Office]:
    """On SQLite: what is tried here is the mail server."""
    with open_office(site, server) as office:
        yield office


WAITS, SENT_AT_ONCE = (MessageState.PENDING, 0), (MessageState.SENT, 1)


def test_a_server_that_says_not_now_for_a_day_gets_each_message_once(office: Office) -> None:
    """The clock goes through the listed delays; other people register meanwhile."""
    post_all()
    now, day = NOW, NOW + timedelta(days=1)
    with office.server.fail_with(451):
        for number, delay in enumerate(RETRY_AFTER):
            post(f"{number}@late.be", now)
            office.deliver(now)
            now += delay
            if now > day:
                break
    assert office.server.messages == []
    while MessageState.PENDING in {row.state for row in rows()}:
        office.deliver(now)
        now += timedelta(minutes=30)
    assert sorted(office.told()) == sorted(row.recipient for row in rows())
    assert {row.state for row in rows()} == {MessageState.SENT}


def test_a_server_that_is_down_for_a_day_is_asked_each_minute_and_counts_nothing(
    site: Flask, server: MailServer
) -> None:
    post_all()
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        with open_office(site, server, port=unused.getsockname()[1]) as closed:
            for minute in range(0, 24 * 60, 90):
                assert closed.deliver(NOW + minute * MINUTE) == Outcome()
    assert counts() == [WAITS] * 3
    with open_office(site, server) as office:
        assert office.deliver(NOW + timedelta(days=1)) == Outcome(sent=3)
    assert office.told() == PEOPLE


def test_a_slow_server_holds_one_worker_up_and_not_the_other(
    site: Flask, server: MailServer
) -> None:
    post_all()
    server.slow = 0.6
    with open_office(site, server) as office, ThreadPoolExecutor(2) as pool:
        began = time.monotonic()

        def work() -> Outcome:
            with office.app.app_context():
                return office.deliver()

        first, second = pool.submit(work), pool.submit(work)
        assert first.result(30).sent + second.result(30).sent == 3
        assert time.monotonic() - began < 3 * 0.6 + 0.5
    assert sorted(office.told()) == PEOPLE


def test_a_server_that_is_slower_than_the_limit_is_left_and_keeps_the_others_waiting(
    site: Flask, server: MailServer
) -> None:
    post_all()
    server.slow = 4
    with open_office(site, server, MAIL_TIMEOUT_SECONDS=1) as office:
        assert office.deliver() == Outcome(postponed=1)
        assert "timed out" in rows()[0].last_error
        assert counts() == [(MessageState.PENDING, 1), WAITS, WAITS]
        server.slow = 0
        assert office.deliver(NOW + MINUTE) == Outcome(sent=3)
    assert sorted(office.told()) == PEOPLE


def test_a_claim_is_freed_only_when_no_living_worker_can_be_at_it_still(site: Flask) -> None:
    """With answers of up to two minutes a message may be on its way longer than ten."""
    with MailServer() as server, open_office(site, server, MAIL_TIMEOUT_SECONDS=120):
        post("a@a.be")
        found = delivery.claim_next(None, delivery.Terms(), NOW)
        assert isinstance(found, delivery.Claim)
        assert delivery.free_stuck(NOW + STUCK_AFTER + MINUTE) == 0
        assert delivery.free_stuck(NOW + timedelta(minutes=41)) == 1


def test_a_line_cut_before_the_acceptance_sends_the_message_once(office: Office) -> None:
    post_all()
    office.server.drop_before_acceptance = True
    assert office.deliver() == Outcome(postponed=1)
    office.server.drop_before_acceptance = False
    assert office.deliver(NOW + MINUTE) == Outcome(sent=3)
    assert sorted(office.told()) == PEOPLE


def test_a_line_cut_after_the_acceptance_is_the_one_case_of_two_copies(office: Office) -> None:
    """SMTP cannot tell it from the one before: the copies have one Message-ID."""
    post_all()
    office.server.drop_after_data = True
    assert office.deliver() == Outcome(postponed=1)
    office.server.drop_after_data = False
    assert office.deliver(NOW + MINUTE) == Outcome(sent=3)
    received = office.received()
    assert [to for to, _ in received].count(PEOPLE[0]) == 2
    assert len(received) == 4
    assert len(set(received)) == 3


def test_421_in_the_middle_ends_the_round_and_loses_nothing(office: Office) -> None:
    post_all()
    office.server.refuse(PEOPLE[1], 421)
    assert office.deliver() == Outcome(sent=1, postponed=1)
    assert counts() == [SENT_AT_ONCE, (MessageState.PENDING, 1), WAITS]
    office.server.accept(PEOPLE[1])
    assert office.deliver(NOW + MINUTE) == Outcome(sent=2)
    assert sorted(office.told()) == PEOPLE


@pytest.mark.parametrize(
    "line", ["hello there", "2", "999 yes", "2 5 0 OK", "250" + "x" * 9000], ids=lambda s: s[:9]
)
def test_an_answer_that_is_none_is_no_acceptance_and_no_refusal(office: Office, line: str) -> None:
    post_all()
    with office.server.answer(line):
        assert office.deliver() == Outcome(postponed=1)
    assert counts() == [(MessageState.PENDING, 1), WAITS, WAITS]
    assert office.deliver(NOW + MINUTE) == Outcome(sent=3)
    assert sorted(office.told()) == PEOPLE


def test_too_many_at_once_slows_down_and_loses_nothing(office: Office) -> None:
    for name in "abcd":
        post(f"{name}@busy.be")
    with office.server.fail_with(452, "4.5.3 too many"):
        assert office.deliver() == Outcome(postponed=1)
    assert office.deliver(NOW + MINUTE) == Outcome(sent=4)
    assert sorted(office.told()) == [f"{name}@busy.be" for name in "abcd"]


def test_a_wrong_certificate_keeps_every_message_until_it_is_mended(
    site: Flask, tmp_path: Path
) -> None:
    post_all()
    with MailServer(starttls=True) as server:
        assert server.authority_pem is not None
        authority = tmp_path / "ca.pem"
        authority.write_bytes(server.authority_pem)
        with open_office(site, server, MAIL_SECURITY="starttls") as office:
            assert office.deliver() == Outcome()
        assert counts() == [WAITS] * 3
        trusting = {"MAIL_SECURITY": "starttls", "MAIL_CA_FILE": authority}
        with open_office(site, server, **trusting) as office:
            assert office.deliver() == Outcome(sent=3)


def test_a_refusal_for_good_keeps_the_words_of_the_server_and_no_address(office: Office) -> None:
    post_all()
    office.server.refuse(PEOPLE[0], 550, f"5.1.1 <{PEOPLE[0].upper()}>: no such user here")
    assert office.deliver() == Outcome(sent=2, failed=1)
    assert rows()[0].last_error == "5.1.1 <(recipient)>: no such user here"
