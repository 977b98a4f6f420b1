"""Passing a place on to a colleague, and moving to another date of the same training."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db, settings, transaction
from app.mail.links import Purpose
from app.models import Arrival, Edition, EditionQuestion, HistoryEntry, Registration
from app.queries.registering.bookkeeping import dues
from app.queries.registering.registration import moved_to
from app.queries.telling.news import news_since
from app.rules.errors import Code, RuleBroken
from app.rules.states import EditionState, QuestionKind, RegistrationState
from app.services import holidays
from app.services.registering import registration, transfer
from app.services.registering.link import registration_of, signer
from app.services.registering.person import Billing
from app.services.registering.transfer import Colleague
from app.services.telling.message import link_reference
from tests.factories.offer import make_edition, make_person, make_training, register
from tests.support.outbox import attendee, entry, mails
from tests.support.time import NOW, moment

MAI = Colleague("Nguyễn Thị Mai", "mai@organisatie.example", "Contextbegeleider")
SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}


def pass_on(made: Registration, colleague: Colleague = MAI, now: str = "2027-03-03 10:00") -> None:
    with transaction():
        transfer.substitute(made, colleague, moment(now))


def go_to(made: Registration, edition: Edition, now: str = "2027-03-03 10:00") -> Registration:
    with transaction():
        return transfer.transfer(made, edition.id, moment(now))


def history(made: Registration) -> list[tuple[str, dict[str, object]]]:
    rows = db.session.scalars(
        select(HistoryEntry)
        .where(HistoryEntry.registration_id == made.id)
        .order_by(HistoryEntry.id)
    )
    return [(row.action, row.facts) for row in rows]


# Passing a place on.


def make_lotte() -> Registration:
    """A person who told everything that can be told."""
    edition = make_edition(more_starts=("2027-04-05 09:30",), price_cents=9500, meal=True, **SMALL)
    with transaction():
        question = EditionQuestion(
            edition_id=edition.id, position=0, kind=QuestionKind.TEXT, label="Welke taal?"
        )
        db.session.add(question)
        db.session.flush()
        person = make_person(
            "Lotte Janssens",
            greeting="Lot",
            phone="0470 12 34 56",
            region="Limburg",
            experience="Tien jaar.",
            needs="Een ringleiding.",
            diet="Vegetarisch",
            language="fr",
            news=True,
            billing=Billing("CLB De Horizon", "Plein 1", "BE0403019261", "B-7"),
            answers={question.id: "Frans"},
        )
        return registration.register(edition.id, person, NOW, consent=True)


def test_a_colleague_takes_the_seat_and_what_the_first_told_is_erased(app: Flask) -> None:
    made = make_lotte()
    with transaction():
        db.session.add(
            Arrival(
                registration_id=made.id,
                meeting_id=made.edition.first_meeting.id,
                arrived_at=NOW,
            )
        )
    seat, queue_number, public_id = made.id, made.queue_number, made.public_id
    key = signer().token(Purpose.REGISTRATION, link_reference(made))
    pass_on(made)
    db.session.expire_all()
    assert (made.id, made.public_id, made.state, made.queue_number) == (
        seat,
        public_id,
        RegistrationState.REGISTERED,
        queue_number,
    )
    assert (made.name, made.email, made.email_key, made.function) == (
        MAI.name,
        MAI.email,
        MAI.email,
        MAI.function,
    )
    assert (made.organisation, made.organisation_type, made.region, made.language) == (
        "CLB De Horizon",
        "CLB",
        "Limburg",
        "fr",
    )
    told = (made.greeting, made.phone, made.experience, made.needs, made.answers, made.news_at)
    assert told == ("", "", "", None, [], None)
    assert db.session.scalars(select(Arrival)).all() == []
    assert made.billing is not None
    assert (made.billing.vat_number, made.price_cents) == ("BE0403019261", 9500)
    assert registration_of(key) is None
    assert registration_of(signer().token(Purpose.REGISTRATION, link_reference(made))) is made


def test_both_are_told_and_each_calendar_follows(app: Flask) -> None:
    made = make_lotte()
    old_email, before = made.email, mails()
    pass_on(made)
    to_old, to_new = mails(to=old_email)[len(before) :], mails(to=MAI.email)
    assert [mail.kind for mail in to_old] == ["place_passed_on", "entry_cancelled"]
    assert [mail.kind for mail in to_new] == ["registration_confirmed", "invitation"]
    assert [(entry(m).method, entry(m).sequence) for m in to_old] == [("CANCEL", 1)] * 2
    assert [(entry(m).method, entry(m).sequence) for m in to_new] == [("REQUEST", 0)] * 2
    uids = [entry(m).uid for m in before]
    assert [entry(m).uid for m in to_old] == uids
    # The colleague was never invited: what is cancelled for Lotte says nothing about this entry.
    assert not {entry(m).uid for m in to_new} & set(uids)
    assert {attendee(m) for m in to_old} == {old_email}
    assert {attendee(m) for m in to_new} == {MAI.email}
    assert all(MAI.name in mail.text and mail.links == {} for mail in to_old)
    # Both read whose invoice it stays.
    assert "The invoice goes to CLB De Horizon, as before." in to_old[0].text
    assert "The invoice still goes to CLB De Horizon" in to_new[0].text
    assert "Lotte Janssens" in to_new[0].text
    assert "ringleiding" not in "".join(m.text for m in to_new)
    assert history(made)[-1] == (
        "substituted",
        {"name": MAI.name, "old_name": "Lotte Janssens"},
    )


@pytest.mark.parametrize("comes_elsewhere", [False, True])
def test_who_agreed_to_news_keeps_it_by_another_registration_or_hears_that_it_ends(
    app: Flask, comes_elsewhere: bool
) -> None:
    made = make_lotte()
    made.language, email = "en", made.email
    db.session.commit()
    if comes_elsewhere:
        register(make_edition(starts="2027-06-07 09:30"), name=made.name, email=email)
    pass_on(made)
    (told, *_rest) = mails("place_passed_on", to=email)
    assert ("we no longer keep your address" in told.text) is not comes_elsewhere
    assert news_since(email) == (NOW if comes_elsewhere else None)
    assert made.news_at is None


@pytest.mark.parametrize(
    ("now", "code"),
    [("2027-03-29 09:29", None), ("2027-03-29 09:30", Code.ALREADY_STARTED)],
)
def test_a_place_is_passed_on_until_the_first_meeting_starts(
    app: Flask, now: str, code: Code | None
) -> None:
    (made,) = register(make_edition())
    if code is None:
        pass_on(made, now=now)
        assert made.name == MAI.name
        return
    with pytest.raises(RuleBroken) as refused:
        pass_on(made, now=now)
    assert refused.value.code is code


def test_a_place_goes_to_one_person_who_is_not_in_yet(app: Flask) -> None:
    edition = make_edition(capacity=2, **SMALL)
    made, other, waiting = register(edition, 3)
    before = len(mails())
    ours = "vormingen@voorbeeldpunt.example"
    for email, code in [
        (made.email.upper(), Code.SAME_ADDRESS),
        (other.email, Code.ALREADY_REGISTERED),
        (waiting.email, Code.ALREADY_REGISTERED),
        (ours, Code.ADDRESS_IS_OURS),
    ]:
        with pytest.raises(RuleBroken) as refused:
            pass_on(made, Colleague("Iemand", email, "Begeleider"))
        assert (refused.value.code, refused.value.field) == (code, "email")
    with pytest.raises(RuleBroken) as refused:
        pass_on(waiting)
    assert refused.value.code is Code.NO_SEAT
    assert (made.link_version, len(mails())) == (0, before)
    assert settings().mail_default_sender.endswith(f"<{ours}>")


# Moving to another date.


def test_a_seat_moves_to_another_date_at_the_price_of_that_date(app: Flask) -> None:
    made = make_lotte()
    old_edition = made.edition
    target = make_edition(starts="2027-05-10 09:30", price_cents=12000, meal=True)
    before = mails()
    new = go_to(made, target)
    assert (made.state, made.ended_at, made.withdrawal_cost_cents) == ("moved", NOW, 0)
    assert (new.edition_id, new.state, new.transferred) == (target.id, "registered", True)
    assert (new.moved_from, moved_to(made), new.price_cents) == (made, new, 12000)
    assert (new.name, new.email, new.phone, new.language) == (
        made.name,
        made.email,
        made.phone,
        "fr",
    )
    assert (new.consented_at, new.news_at) == (made.consented_at, made.news_at)
    assert new.needs is not None
    assert (new.needs.needs, new.needs.diet) == ("Een ringleiding.", "Vegetarisch")
    assert new.billing is not None
    assert new.billing.reference == "B-7"
    # The question was asked by the edition that the person left.
    assert new.answers == []
    moved, *taken_back = mails()[len(before) :]
    assert moved.kind == "transferred"
    assert (entry(moved).method, entry(moved).sequence) == ("REQUEST", 0)
    assert entry(moved).starts_at == target.first_meeting.starts_at
    assert [m.kind for m in taken_back] == ["entry_cancelled"] * 2
    assert [entry(m).uid for m in taken_back] == [entry(m).uid for m in before]
    assert {entry(m).method for m in taken_back} == {"CANCEL"}
    assert {"no longer on this date" in m.text for m in taken_back} == {True}
    assert "120" in moved.text
    assert list(moved.links.values()) == [f"i:{link_reference(new)}"]
    assert history(made)[-1] == ("moved", {"name": made.name, "to": target.training.title})
    assert old_edition.id != target.id


# Both dates as in test_withdrawal.py: free up to 22 March, half up to 2 April for 6 April.
@pytest.mark.parametrize(
    ("moved_at", "left_at", "price", "cost"),
    [
        # Moved while that was free: only the terms of the new date hold.
        ("2027-03-22 23:59", "2027-03-22 23:59", 9500, 0),
        # Who moves in the days of half the price does not withdraw for nothing from the new date.
        ("2027-03-23 00:00", "2027-03-23 00:01", 9500, 4750),
        ("2027-03-23 00:00", "2027-05-05 23:59", 6000, 4750),
        ("2027-04-03 00:00", "2027-05-05 23:59", 6000, 9500),
        # The terms of the new date, once they ask more.
        ("2027-03-23 00:00", "2027-05-06 00:00", 6000, 6000),
        ("2027-03-23 00:00", "2027-04-05 10:00", 0, 4750),
    ],
)
def test_who_moves_owes_at_least_what_leaving_cost_and_owes_it_once(
    app: Flask, moved_at: str, left_at: str, price: int, cost: int
) -> None:
    (made,) = register(make_edition(starts="2027-04-06 09:30", price_cents=9500))
    new = go_to(made, make_edition(starts="2027-05-10 09:30", price_cents=price), moved_at)
    at = moment(left_at)
    with transaction():
        assert registration.withdraw(new, at, holidays.around(at.date())) == cost
    for left in (made.edition, new.edition):
        left.state = EditionState.CONFIRMED
    db.session.flush()
    due = dues(date(2027, 4, 1), date(2027, 5, 31)).rows
    expected = [(new.id, cost)] if cost else []
    assert [(row.registration.id, row.charge.cents) for row in due] == expected


def test_the_mail_about_a_move_says_what_the_old_place_cost(app: Flask) -> None:
    first, second = register(make_edition(starts="2027-04-06 09:30", price_cents=9500), 2)
    target = make_edition(starts="2027-05-10 09:30", price_cents=9500)
    go_to(first, target, "2027-03-22 23:59")
    go_to(second, target, "2027-03-23 00:00")
    free, half = mails("transferred")
    assert ["47,50 already" in mail.text for mail in (free, half)] == [False, True]


def test_the_seat_that_comes_free_goes_to_the_first_in_line(app: Flask) -> None:
    edition = make_edition(capacity=1, **SMALL)
    made, waiting = register(edition, 2)
    go_to(made, make_edition(starts="2027-05-10 09:30"))
    assert waiting.state is RegistrationState.OFFERED


def test_somebody_moves_once(app: Flask) -> None:
    (made,) = register(make_edition())
    second = make_edition(starts="2027-05-10 09:30")
    third = make_edition(starts="2027-06-10 09:30")
    new = go_to(made, second)
    for gone, code in [(new, Code.ALREADY_TRANSFERRED), (made, Code.REGISTRATION_ENDED)]:
        with pytest.raises(RuleBroken) as refused:
            go_to(gone, third)
        assert refused.value.code is code


def test_where_nobody_can_move_to_nothing_changes(app: Flask) -> None:
    made, other = register(make_edition(), 2)
    full = make_edition(starts="2027-05-10 09:30", capacity=1, **SMALL)
    register(full)
    elsewhere = make_edition(
        training=make_training("TOPOI – Gesprekken", "TOPOI"), starts="2027-05-11 09:30"
    )
    draft = make_edition(starts="2027-05-12 09:30", publish=False)
    before = len(mails())
    for target, now, code in [
        (full, "2027-03-03 10:00", Code.NO_SEAT_LEFT),
        (elsewhere, "2027-03-03 10:00", Code.OTHER_TRAINING),
        (draft, "2027-03-03 10:00", Code.NOT_PUBLISHED),
        (made.edition, "2027-03-03 10:00", Code.ALREADY_REGISTERED),
        (full, "2027-03-29 09:30", Code.ALREADY_STARTED),
    ]:
        with pytest.raises(RuleBroken) as refused:
            go_to(made, target, now)
        assert refused.value.code is code
    with pytest.raises(LookupError), transaction():
        transfer.transfer(other, 4711, NOW)
    assert (made.state, len(mails())) == ("registered", before)


def at_once(app: Flask, moves: list[tuple[int, int]]) -> Counter[str]:
    """Each (registration id, edition id) in a thread of its own, all in the same moment."""
    start = Barrier(len(moves))

    def one(move: tuple[int, int]) -> str:
        with app.app_context():
            start.wait(timeout=60)
            try:
                with transaction():
                    made = db.session.get_one(Registration, move[0])
                    return transfer.transfer(made, move[1], NOW).state.value
            except RuleBroken as refused:
                return refused.code.value
            except SQLAlchemyError as error:
                return type(error).__name__

    with ThreadPoolExecutor(len(moves)) as threads:
        answers = Counter(threads.map(one, moves))
    db.session.rollback()
    return answers


def test_however_many_move_at_once_no_seat_is_given_twice(app: Flask) -> None:
    origin = make_edition(capacity=8)
    target = make_edition(starts="2027-05-10 09:30", capacity=3, **SMALL)
    people = register(origin, 5)
    register(target)
    answers = at_once(app, [(made.id, target.id) for made in people])
    assert answers == Counter(registered=2, no_seat_left=3)
    states = Counter(made.state.value for made in people)
    assert states == Counter(moved=2, registered=3)


def test_who_change_dates_with_each_other_do_not_wait_for_each_other(app: Flask) -> None:
    one = make_edition(capacity=8)
    other = make_edition(starts="2027-05-10 09:30", capacity=8)
    here, there = register(one, 3), register(other, 3)
    moves = [(made.id, other.id) for made in here] + [(made.id, one.id) for made in there]
    assert at_once(app, moves) == Counter(registered=6)
