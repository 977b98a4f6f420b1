"""The interest list: nothing before the click, one mail when a date comes, then gone."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import db, transaction
from app.models import Edition, Interest, Message, Training
from app.queries.offering.interest import by_public_id, waiting_numbers
from app.services.offering import interest, offer
from tests.factories.offer import make_edition, make_training
from tests.support.outbox import mails, told
from tests.support.tick import tick
from tests.support.time import NOW

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
AN = "an@organisatie.example"


def ask(training: Training, email: str = AN, now: datetime = NOW, language: str = "nl") -> Interest:
    with transaction():
        interest.ask(training.id, email, now, language)
    return db.session.scalars(
        select(Interest).where(
            Interest.training_id == training.id, Interest.email_key == email.casefold()
        )
    ).one()


def confirm(one: Interest, now: datetime = NOW) -> None:
    public_id = one.public_id
    with transaction():
        interest.confirm(public_id, now)


def stop(public_id: str) -> None:
    with transaction():
        interest.stop(public_id)


def publish(edition: Edition, now: datetime = NOW) -> None:
    with transaction():
        offer.publish(edition.id, now)


def plan(**values: object) -> Edition:
    return make_edition(publish=False, **values)  # type: ignore[arg-type]  # each test knows


def test_nobody_is_told_or_counted_before_the_click_in_the_mail(app: Flask) -> None:
    training = make_training()
    ask(training)
    assert told() == Counter({("interest_asked", AN): 1})
    assert waiting_numbers() == {}
    publish(plan())
    assert mails("date_planned") == []


def test_each_who_confirmed_is_told_once_when_a_date_comes(app: Flask) -> None:
    training, other = make_training(), make_training("Iets anders", "Anders")
    people = [ask(training, f"an{i}@organisatie.example") for i in range(2)]
    elsewhere = ask(other)
    for one in (*people, elsewhere):
        confirm(one)
        confirm(one, NOW + DAY)
    assert [one.confirmed_at for one in people] == [NOW, NOW]
    assert waiting_numbers() == {training.id: 2, other.id: 1}
    first, second = plan(), plan(starts="2027-05-10 09:30")
    publish(first)
    publish(second)
    assert told("date_planned") == Counter({("date_planned", one.email): 1 for one in people})
    assert {mail.edition_id for mail in mails("date_planned")} == {first.id}
    assert f"/edities/{first.id}/inschrijven" in mails("date_planned")[0].text
    assert "\nHello,\n" in mails("date_planned")[0].text
    assert "Price: Free" in mails("date_planned")[0].text
    assert [one.told_at for one in people] == [NOW, NOW]
    assert waiting_numbers() == {other.id: 1}


def test_who_confirms_after_the_publication_is_told_at_once(app: Flask) -> None:
    make_edition(now=NOW - DAY)
    known, late = ask(make_training(), "vroeg@organisatie.example"), ask(make_training())
    confirm(known)
    assert mails("date_planned") == [], "the date was there when the person asked"
    publish(plan(starts="2027-05-10 09:30"), NOW + MINUTE)
    confirm(late, NOW + DAY)
    assert told("date_planned") == Counter(
        {("date_planned", known.email): 1, ("date_planned", late.email): 1}
    )


def test_a_date_whose_registration_opens_later_says_from_when(app: Flask) -> None:
    confirm(ask(make_training()))
    edition = plan()
    with transaction():
        edition.opens_at = NOW + 5 * DAY
    publish(edition)
    (mail,) = mails("date_planned")
    assert "8 maart 2027" in mail.text
    assert "/inschrijven" not in mail.text


def test_a_publication_that_fails_tells_nobody(app: Flask) -> None:
    one = ask(make_training())
    confirm(one)
    edition = plan()

    def publish_and_fail() -> None:
        offer.publish(edition.id, NOW)
        raise ConnectionError("the disk is gone")

    with pytest.raises(ConnectionError), transaction():
        publish_and_fail()
    db.session.expire_all()
    assert one.told_at is None
    assert mails("date_planned") == []


def test_asking_again_keeps_one_row_and_says_how_it_stands(app: Flask) -> None:
    training = make_training()
    first = ask(training)
    assert ask(training, AN.upper(), NOW + MINUTE / 2) is first, "a double click"
    assert len(mails("interest_asked")) == 1
    later = NOW + 6 * DAY
    ask(training, now=later, language="fr")
    assert (first.created_at, first.language) == (later, "fr")
    assert tick(NOW + 8 * DAY) == [], "the second mail gave it a new week"
    confirm(first, later)
    ask(training, now=later + MINUTE)
    texts = [mail.text for mail in mails("interest_asked")]
    assert ["You are on the list already" in text for text in texts] == [False, False, True]
    publish(plan(), later + DAY)
    ask(training, now=later + 2 * DAY)
    assert (first.confirmed_at, first.told_at) == (None, None)
    confirm(first, later + 3 * DAY)
    publish(plan(starts="2027-06-10 09:30"), later + 4 * DAY)
    assert len(mails("date_planned")) == 2


@pytest.mark.parametrize(
    ("confirmed", "published", "days"), [(False, False, 7), (True, True, 30), (True, False, None)]
)
def test_an_address_goes_when_it_has_done_its_work(
    app: Flask, confirmed: bool, published: bool, days: int | None
) -> None:
    one = ask(make_training())
    if confirmed:
        confirm(one)
    if published:
        publish(plan(starts="2028-05-10 09:30"))
    public_id = one.public_id
    if days is None:
        assert tick(NOW + 900 * DAY) == []
        assert by_public_id(public_id, NOW + 900 * DAY) is one
        return
    end = NOW + days * DAY
    assert tick(end - MINUTE) == []
    assert by_public_id(public_id, end - MINUTE) is one
    assert by_public_id(public_id, end) is None
    assert tick(end) == ["interests erased 1"]
    assert db.session.scalars(select(Interest)).all() == []
    assert db.session.scalars(select(Message.recipient)).all() == []


def test_stopping_erases_this_address_and_its_mails_only(app: Flask) -> None:
    training = make_training()
    one, other = ask(training), ask(training, "bo@organisatie.example")
    confirm(one)
    confirm(other)
    stop(one.public_id)
    publish(plan())
    assert told() == Counter({("interest_asked", other.email): 1, ("date_planned", other.email): 1})


def while_open(app: Flask, first: Callable[[], object], second: Callable[[], object]) -> None:
    """`second` sets out while the transaction of `first` is open, and ends after it."""

    def other() -> None:
        with app.app_context(), transaction():
            second()

    with ThreadPoolExecutor(1) as threads:
        with transaction():
            first()
            running: Future[None] = threads.submit(other)
            # Time enough to finish, for one that does not wait for its turn.
            wait([running], timeout=0.3)
        running.result(timeout=30)
    db.session.expire_all()


@pytest.mark.parametrize("confirms_first", [True, False])
def test_who_confirms_during_a_publication_is_told_once(app: Flask, confirms_first: bool) -> None:
    public_id = ask(make_training()).public_id
    edition_id = plan().id
    steps = [
        lambda: interest.confirm(public_id, NOW + MINUTE),
        lambda: offer.publish(edition_id, NOW + MINUTE),
    ]
    while_open(app, *(steps if confirms_first else reversed(steps)))
    assert told("date_planned") == Counter({("date_planned", AN): 1})


def test_who_confirms_or_asks_while_the_address_is_erased_breaks_nothing(app: Flask) -> None:
    training = make_training()
    training_id, public_id = training.id, ask(training).public_id
    while_open(app, lambda: interest.stop(public_id), lambda: interest.confirm(public_id, NOW))
    stop(public_id)
    assert db.session.scalars(select(Interest)).all() == []
    again = ask(training).public_id
    later = NOW + 7 * DAY
    while_open(
        app, lambda: interest.erase(later), lambda: interest.ask(training_id, AN, later, "nl")
    )
    kept = db.session.scalars(select(Interest)).one()
    assert (kept.public_id == again, kept.created_at) == (False, later)
    while_open(
        app,
        lambda: interest.ask(training_id, AN, later + 7 * DAY, "nl"),
        lambda: interest.erase(later + 7 * DAY),
    )
    assert db.session.scalars(select(Interest.created_at)).all() == [later + 7 * DAY]
