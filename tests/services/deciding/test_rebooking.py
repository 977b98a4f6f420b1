"""A seat held elsewhere for whoever lost theirs: nothing oversold, nobody passed over."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from app.extensions import db, transaction
from app.models import Edition, HistoryEntry, Rebooking, Registration
from app.queries.deciding.rebooking import board, of_cancelled
from app.rules.deciding.cancelling import Audience, OwnWords
from app.rules.deciding.rebooking import Phone
from app.rules.errors import Code, RuleBroken
from app.rules.states import CancelReason, MessageState, RebookingAnswer, RegistrationState
from app.services.deciding import minimum, rebooking
from app.services.deciding.rehearsal import rehearse_cancellation
from app.services.history import Action
from app.services.offering import offer
from app.services.registering import registration, waiting_list
from app.services.registering.seats import count_seats
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.installation import ENGINES, Databases, wipe
from tests.support.outbox import mails, told
from tests.support.planning import plan_of, replan
from tests.support.race import lock_taken_out
from tests.support.tick import tick
from tests.support.time import NOW, moment

SMALL = {"minimum": 1, "minimum_reason": "Kleine groep"}
DAYS = timedelta(days=1)


def cancel(
    edition: Edition, now: datetime = NOW, words: dict[Audience, OwnWords] | None = None
) -> None:
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", now, None, words)


def row_of(person: Registration) -> Rebooking:
    found = of_cancelled(person)
    assert found is not None
    return found


def held_for(person: Registration) -> Registration:
    held = row_of(person).held
    assert held is not None
    return held


def answers(edition: Edition) -> list[tuple[str, str]]:
    rows = db.session.scalars(
        select(Rebooking)
        .join(Rebooking.cancelled)
        .where(Registration.edition_id == edition.id)
        .order_by(Registration.queue_number)
    )
    return [(row.was.value, row.answer.value) for row in rows]


# Holding.


def test_a_seat_is_held_in_the_first_alternative_that_has_one(app: Flask) -> None:
    edition = make_edition(capacity=3, **SMALL)
    people = register(edition, 4)
    first = make_edition(starts="2027-05-04 09:30", capacity=2, **SMALL)
    (elsewhere,) = register(first)
    second = make_edition(starts="2027-05-11 09:30", capacity=9)
    cancel(edition)
    held = [row_of(person).held for person in people]
    assert [one and one.edition_id for one in held] == [first.id, second.id, second.id, None]
    for one, person in zip(held, people[:3], strict=False):
        assert one is not None
        assert (one.state, one.moved_from, one.offer_expires_at) == (
            RegistrationState.OFFERED,
            person,
            NOW + 5 * DAYS,
        )
        assert one.is_hold
    assert (count_seats(first).taken, count_seats(second).offered) == (2, 2)
    assert answers(edition) == [("registered", "open")] * 3 + [("waitlisted", "open")]
    assert row_of(people[3]).offered_ids == [first.id, second.id]
    assert elsewhere.state is RegistrationState.REGISTERED
    texts = {person.email: mails("edition_cancelled", to=person.email)[0].text for person in people}
    for person in people[:3]:
        assert "We keep a place for you" in texts[person.email]
    assert "4 mei 2027" in texts[people[0].email]
    # The last seat of the first alternative is held: nobody else is sent there in vain.
    for person in people[1:]:
        assert "4 mei 2027" not in texts[person.email]
    assert "We keep a place for you" not in texts[people[3].email]


def test_what_somebody_told_goes_along_and_the_price_is_their_own(app: Flask) -> None:
    edition = make_edition(price_cents=5000)
    other = make_edition(
        starts="2027-05-04 09:30", price_cents=9500, prices={"CLB": 7000}, meal=True
    )
    (person,) = register(edition, needs="Ringleiding", phone="0470 12 34 56", region="Brussel")
    cancel(edition)
    held = held_for(person)
    assert (held.name, held.email, held.organisation, held.phone, held.region) == (
        person.name,
        person.email,
        person.organisation,
        "0470 12 34 56",
        "Brussel",
    )
    assert held.needs is not None
    assert (held.needs.needs, held.consented_at) == ("Ringleiding", person.consented_at)
    assert (held.price_cents, held.edition_id) == (7000, other.id)
    (mail,) = mails("edition_cancelled")
    plain = "".join(mail.text.split())
    assert "Thepriceis€70." in plain
    assert "Thatis€20morethan" in plain


def test_people_in_line_keep_their_turn(app: Flask) -> None:
    edition = make_edition(**SMALL)
    (person,) = register(edition)
    full = make_edition(starts="2027-05-04 09:30", capacity=1, **SMALL)
    seated, waiting = register(full, 2)
    cancel(edition)
    assert row_of(person).held is None
    with transaction():
        registration.withdraw(seated, NOW, frozenset())
    assert waiting.state is RegistrationState.OFFERED
    assert not waiting.is_hold


def test_nobody_gets_a_second_place_in_an_edition(app: Flask) -> None:
    edition = make_edition(**SMALL)
    first = make_edition(starts="2027-05-04 09:30")
    second = make_edition(starts="2027-05-11 09:30")
    (person,) = register(edition, email="an@organisatie.example")
    register(first, email="An@Organisatie.example")
    cancel(edition)
    assert held_for(person).edition_id == second.id
    assert row_of(person).offered_ids == [second.id]


def test_without_an_alternative_the_mail_says_so_and_leads_to_the_interest_list(app: Flask) -> None:
    edition = make_edition()
    (person,) = register(edition)
    cancel(edition)
    assert (row_of(person).held, row_of(person).offered_ids) == (None, [])
    (mail,) = mails("edition_cancelled")
    assert "no other training with a free place" in mail.text
    assert f"/vormingen/{edition.training.slug}/hou-me-op-de-hoogte" in mail.text
    (line,) = board(edition.id, NOW)
    assert line.phone is Phone.NO_SEAT


def test_a_hold_never_outlives_the_registration_of_its_edition(app: Flask) -> None:
    edition = make_edition(starts="2027-04-29 09:30")
    soon = make_edition(starts="2027-03-06 09:30", decision_on=None, now=moment("2027-02-01 09:00"))
    (person,) = register(edition)
    cancel(edition)
    assert held_for(person).offer_expires_at == soon.closes_at == row_of(person).held_until


def test_a_plan_that_closes_sooner_shortens_the_hold_in_its_own_words(app: Flask) -> None:
    edition, other = make_edition(), make_edition(starts="2027-05-04 09:30")
    (person,) = register(edition)
    cancel(edition)
    replan(other, plan_of(other, closes_at=NOW + 2 * DAYS))
    assert row_of(person).held_until == NOW + 2 * DAYS
    assert told("seat_held", "seat_offered") == Counter({("seat_held", person.email): 1})


# Answering.


@pytest.fixture
def held_seat(app: Flask) -> tuple[Edition, Edition, Edition, Registration]:
    edition = make_edition(price_cents=5000)
    first = make_edition(starts="2027-05-04 09:30", capacity=1, **SMALL)
    second = make_edition(starts="2027-05-11 09:30", capacity=4, **SMALL)
    (person,) = register(edition, needs="Ringleiding")
    cancel(edition)
    return edition, first, second, person


Held = tuple[Edition, Edition, Edition, Registration]


def test_one_click_takes_the_seat(held_seat: Held) -> None:
    edition, first, _, person = held_seat
    held = held_for(person)
    with transaction():
        waiting_list.accept(held, NOW + DAYS)
    assert (held.state, person.state) == ("registered", "moved")
    assert answers(edition) == [("registered", "taken")]
    assert count_seats(first).active == 1
    (mail,) = mails("registration_confirmed", to=person.email)[1:]
    assert edition.training.title in mail.text
    with pytest.raises(RuleBroken) as refused, transaction():
        waiting_list.accept(held, NOW + DAYS)
    assert refused.value.code is Code.NO_OFFER


def test_choosing_the_edition_in_which_the_seat_is_held_takes_it(held_seat: Held) -> None:
    edition, first, _, person = held_seat
    with transaction():
        new = registration.move(person, first.id, NOW + DAYS)
    assert (new, new.state) == (held_for(person), "registered")
    assert answers(edition) == [("registered", "taken")]


def test_taking_another_frees_the_held_seat_for_who_waits(held_seat: Held) -> None:
    edition, first, second, person = held_seat
    (waiting,) = register(first)
    held = held_for(person)
    with transaction():
        new = registration.move(person, second.id, NOW + DAYS)
    assert (new.edition_id, new.state, new.moved_from) == (second.id, "registered", person)
    assert (held.state, held.moved_from, person.state) == ("withdrawn", None, "moved")
    assert answers(edition) == [("registered", "another")]
    assert waiting.state == "offered"


def test_another_that_is_full_by_now_leaves_the_held_seat_alone(held_seat: Held) -> None:
    edition, _, second, person = held_seat
    register(second, 4)
    with pytest.raises(RuleBroken) as refused, transaction():
        registration.move(person, second.id, NOW + DAYS)
    assert refused.value.code is Code.NO_SEAT_LEFT
    assert (held_for(person).is_hold, answers(edition)) == (True, [("registered", "open")])


def test_none_frees_the_seat_and_leaves_the_other_dates_open(held_seat: Held) -> None:
    edition, first, second, person = held_seat
    (waiting,) = register(first)
    held = held_for(person)
    with transaction():
        waiting_list.decline(held, NOW + DAYS)
    assert held.needs is None
    assert answers(edition) == [("registered", "none")]
    assert (waiting.state, person.state) == ("offered", "cancelled_with_edition")
    with transaction():
        registration.move(person, second.id, NOW + 2 * DAYS)
    assert answers(edition) == [("registered", "another")]


@pytest.mark.parametrize("end", ["withdraw", "remove"])
def test_a_hold_that_ends_in_another_way_is_an_answer_too(
    held_seat: Held, cast: Cast, end: str
) -> None:
    edition, *_, person = held_seat
    with transaction():
        if end == "withdraw":
            registration.withdraw(held_for(person), NOW, frozenset())
        else:
            registration.remove(held_for(person), NOW, cast.coordinator.id)
    assert answers(edition) == [("registered", "none")]


def test_a_hold_that_lapses_goes_on_and_is_told_once_in_its_own_words(held_seat: Held) -> None:
    edition, first, second, person = held_seat
    (waiting,) = register(first)
    until = NOW + 5 * DAYS
    tick(until - timedelta(seconds=1))
    assert answers(edition) == [("registered", "open")]
    tick(until)
    tick(until + timedelta(minutes=1))
    assert answers(edition) == [("registered", "lapsed")]
    assert waiting.state == "offered"
    assert told("held_seat_lapsed", "offer_lapsed") == Counter(
        {("held_seat_lapsed", person.email): 1}
    )
    (entry,) = db.session.scalars(
        select(HistoryEntry).where(HistoryEntry.action == Action.HOLD_LAPSED)
    )
    assert entry.edition_id == first.id
    with transaction():
        registration.move(person, second.id, until + DAYS)
    assert answers(edition) == [("registered", "another")]


def test_an_edition_that_is_cancelled_too_holds_the_seat_elsewhere_again(held_seat: Held) -> None:
    edition, first, second, person = held_seat
    held = held_for(person)
    cancel(first, NOW + DAYS)
    assert answers(edition) == [("registered", "cancelled")]
    assert answers(first) == [("registered", "open")]
    again = held_for(held)
    assert (again.edition_id, again.is_hold) == (second.id, True)
    with pytest.raises(RuleBroken) as refused, transaction():
        registration.move(person, second.id, NOW + DAYS)
    assert refused.value.code is Code.REGISTRATION_ENDED
    with transaction():
        waiting_list.accept(again, NOW + 2 * DAYS)
    assert (again.state, held.state) == ("registered", "moved")


# The board.


def test_the_board_says_who_chose_what_and_who_must_be_phoned(app: Flask, cast: Cast) -> None:
    edition = make_edition(capacity=4, **SMALL)
    first = make_edition(starts="2027-05-04 09:30", capacity=4, **SMALL)
    second = make_edition(starts="2027-05-11 09:30")
    taker, chooser, silent, failed, waiting = register(edition, 5)
    cancel(edition)
    with transaction():
        waiting_list.accept(held_for(taker), NOW)
    with transaction():
        registration.move(chooser, second.id, NOW)
    with transaction():
        (mail,) = mails("edition_cancelled", to=failed.email)
        mail.state, mail.last_error = MessageState.FAILED, "550 user unknown"
    half = NOW + 2.5 * DAYS
    lines = {line.rebooking.cancelled_id: line for line in board(edition.id, half)}
    assert [lines[p.id].phone for p in (taker, chooser, silent, failed, waiting)] == [
        None,
        None,
        Phone.NO_ANSWER,
        Phone.MAIL_FAILED,
        None,
    ]
    assert [lines[p.id].place for p in (taker, chooser, silent, waiting)] == [
        first,
        second,
        first,
        None,
    ]
    assert [e.id for e in lines[waiting.id].offered] == [first.id, second.id]
    assert [line.phone is None for line in board(edition.id, half)] == [False] * 2 + [True] * 3
    for _click in range(2):
        with transaction():
            rebooking.phoned(silent, " Komt liever in mei ", half, cast.coordinator.id)
    row = row_of(silent)
    assert (row.phone_note, row.phoned_at, row.phoned_by_id) == (
        "Komt liever in mei",
        half,
        cast.coordinator.id,
    )
    calls = db.session.scalars(select(HistoryEntry).where(HistoryEntry.action == Action.PHONED))
    assert len(calls.all()) == 1
    assert {line.rebooking.cancelled_id: line.phone for line in board(edition.id, half)}[
        silent.id
    ] is None


# Who else hears it.


def test_trainers_co_organisers_and_the_venue_hear_it_and_nothing_of_participants(
    app: Flask, cast: Cast
) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    replan(
        edition,
        plan_of(
            edition,
            co_organiser_emails=("caw@partner.example", "atlas@partner.example"),
            venue_email="zaal@debrug.example",
        ),
    )
    (person,) = register(edition, name="Zeynep Uniek", organisation="Uniek vzw")
    before = told()
    cancel(edition)
    assert told() - before == Counter(
        {
            ("edition_cancelled", person.email): 1,
            ("edition_cancelled_staff", cast.coordinator.email): 1,
            ("edition_cancelled_staff", cast.coordinator_antwerp.email): 1,
            ("edition_cancelled_trainer", cast.trainer.email): 1,
            ("edition_cancelled_co_organiser", "caw@partner.example"): 1,
            ("edition_cancelled_co_organiser", "atlas@partner.example"): 1,
            ("edition_cancelled_venue", "zaal@debrug.example"): 1,
        }
    )
    (venue,) = mails("edition_cancelled_venue")
    assert "cancel our booking" in venue.text
    for mail in mails("edition_cancelled_venue", "edition_cancelled_co_organiser"):
        assert "Uniek" not in mail.text + mail.html
    assert "registrations" not in venue.text
    assert "trainer" not in venue.text


def test_words_of_the_coordinator_are_for_the_group_that_they_were_written_for(app: Flask) -> None:
    edition = make_edition(capacity=1, **SMALL)
    seated, waiting = register(edition, 2)
    words = {Audience.WAITING: OwnWords("Ook de wachtlijst stopt", "Jammer voor jou.")}
    with transaction():
        found = rehearse_cancellation(
            edition.id, CancelReason.TRAINER_ILL, "", words, NOW, "[link]"
        )
    previews = found.messages
    assert edition.state == "published"
    assert mails("edition_cancelled") == []
    cancel(edition, words=words)
    sent = {mail.recipient: mail for mail in mails("edition_cancelled")}
    assert sent[waiting.email].subject == "Ook de wachtlijst stopt"
    assert "Jammer voor jou." in sent[waiting.email].text
    assert sent[seated.email].subject.startswith("Does not take place")
    assert "Jammer voor jou." not in sent[seated.email].text
    for preview in previews:
        (mail,) = mails(preview.kind, to=preview.address)
        text = mail.text
        for placeholder in mail.links:
            text = text.replace(placeholder, "[link]")
        assert (preview.subject, preview.text) == (mail.subject, text)
    assert len(previews) == 2 + len(mails("edition_cancelled_staff"))


# Planned anew.


def test_its_registrants_are_invited_to_the_edition_that_replaces_it(app: Flask) -> None:
    edition = make_edition(price_cents=5000)
    other = make_edition(starts="2027-05-04 09:30")
    stays, goes = register(edition, 2)
    cancel(edition)
    with transaction():
        registration.move(goes, other.id, NOW)
    plan = plan_of(make_edition(starts="2027-09-13 09:30", price_cents=6000, publish=False))
    with transaction():
        anew = offer.plan_edition(plan, NOW, replaces_id=edition.id)
    assert mails("planned_anew") == []
    with transaction():
        offer.publish(anew.id, NOW)
    (mail,) = mails("planned_anew")
    assert (mail.recipient, mail.edition_id) == (stays.email, anew.id)
    assert f"/edities/{anew.id}/inschrijven" in mail.text
    assert "€60" in "".join(mail.text.split())


def test_only_a_cancelled_edition_can_be_planned_anew(app: Flask) -> None:
    edition = make_edition()
    with pytest.raises(LookupError), transaction():
        offer.plan_edition(plan_of(edition), NOW, replaces_id=edition.id)


# Two at once.


def _at_once(app: Flask, editions: list[int]) -> list[str]:
    start = Barrier(len(editions))

    def end(edition_id: int) -> str:
        with app.app_context():
            start.wait(timeout=60)
            try:
                with transaction():
                    minimum.cancel(edition_id, CancelReason.TRAINER_ILL, "", NOW, None)
            except (SQLAlchemyError, RuleBroken) as error:
                return type(error).__name__
            return "cancelled"

    with ThreadPoolExecutor(len(editions)) as threads:
        return list(threads.map(end, editions))


def _two_that_point_at_one(seats: int) -> tuple[list[int], int]:
    same = make_training("Twee keer", "Twee")
    editions = [
        make_edition(training=same, starts=f"2027-04-{day} 09:30", capacity=3, **SMALL)
        for day in ("05", "12")
    ]
    for edition in editions:
        register(edition, 3)
    target = make_edition(training=same, starts="2027-05-04 09:30", capacity=seats, **SMALL)
    return [edition.id for edition in editions], target.id


def _seats_held(target_id: int) -> int:
    db.session.rollback()
    return count_seats(db.session.get_one(Edition, target_id)).offered


def test_two_cancellations_at_once_sell_no_seat_twice(app: Flask) -> None:
    editions, target = _two_that_point_at_one(4)
    assert _at_once(app, editions) == ["cancelled"] * 2
    assert _seats_held(target) == 4
    rows = db.session.scalars(select(Rebooking)).all()
    # Who was first may have held a seat in the other edition, which is cancelled by now.
    open_rows = [row for row in rows if row.answer is RebookingAnswer.OPEN]
    assert Counter(row.held_id is not None for row in open_rows) == Counter({True: 4, False: 2})


@pytest.mark.parametrize("engine", ENGINES)
def test_without_the_lock_the_same_two_go_wrong(databases: Databases, engine: str) -> None:
    with lock_taken_out(databases.new(engine)) as app:
        # They must meet halfway: on a busy machine one is sometimes through before the other began.
        assert any(_goes_wrong(app, engine) for _ in range(12))


def _goes_wrong(app: Flask, engine: str) -> bool:
    """Whether two cancellations without the lock did harm this time."""
    editions, target = _two_that_point_at_one(4)
    outcome = _at_once(app, editions)
    oversold = _seats_held(target) > 4
    wipe(app)
    # SQLite sells no seat twice, but turns a coordinator away with an error.
    return oversold if engine == "postgresql" else "OperationalError" in outcome
