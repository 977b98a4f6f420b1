"""The mailbox read by the worker: each mail once, from a real server, on both engines."""

import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from app.extensions import clock, db, transaction
from app.mail.incoming.parts import LARGEST
from app.models import Invitation, Mailbox, Message, Registration
from app.rules.states import MessageState, Reply
from app.services.hearing import incoming
from app.services.hearing.incoming import Outcome, Round, read_mailbox
from tests.factories.offer import make_edition, register
from tests.mail.incoming.samples import absence, gmail, outlook, postfix, thunderbird
from tests.support.imap import ImapServer
from tests.support.installation import make_app
from tests.support.outbox import mails
from tests.support.time import NOW

#: What is about the mail server alone needs no second engine.
ONE_ENGINE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def server() -> Iterator[ImapServer]:
    with ImapServer() as running:
        yield running


@pytest.fixture
def office(app: Flask, server: ImapServer) -> Iterator[Flask]:
    """An installation with a mailbox, on the database of `app`."""
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    with make_app(url, **server.settings()).app_context() as context:
        yield context.app
        db.session.remove()
        db.engine.dispose()


def read() -> Round | None:
    db.session.rollback()
    return read_mailbox(clock.now, transaction)


def invited(number: int = 1) -> list[Registration]:
    people = register(make_edition(), number)
    with transaction():
        for message in mails():
            message.state, message.sent_at = MessageState.SENT, NOW
    return people


def uid_of(person: Registration) -> str:
    statement = select(Invitation.uid).where(Invitation.registration_id == person.id)
    return db.session.scalars(statement).one()


def replies() -> list[Reply | None]:
    db.session.rollback()
    return list(db.session.scalars(select(Invitation.reply).order_by(Invitation.id)))


def box() -> Mailbox:
    db.session.rollback()
    return db.session.scalars(select(Mailbox)).one()


def confirmations() -> list[Message]:
    db.session.rollback()
    return mails("registration_confirmed")


def test_answers_and_bounces_are_kept_and_the_rest_is_left(
    office: Flask, server: ImapServer
) -> None:
    an, bo, cas = invited(3)
    confirmation = mails("registration_confirmed", to=cas.email)[0]
    server.put(
        gmail("ACCEPTED", uid_of(an), who=an.email),
        b"From: jan@x.example\r\nSubject: Vraag\r\n\r\nIs er parking?\r\n",
        outlook("DECLINED", uid_of(bo), who=bo.email, comment="Ik ben ziek."),
        absence(confirmation.message_id),
        postfix(cas.email, confirmation.message_id),
        thunderbird("ACCEPTED", "of-somebody-else"),
        at=NOW,
    )
    done = read()
    assert done is not None
    assert str(done) == "answers: 1, answers with a word: 1, bounces: 1, others: 3"
    assert replies() == [Reply.ACCEPTED, Reply.DECLINED, None]
    assert [m.state for m in confirmations()] == ["sent", "sent", "failed"]
    # What people must still read is unread: also an answer with a word to it.
    assert server.unread() == [102, 103, 104, 106]
    assert server.number() == 6
    assert (box().last_uid, box().problem, box().claimed_at) == (106, "", None)
    assert box().checked_at is not None
    again = read()
    assert again is not None
    assert str(again) == "no new mail"
    assert server.unread() == [102, 103, 104, 106]


@ONE_ENGINE
def test_without_a_mailbox_nothing_is_read(app: Flask) -> None:
    assert read_mailbox(clock.now, transaction) is None


@ONE_ENGINE
def test_old_mail_of_a_mailbox_that_was_never_read_is_left(
    office: Flask, server: ImapServer
) -> None:
    (an,) = invited()
    server.put(gmail("DECLINED", uid_of(an)), at=NOW - incoming.LOOK_BACK - timedelta(days=2))
    server.put(gmail("ACCEPTED", uid_of(an)), at=NOW - incoming.LOOK_BACK + timedelta(days=1))
    done = read()
    assert done is not None
    assert done.read == {Outcome.ANSWER: 1}
    assert replies() == [Reply.ACCEPTED]


@ONE_ENGINE
def test_a_mailbox_that_was_made_anew_is_read_anew(office: Flask, server: ImapServer) -> None:
    (an,) = invited()
    server.put(gmail("DECLINED", uid_of(an)), at=NOW)
    with transaction():
        db.session.add(Mailbox(name="INBOX@127.0.0.1", uid_validity=1, last_uid=9999, problem=""))
    done = read()
    assert done is not None
    assert done.read == {Outcome.ANSWER: 1}


def test_a_mail_that_breaks_us_stops_no_other_and_comes_back_no_more(
    office: Flask, server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    an, bo = invited(2)
    failing = mails("registration_confirmed", to=an.email)[0]

    secret = an.email

    def break_down(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE messages"):
            raise ZeroDivisionError(secret)

    server.put(postfix(an.email, failing.message_id), gmail("ACCEPTED", uid_of(bo)), at=NOW)
    event.listen(db.engine, "before_cursor_execute", break_down)
    done = read()
    event.remove(db.engine, "before_cursor_execute", break_down)
    assert done is not None
    assert done.read == {Outcome.FAILED: 1, Outcome.ANSWER: 1}
    assert server.unread() == [101]
    assert "ZeroDivisionError" in caplog.text
    assert secret not in caplog.text
    again = read()
    assert again is not None
    assert not again.read


@ONE_ENGINE
def test_a_mail_that_the_database_cannot_keep_now_is_read_later(
    office: Flask, server: ImapServer
) -> None:
    (an,) = invited()

    def break_down(_c: object, _u: object, statement: str, *_: object) -> None:
        if statement.startswith("UPDATE invitations"):
            raise OperationalError(statement, None, TimeoutError())

    server.put(gmail("ACCEPTED", uid_of(an)), at=NOW)
    event.listen(db.engine, "before_cursor_execute", break_down)
    with pytest.raises(OperationalError):
        read()
    event.remove(db.engine, "before_cursor_execute", break_down)
    assert (replies(), box().claimed_at) == ([None], None)
    done = read()
    assert done is not None
    assert (done.read, replies()) == ({Outcome.ANSWER: 1}, [Reply.ACCEPTED])


@ONE_ENGINE
def test_a_large_mail_is_never_fetched(
    office: Flask, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    (an,) = invited()
    answer = gmail("ACCEPTED", uid_of(an))
    monkeypatch.setattr(incoming, "LARGEST", len(answer))
    server.put(answer + b" ", answer, at=NOW)
    server.fetches_left = 1
    done = read()
    assert done is not None
    assert (done.read, done.problem) == ({Outcome.TOO_LARGE: 1, Outcome.ANSWER: 1}, "")
    server.fetches_left = None
    assert server.unread() == [101]


@ONE_ENGINE
def test_a_server_that_goes_in_the_middle_loses_nothing(
    office: Flask, server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    people = invited(3)
    server.put(*(gmail("ACCEPTED", uid_of(person)) for person in people), at=NOW)
    server.fetches_left = 1
    with caplog.at_level(logging.WARNING):
        for _round in range(2):
            server.fetches_left = 1
            done = read()
            assert done is not None
            assert done.read == {Outcome.ANSWER: 1}
            assert done.problem
    assert replies() == [Reply.ACCEPTED, Reply.ACCEPTED, None]
    assert caplog.text.count("the mailbox cannot be read") == 1
    assert box().problem
    assert box().claimed_at is None
    since = box().problem_at
    server.fetches_left = None
    done = read()
    assert done is not None
    assert done.read == {Outcome.ANSWER: 1}
    assert replies() == [Reply.ACCEPTED] * 3
    assert since is not None
    assert (box().problem, box().problem_at) == ("", None)


@ONE_ENGINE
def test_a_mail_that_is_not_handed_out_stops_no_other(office: Flask, server: ImapServer) -> None:
    """Nor several in a row, with one between them that is too large to be asked for."""
    people = invited(4)
    answers = [gmail("ACCEPTED", uid_of(person)) for person in people]
    answers[2] += b" " * LARGEST
    server.put(*answers, at=NOW)
    *others, last = server.unread()
    server.refused = set(others[:2])
    done = read()
    assert done is not None
    assert done.read == {Outcome.FAILED: 2, Outcome.ANSWER: 1}
    assert (replies()[:3], replies()[3]) == ([None] * 3, Reply.ACCEPTED)
    assert (box().last_uid, box().problem) == (last, "")


@ONE_ENGINE
def test_a_server_that_hands_out_nothing_loses_nothing(office: Flask, server: ImapServer) -> None:
    (person,) = invited()
    server.put(gmail("ACCEPTED", uid_of(person)), *[absence()] * incoming.MOST_REFUSED, at=NOW)
    server.refused = set(server.unread())
    server.put(absence(), at=NOW)
    done = read()
    assert done is not None
    assert (done.read, box().last_uid) == ({}, 0)
    assert "was not handed out" in box().problem
    server.refused = set()
    done = read()
    assert done is not None
    assert (replies(), box().problem) == ([Reply.ACCEPTED], "")


@ONE_ENGINE
def test_a_refused_password_is_one_clear_line(
    app: Flask, server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    wrong = server.settings(IMAP_PASSWORD="not this one")
    with make_app(url, **wrong).app_context():
        done = read()
        assert done is not None
        assert done.problem.startswith("signing in was refused")
        db.session.remove()
        db.engine.dispose()
    (line,) = [r.getMessage() for r in caplog.records if r.name == incoming.__name__]
    assert "not this one" not in line
    assert "@" not in line


def test_two_workers_at_once_read_each_mail_once(office: Flask, server: ImapServer) -> None:
    people = invited(6)
    server.put(*(gmail("ACCEPTED", uid_of(person)) for person in people), at=NOW)
    start = Barrier(2)

    def work(_: int) -> Round | None:
        with office.app_context():
            start.wait(timeout=30)
            return read_mailbox(clock.now, transaction)

    with ThreadPoolExecutor(2) as threads:
        rounds = [one for one in threads.map(work, range(2)) if one is not None]
    assert sum(one.read[Outcome.ANSWER] for one in rounds) == 6
    assert replies() == [Reply.ACCEPTED] * 6


def test_also_when_one_takes_the_other_for_dead(office: Flask, server: ImapServer) -> None:
    people = invited(4)
    server.put(*(gmail("ACCEPTED", uid_of(person)) for person in people), at=NOW)
    stuck = NOW - incoming.STUCK_AFTER
    with transaction():
        db.session.add(Mailbox(name="INBOX@127.0.0.1", claimed_at=stuck, problem=""))
    assert read() is not None
    # Whoever was slow finds that it was read meanwhile.
    validity, last = box().uid_validity, box().last_uid
    with transaction():
        assert not incoming._moves_on("INBOX@127.0.0.1", validity, last)


@ONE_ENGINE
def test_while_another_reads_nobody_else_does(office: Flask, server: ImapServer) -> None:
    (an,) = invited()
    server.put(gmail("ACCEPTED", uid_of(an)), at=NOW)
    with transaction():
        db.session.add(Mailbox(name="INBOX@127.0.0.1", claimed_at=clock.now(), problem=""))
    assert read() is None
    assert replies() == [None]
