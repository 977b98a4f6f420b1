"""Answers from calendars: kept, asked about after a 'no', and never more than an answer."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.extensions import db, transaction
from app.mail.incoming import Answer
from app.models import Edition, HistoryEntry, Invitation, Registration
from app.rules.hearing.reply import Verdict
from app.rules.states import CancelReason, Format, RegistrationState, Reply
from app.services.deciding import minimum
from app.services.hearing import reply
from app.services.hearing.reply import MOST_NOTED
from app.services.history import Action
from app.services.registering import registration
from app.services.registering.person import Person
from tests.factories.offer import make_edition, register
from tests.support.outbox import entry, mails
from tests.support.planning import plan_of, replan
from tests.support.tick import tick
from tests.support.time import NOW, moment

SEATED = ("2027-04-05 09:30", "2027-04-12 09:30")
LATER = NOW + timedelta(hours=1)


def entries(person: Registration) -> Sequence[Invitation]:
    return db.session.scalars(
        select(Invitation).where(Invitation.registration_id == person.id).order_by(Invitation.id)
    ).all()


def answer(
    row: Invitation,
    given: Reply = Reply.DECLINED,
    now: datetime = NOW,
    *,
    sequence: int | None = None,
    stamp: datetime | None = None,
    who: str | None = None,
) -> Verdict | None:
    """A calendar answers, and the worker reads it."""
    said = Answer(
        row.uid,
        row.sequence if sequence is None else sequence,
        stamp or now,
        who or row.registration.email_key,
        given,
    )
    with transaction():
        return reply.take(said, now)


def standing(row: Invitation) -> tuple[Reply | None, datetime | None, str]:
    db.session.refresh(row)
    return row.reply, row.replied_at, row.reply_from


def history_of(action: Action) -> int:
    return (
        db.session.scalar(
            select(func.count()).select_from(HistoryEntry).where(HistoryEntry.action == action)
        )
        or 0
    )


@pytest.mark.parametrize("given", Reply)
def test_an_answer_is_kept_with_its_moment_and_changes_nothing_else(
    app: Flask, given: Reply
) -> None:
    edition = make_edition()
    (made,) = register(edition)
    (row,) = entries(made)
    before = len(mails())
    assert answer(row, given, LATER, stamp=NOW) is Verdict.TAKEN
    assert standing(row) == (given, NOW, "")
    assert (made.state, row.cancelled, row.sequence) == (RegistrationState.REGISTERED, False, 0)
    assert (len(mails()), history_of(Action.REPLIED)) == (before, 1)
    # The same mail once more.
    assert answer(row, given, LATER, stamp=NOW) is Verdict.KNOWN
    assert history_of(Action.REPLIED) == 1


def test_an_answer_to_nothing_of_ours(app: Flask) -> None:
    (made,) = register(make_edition())
    (row,) = entries(made)
    with transaction():
        assert reply.take(Answer("another", 0, NOW, made.email, Reply.DECLINED), NOW) is None
    assert standing(row) == (None, None, "")


def test_yes_and_no_by_turns_fill_no_history_and_the_last_one_stands(app: Flask) -> None:
    (made,) = register(make_edition())
    (row,) = entries(made)
    turns = [Reply.DECLINED, Reply.ACCEPTED] * MOST_NOTED
    for number, given in enumerate(turns):
        moment = NOW + timedelta(seconds=number)
        assert answer(row, given, moment) is Verdict.TAKEN
    assert history_of(Action.REPLIED) == MOST_NOTED
    assert standing(row) == (turns[-1], moment, "")
    answer(row, Reply.DECLINED, moment + timedelta(days=1))
    assert history_of(Action.REPLIED) == MOST_NOTED + 1


def test_an_alias_is_kept_for_a_coordinator_to_see(app: Flask) -> None:
    (made,) = register(make_edition())
    (row,) = entries(made)
    assert answer(row, who="lotte@elders.example") is Verdict.TAKEN
    assert standing(row) == (Reply.DECLINED, NOW, "lotte@elders.example")
    answer(row, Reply.ACCEPTED, LATER)
    assert standing(row) == (Reply.ACCEPTED, LATER, "")


def test_a_forged_answer_reaches_one_entry_and_frees_nothing(app: Flask) -> None:
    edition = make_edition(capacity=1, minimum=1, minimum_reason="Klein")
    made, waiting = register(edition, 2)
    (row,) = entries(made)
    answer(row, who="forger@elders.example")
    for now in (NOW, LATER, NOW + timedelta(days=3)):
        tick(now)
    db.session.expire_all()
    assert made.state is RegistrationState.REGISTERED
    assert waiting.state is RegistrationState.WAITLISTED
    # What follows goes to the person alone.
    assert [mail.recipient for mail in mails("seat_asked")] == [made.email]


def test_a_meeting_that_moved_is_asked_anew_and_old_answers_are_outdated(app: Flask) -> None:
    edition = make_edition()
    (made,) = register(edition)
    (row,) = entries(made)
    answer(row, Reply.ACCEPTED)
    replan(edition, plan_of(edition, place="Huis van het Kind"))
    assert standing(row) == (None, None, "")
    assert answer(row, Reply.ACCEPTED, LATER, sequence=0) is Verdict.OUTDATED
    assert answer(row, Reply.DECLINED, LATER, sequence=1) is Verdict.TAKEN
    assert standing(row) == (Reply.DECLINED, LATER, "")


def test_another_link_of_a_webinar_leaves_the_answer(app: Flask) -> None:
    edition = make_edition(format_=Format.WEBINAR, join_url="https://w.example.com/1")
    yes, silent = register(edition, 2)
    (row,) = entries(yes)
    answer(row, Reply.ACCEPTED)
    replan(edition, plan_of(edition, join_url="https://w.example.com/2"))
    assert standing(row) == (Reply.ACCEPTED, NOW, "")
    last = {mail.recipient: mail.calendar or "" for mail in mails("meeting_changed")}
    assert "PARTSTAT=ACCEPTED" in last[yes.email].replace("\r\n ", "")
    assert "PARTSTAT=NEEDS-ACTION" in last[silent.email].replace("\r\n ", "")
    assert {entry(mail).sequence for mail in mails("meeting_changed")} == {1}
    # An answer that was on its way to the version before is still about this day.
    assert answer(row, Reply.DECLINED, LATER, sequence=0) is Verdict.TAKEN


def test_a_new_address_is_asked_anew(app: Flask) -> None:
    (made,) = register(make_edition())
    (row,) = entries(made)
    answer(row, Reply.DECLINED, who="x@elders.example")
    old = Answer(row.uid, 0, LATER, made.email, Reply.ACCEPTED)
    person = Person(made.name, "nieuw@x.example", made.function, made.organisation, "CLB")
    with transaction():
        registration.change(made, person, NOW)
    assert standing(row) == (None, None, "")
    # The new address has an entry of its own: whoever has the old one answers nothing any more.
    with transaction():
        assert reply.take(old, LATER) is None
    assert answer(row, Reply.ACCEPTED, LATER) is Verdict.TAKEN


def test_who_gave_up_the_seat_or_lost_it_answers_nothing(app: Flask) -> None:
    edition = make_edition()
    gone, cancelled = register(edition, 2)
    with transaction():
        registration.withdraw(gone, NOW, frozenset())
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    for person in (gone, cancelled):
        (row,) = entries(person)
        assert answer(row, Reply.DECLINED, LATER, sequence=5) is Verdict.OVER
    tick(LATER)
    assert mails("seat_asked") == []


def ask(edition: Edition, now: datetime = NOW) -> None:
    assert edition.id
    tick(now)


def test_a_no_asks_the_person_once(app: Flask) -> None:
    edition = make_edition(price_cents=9500)
    made, _ = register(edition, 2)
    (row,) = entries(made)
    answer(row)
    for now in (NOW, LATER, NOW + timedelta(days=1)):
        ask(edition, now)
    (mail,) = mails("seat_asked")
    assert (mail.recipient, mail.registration_id) == (made.email, made.id)
    assert "In your calendar you answered “no” to this date" in mail.text
    assert "You still have your place" in mail.text
    assert "Today it costs nothing to give up your place." in mail.text
    assert "Your place is for the whole training" not in mail.text
    assert "?kom-je=1" in mail.text


def test_an_answer_of_yes_or_perhaps_asks_nothing(app: Flask) -> None:
    edition = make_edition()
    for person, given in zip(register(edition, 2), (Reply.ACCEPTED, Reply.TENTATIVE), strict=True):
        answer(entries(person)[0], given)
    ask(edition)
    assert mails("seat_asked") == []


def test_a_trajectory_is_one_seat_and_one_mail(app: Flask) -> None:
    edition = make_edition(starts="2027-03-29 09:30", more_starts=SEATED)
    (made,) = register(edition)
    first, second, _ = entries(made)
    answer(first)
    answer(second)
    ask(edition)
    (mail,) = mails("seat_asked")
    assert "to these dates" in mail.text
    assert "Your place is for the whole training, of 3 dates." in mail.text


def test_a_later_no_is_another_answer_but_no_flood(app: Flask) -> None:
    edition = make_edition()
    (made,) = register(edition)
    (row,) = entries(made)
    at = NOW
    for given in (Reply.DECLINED, Reply.ACCEPTED, Reply.DECLINED, Reply.ACCEPTED, Reply.DECLINED):
        at += timedelta(minutes=1)
        answer(row, given, at)
        ask(edition, at)
    assert len(mails("seat_asked")) == 1
    at += timedelta(days=1)
    answer(row, Reply.ACCEPTED, at)
    answer(row, Reply.DECLINED, at + timedelta(minutes=1))
    ask(edition, at + timedelta(minutes=1))
    assert len(mails("seat_asked")) == 2


def test_nobody_is_asked_once_it_began(app: Flask) -> None:
    edition = make_edition(starts="2027-03-29 09:30", more_starts=SEATED)
    (made,) = register(edition)
    answer(entries(made)[2])
    with transaction():
        minimum.go_ahead(edition.id, NOW, "Klein", None)
    assert reply.editions_to_ask(moment("2027-03-29 09:29")) == [edition.id]
    assert reply.editions_to_ask(moment("2027-03-29 09:30")) == []
    ask(edition, moment("2027-03-29 09:30"))
    assert mails("seat_asked") == []


def test_who_comes_after_all_is_asked_no_more_and_older_mail_counts_no_more(app: Flask) -> None:
    edition = make_edition(more_starts=SEATED)
    (made,) = register(edition)
    first, second, third = entries(made)
    answer(first)
    answer(second, who="x@elders.example")
    answer(third, Reply.TENTATIVE)
    with transaction():
        assert reply.come_after_all(made, LATER)
    assert standing(first) == standing(second) == (Reply.ACCEPTED, LATER, "")
    assert standing(third) == (Reply.TENTATIVE, NOW, "")
    assert answer(first, Reply.DECLINED, LATER + timedelta(hours=1), stamp=NOW) is Verdict.OUTDATED
    with transaction():
        assert not reply.come_after_all(made, LATER)
    assert history_of(Action.SEAT_KEPT) == 1
    ask(edition, LATER)
    assert mails("seat_asked") == []


def test_an_answer_and_a_move_at_once_end_in_one_of_two_orders(app: Flask) -> None:
    edition = make_edition()
    (made,) = register(edition)
    (row,) = entries(made)
    said = Answer(row.uid, 0, NOW, made.email_key, Reply.ACCEPTED)
    plan, edition_id = plan_of(edition, place="Elders"), edition.id

    def move() -> None:
        replan(db.session.get_one(Edition, edition_id), plan)

    def read() -> None:
        with transaction():
            reply.take(said, NOW)

    def run(work: Callable[[], None]) -> None:
        with app.app_context():
            start.wait(timeout=30)
            work()

    start = Barrier(2)
    with ThreadPoolExecutor(2) as threads:
        list(threads.map(run, (move, read)))
    db.session.rollback()
    # Whoever was first: the answer to the old place says nothing about the new one.
    assert standing(row) == (None, None, "")
    assert row.sequence == 1
