"""Delivery against a real mail server: once, in order, and nothing lost."""

import socket
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from app.extensions import db, installation, transaction
from app.mail import delivery
from app.mail.delivery import RETRY_AFTER, STUCK_AFTER, Outcome
from app.mail.links import Purpose
from app.models import Message, Registration
from app.rules.hearing.bounce import WORKER_STOPPED
from app.rules.states import MessageState
from app.services.offering import interest
from app.services.registering import link, registration
from app.services.registering.link import interest_of
from tests.factories.offer import make_edition, make_person, register
from tests.support.office import Office, methods, open_office, post, rows
from tests.support.smtp import HOST, MailServer
from tests.support.time import NOW

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
PENDING, SENDING = MessageState.PENDING, MessageState.SENDING
SENT, FAILED, EXPIRED = MessageState.SENT, MessageState.FAILED, MessageState.EXPIRED


def states() -> list[MessageState]:
    return [row.state for row in rows()]


def whole_database() -> str:
    """Every value of every row, as whoever stole the database would read it."""
    values: list[str] = []
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)):
            values += [str(value) for value in row]
    db.session.rollback()
    return "\n".join(values)


def test_a_message_is_sent_once(office: Office) -> None:
    register(make_edition())
    assert office.deliver() == Outcome(sent=1)
    assert office.deliver(NOW + timedelta(days=9)) == Outcome()

    (row,) = rows()
    assert (row.state, row.attempts, row.sent_at, row.claimed_at) == (SENT, 1, NOW, None)
    assert office.received() == [(row.recipient, row.message_id)]


def test_what_is_not_due_yet_waits(office: Office) -> None:
    post("later@organisatie.be", NOW + SECOND)
    assert office.deliver() == Outcome()
    assert states() == [PENDING]
    assert office.deliver(NOW + SECOND) == Outcome(sent=1)


def test_messages_leave_in_the_order_in_which_they_were_written(office: Office) -> None:
    people = [f"{number}@organisatie.be" for number in range(5)]
    for person in people:
        post(person)
    office.deliver()
    assert [recipient for recipient, _ in office.received()] == people


def test_links_are_signed_when_the_mail_leaves_and_lie_nowhere_before(office: Office) -> None:
    (person,) = register(make_edition())
    token = link.signer().token(Purpose.REGISTRATION, f"{person.public_id}.0")
    (row,) = rows()
    assert token not in whole_database()

    office.deliver()

    (mail,) = office.server.messages
    for kind in ("plain", "html"):
        body = mail.message.get_body((kind,))
        assert body is not None
        assert f"http://localhost/i/{token}" in body.get_content()
        assert not [placeholder for placeholder in row.links if placeholder in body.get_content()]
    assert link.registration_of(token) == db.session.get(Registration, person.id)
    assert token not in whole_database()


@pytest.mark.parametrize("code", [421, 451])
def test_a_no_for_now_is_tried_again_after_the_listed_delays_and_then_fails(
    office: Office, code: int
) -> None:
    post("later@organisatie.be")
    now = NOW
    with office.server.fail_with(code):
        for number, delay in enumerate(RETRY_AFTER, start=1):
            assert office.deliver(now) == Outcome(postponed=1)
            (row,) = rows()
            assert (row.state, row.attempts, row.due_at) == (PENDING, number, now + delay)
            assert "failing on purpose" in row.last_error
            assert office.deliver(now + delay - SECOND) == Outcome()
            now += delay
        assert office.deliver(now) == Outcome(failed=1)
    (row,) = rows()
    assert (row.state, row.attempts) == (FAILED, len(RETRY_AFTER) + 1)
    assert "failing on purpose" in row.last_error
    assert office.deliver(now + timedelta(days=30)) == Outcome()
    assert office.server.messages == []


def test_the_delays_outlast_a_mail_server_that_is_down_for_a_day() -> None:
    assert sum(RETRY_AFTER, timedelta()) > timedelta(days=1)


def test_a_no_for_good_fails_with_the_words_of_the_server_without_the_address(
    office: Office,
) -> None:
    office.server.refuse("gone@organisatie.be", 550)
    post("gone@organisatie.be")
    assert office.deliver() == Outcome(failed=1)
    (row,) = rows()
    assert (row.state, row.attempts, row.sent_at) == (FAILED, 1, None)
    assert row.last_error == "(recipient) is refused on purpose"


def test_refusing_one_recipient_does_not_stop_the_others(office: Office) -> None:
    office.server.refuse("b@organisatie.be", 550)
    office.server.refuse("d@organisatie.be", 450, "4.2.2 mailbox full")
    for name in "abcde":
        post(f"{name}@organisatie.be")
    assert office.deliver() == Outcome(sent=3, postponed=1, failed=1)
    assert [recipient[0] for recipient, _ in office.received()] == ["a", "c", "e"]
    assert states() == [SENT, FAILED, SENT, PENDING, SENT]


def test_a_row_that_cannot_be_built_fails_alone(office: Office) -> None:
    register(make_edition())
    with transaction():
        db.session.execute(update(Message).values(calendar_method="WRONG"))
    post("b@organisatie.be")
    assert office.deliver() == Outcome(sent=1, failed=1)
    assert states() == [FAILED, SENT]
    assert "WRONG" in rows()[0].last_error


def test_a_line_cut_after_acceptance_sends_a_second_copy_with_the_same_message_id(
    office: Office,
) -> None:
    post("a@organisatie.be")
    office.server.drop_after_data = True
    assert office.deliver() == Outcome(postponed=1)
    office.server.drop_after_data = False
    assert office.deliver(NOW + MINUTE) == Outcome(sent=1)

    first, second = office.received()
    assert first == second
    assert rows()[0].message_id == second[1]


def test_a_server_that_is_down_loses_and_counts_nothing(app: Flask, server: MailServer) -> None:
    with socket.socket() as unused:
        unused.bind((HOST, 0))
        with open_office(app, server, port=unused.getsockname()[1]) as closed:
            for name in "ab":
                post(f"{name}@organisatie.be")
            for hours in (0, 1, 24, 48):
                assert closed.deliver(NOW + timedelta(hours=hours)) == Outcome()
            assert [(row.state, row.attempts) for row in rows()] == [(PENDING, 0)] * 2
    with open_office(app, server) as office:
        assert office.deliver(NOW + timedelta(hours=48)) == Outcome(sent=2)


def test_a_server_that_goes_away_halfway_ends_the_round(office: Office) -> None:
    for name in "abc":
        post(f"{name}@organisatie.be")
    office.server.refuse("b@organisatie.be", 421)
    assert office.deliver() == Outcome(sent=1, postponed=1)
    assert [(row.state, row.attempts) for row in rows()] == [(SENT, 1), (PENDING, 1), (PENDING, 0)]


def test_without_a_mail_server_nothing_is_touched(app: Flask) -> None:
    post("a@organisatie.be")
    mail = app.extensions["open_aanbod_mail"]
    assert delivery.deliver_due(mail, lambda: NOW + timedelta(days=9)) == Outcome()
    (row,) = rows()
    assert (row.state, row.attempts, row.due_at, row.last_error) == (PENDING, 0, NOW, "")


# The order of one calendar entry; of a REQUEST that is overtaken see test_outdated.py.


@pytest.fixture
def request_and_cancel(office: Office) -> None:
    """Somebody registered and withdrew while no mail left."""
    (person,) = register(make_edition())
    with transaction():
        registration.withdraw(person, NOW + SECOND, ())
    first, second = rows()
    assert (first.calendar_uid, first.calendar_method) == (second.calendar_uid, "REQUEST")
    assert second.calendar_method == "CANCEL"


@pytest.mark.usefixtures("request_and_cancel")
def test_a_cancel_follows_its_request(office: Office) -> None:
    assert office.deliver(NOW + SECOND) == Outcome(sent=2)
    assert methods(office) == ["", "CANCEL"]


@pytest.mark.usefixtures("request_and_cancel")
def test_a_cancel_waits_for_a_request_that_was_postponed(office: Office) -> None:
    with office.server.fail_with(451):
        assert office.deliver(NOW + SECOND) == Outcome(postponed=1)
    # The CANCEL was due all along, the REQUEST is due in a minute.
    assert office.deliver(NOW + MINUTE) == Outcome()
    assert methods(office) == []
    assert office.deliver(NOW + MINUTE + SECOND) == Outcome(sent=2)
    assert methods(office) == ["", "CANCEL"]


@pytest.mark.usefixtures("request_and_cancel")
def test_a_cancel_waits_for_a_request_that_another_worker_is_sending(office: Office) -> None:
    with transaction():
        db.session.execute(
            update(Message)
            .where(Message.calendar_method == "REQUEST")
            .values(state=SENDING, claimed_at=NOW)
        )
    assert office.deliver(NOW + MINUTE) == Outcome()
    assert delivery.free_stuck(NOW + STUCK_AFTER + SECOND) == 1
    assert office.deliver(NOW + STUCK_AFTER + SECOND) == Outcome(sent=2)
    assert methods(office) == ["", "CANCEL"]


@pytest.mark.usefixtures("request_and_cancel")
def test_a_request_that_failed_for_good_holds_nothing_up(office: Office) -> None:
    recipient = rows()[0].recipient
    office.server.refuse(recipient, 550)
    assert office.deliver(NOW + SECOND) == Outcome(failed=2)


def test_a_new_address_does_not_wait_for_the_mails_to_the_old_one(office: Office) -> None:
    (person,) = register(make_edition())
    old = person.email
    moved = make_person(name=person.name)
    with transaction():
        registration.change(person, moved, NOW)
    office.server.refuse(old, 452, "4.2.2 mailbox full")
    office.deliver()
    assert office.told() == [moved.email]
    office.server.accept(old)
    office.deliver(NOW + MINUTE)
    assert office.told() == [moved.email, old, old]
    assert methods(office) == ["REQUEST", "", "CANCEL"]


# Several workers.


def test_workers_side_by_side_send_each_message_once(office: Office) -> None:
    people = [f"{number}@organisatie.be" for number in range(30)]
    for person in people:
        post(person)
    together = Barrier(3)

    def work() -> Outcome:
        with office.app.app_context():
            together.wait(10)
            return office.deliver()

    with ThreadPoolExecutor(3) as pool:
        outcomes = [future.result(60) for future in [pool.submit(work) for _ in range(3)]]

    assert sorted(recipient for recipient, _ in office.received()) == sorted(people)
    assert len(set(office.received())) == 30
    assert sum(outcome.sent for outcome in outcomes) == 30
    assert [row.attempts for row in rows()] == [1] * 30


def test_what_a_dead_worker_had_claimed_is_given_back_and_what_a_living_one_has_is_not(
    app: Flask,
) -> None:
    """Dead is also who claimed it after now, as far: by a clock that was set right since."""
    ago = (STUCK_AFTER + SECOND, STUCK_AFTER, SECOND, -STUCK_AFTER, -STUCK_AFTER - SECOND)
    for number in range(len(ago)):
        post(f"{number}@organisatie.be")
    with transaction():
        for row, before in zip(rows(), ago, strict=True):
            row.state, row.claimed_at = SENDING, NOW - before
    assert delivery.free_stuck(NOW) == 2
    assert states() == [PENDING, SENDING, SENDING, SENDING, PENDING]


def test_a_message_with_which_a_worker_died_at_each_attempt_fails(app: Flask) -> None:
    for number, attempts in enumerate((len(RETRY_AFTER), len(RETRY_AFTER) + 1)):
        post(f"{number}@organisatie.be")
        with transaction():
            row = rows()[-1]
            row.state, row.claimed_at, row.attempts = SENDING, NOW, attempts
    assert delivery.free_stuck(NOW + STUCK_AFTER + SECOND) == 2
    assert [(row.state, row.last_error) for row in rows()] == [
        (PENDING, ""),
        (FAILED, WORKER_STOPPED),
    ]


def test_what_has_left_stays_marked_when_the_next_cannot_be_claimed(
    site: Flask, server: MailServer
) -> None:
    with open_office(site, server) as office:
        post("a@organisatie.be")
        post("b@organisatie.be")
        with transaction():
            refusal = "BEGIN SELECT RAISE(ABORT, 'no claim'); END"
            on = "BEFORE UPDATE OF state ON messages WHEN NEW.id = 2"
            db.session.execute(text(f"CREATE TRIGGER no_claim {on} {refusal}"))
        with pytest.raises(IntegrityError):
            office.deliver()
        assert states() == [SENT, PENDING]
        with transaction():
            db.session.execute(text("DROP TRIGGER no_claim"))
        assert office.deliver() == Outcome(sent=1)
        assert office.told() == ["a@organisatie.be", "b@organisatie.be"]


def test_what_says_something_that_is_over_leaves_no_more_and_is_set_aside(office: Office) -> None:
    post("a@organisatie.be", not_after=NOW)
    post("b@organisatie.be", not_after=NOW + SECOND)
    post("c@organisatie.be", not_after=NOW + MINUTE)
    with transaction():
        # No server would take it before then.
        rows()[2].due_at = NOW + MINUTE
    assert office.deliver() == Outcome(sent=1)
    assert office.told() == ["b@organisatie.be"]
    assert delivery.expire(NOW) == 1
    assert states() == [EXPIRED, SENT, PENDING]
    assert office.deliver(NOW + MINUTE) == Outcome()
    assert delivery.expire(NOW + MINUTE) == 1
    assert states() == [EXPIRED, SENT, EXPIRED]


# The mails of invented people.


def test_only_mails_to_invented_people_count_as_sent(app: Flask) -> None:
    post("a@organisatie.example")
    post("b@organisatie.example.be")
    post("c@organisatie.be")
    delivery.count_examples_as_sent()
    assert states() == [SENT, PENDING, PENDING]


def test_the_database_refuses_a_row_that_is_sent_without_a_moment(app: Flask) -> None:
    post("a@organisatie.be")
    with pytest.raises(Exception, match="ck_messages_sent"), transaction():
        db.session.execute(text("UPDATE messages SET state = 'sent'"))
    assert states() == [PENDING]


def test_what_ties_mails_together_and_ends_them_is_on_the_wire(
    office: Office, server: MailServer
) -> None:
    (person,) = register(make_edition(more_starts=("2027-04-05 09:30",)))
    with server.fail_with(451):
        office.deliver()
    office.deliver(NOW + timedelta(hours=1))
    first, second = [mail.message for mail in server.messages]
    assert "In-Reply-To" not in first
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]

    with transaction():
        interest.ask(person.edition.training_id, "an@organisatie.be", NOW, "nl")
    assert "/h/" not in whole_database()
    office.deliver(NOW + timedelta(hours=1))
    asked = server.messages[-1].message
    signed = asked["List-Unsubscribe"].removeprefix("<").removesuffix(">")
    assert signed.startswith(f"{installation().base_url}/h/")
    assert interest_of(signed.rpartition("/")[2]) is not None
    text, html = asked.iter_parts()
    assert f"\n{signed}\n" in text.get_content().replace("\r\n", "\n")
    assert f'href="{signed}"' in html.get_content()
