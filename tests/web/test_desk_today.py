"""The first page of a coordinator."""

from datetime import date, timedelta

from sqlalchemy import update

from app.extensions import clock, db, transaction
from app.models import Message
from app.rules.states import CancelReason, MessageState, QuoteConsent
from app.services.deciding import minimum
from app.services.registering import inquiry, waiting_list
from app.services.registering import registration as registrations
from app.services.registering.seats import lock_edition
from tests.factories.cast import Cast
from tests.factories.finished import answer_finished, make_finished
from tests.factories.offer import make_edition, make_training, register
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Visitor


def test_each_goes_to_the_first_page_of_their_work(visitor: Visitor, cast: Cast) -> None:
    assert visitor.sign_in(cast.coordinator).get("/werk").path == "/werk/vandaag"
    assert visitor.sign_in(cast.administrator).get("/werk").path == "/werk/vandaag"
    assert visitor.sign_in(cast.trainer).get("/werk").path == "/werk/mijn-sessies"
    visitor.get("/werk/vandaag", 403)


def test_nothing_to_do_is_said_warmly(visitor: Visitor, cast: Cast) -> None:
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert "Woensdag 3 maart" in page
    assert "Nothing needs you today." in page
    assert "No edition starts this month." in page


def test_a_decision_comes_into_sight_three_weeks_ahead(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    edition = make_edition(starts="2027-05-10 09:30", decision_on=date(2027, 3, 25))
    register(edition, 5)
    page = visitor.get("/werk/vandaag")
    assert "more needed" not in page
    assert "1 edition runs as planned." in page
    clock.travel_to(NOW + timedelta(days=1))
    page = visitor.get("/werk/vandaag")
    assert "3 more needed for Racisme verwondt" in page
    assert "21 days to decide" in page
    assert f"/werk/edities/{edition.id}#decide" in page.html
    clock.travel_to(NOW + timedelta(days=24))
    assert "2 days late" in visitor.get("/werk/vandaag")


def test_an_edition_that_reached_its_minimum_asks_nothing(visitor: Visitor, cast: Cast) -> None:
    register(make_edition(), 8)
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert "Nothing needs you today." in page
    assert "Minimum reached" in page


def test_a_confirmed_edition_that_fell_below(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    people = register(edition, 8)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)
    with transaction():
        registrations.remove(people[0], NOW, cast.coordinator.id)
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert "Racisme verwondt fell below its minimum" in page


def test_a_small_group_that_was_chosen_did_not_fall(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    people = register(edition, 3)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "Klein is fijn.", cast.coordinator.id)
    visitor.sign_in(cast.coordinator)
    assert "fell below its minimum" not in visitor.get("/werk/vandaag")
    assert "Fell below the minimum" not in visitor.get(f"/werk/edities/{edition.id}")
    with transaction():
        registrations.remove(people[0], NOW, cast.coordinator.id)
    assert "fell below its minimum" in visitor.get("/werk/vandaag")
    assert "Fell below the minimum" in visitor.get(f"/werk/edities/{edition.id}")


def test_open_offers_show_until_when(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(capacity=8)
    people = register(edition, 8)
    register(edition, name="Sofie Maes")
    with transaction():
        registrations.remove(people[0], NOW, cast.coordinator.id)
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert "Sofie Maes was offered a free seat in Racisme verwondt, 29 maart" in page
    for hours, left in ((0, "2 days for an answer"), (1, "47 hours"), (47.5, "within the hour")):
        clock.travel_to(NOW + timedelta(hours=hours))
        assert left in visitor.get("/werk/vandaag")
    clock.travel_to(NOW)
    with transaction():
        waiting_list.offer_seats(lock_edition(edition.id), NOW)
    assert visitor.get("/werk/vandaag").text.count("Sofie Maes was offered") == 1


def test_mails_that_failed_or_wait_are_named(visitor: Visitor, cast: Cast) -> None:
    register(make_edition(team=cast.antwerp), 2, name="Karim Haddad")
    clock.travel_to(NOW + timedelta(minutes=16))
    visitor.sign_in(cast.coordinator_antwerp)
    assert "2 mails wait" in visitor.get("/werk/vandaag")
    with transaction():
        db.session.execute(
            update(Message).values(state=MessageState.FAILED, last_error="550 no such user")
        )
    page = visitor.get("/werk/vandaag")
    assert "2 people miss a message" in page
    assert "Karim Haddad, Confirmation of the registration: 550 no such user" in page
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/vandaag")
    assert "miss a message" not in page


def test_attendance_quotes_and_evaluations_of_what_is_over(visitor: Visitor, cast: Cast) -> None:
    edition = make_finished(6)
    register_late = make_finished(
        0, starts="2027-02-22 09:30", training=make_training("TOPOI", "TOPOI")
    )
    visitor.sign_in(cast.coordinator)
    page = visitor.get("/werk/vandaag")
    assert "Few evaluations of Racisme verwondt, 15 februari" in page
    assert "0 of 6 evaluations" in page
    answer_finished(edition, ("Eerst vragen.",) * 2)
    answer_finished(edition, ("Trager gaan.",), QuoteConsent.NONE)
    page = visitor.get("/werk/vandaag")
    assert "Few evaluations" not in page
    assert "2 quotes to read" in page
    assert register_late.training.short_name not in page


def test_attendance_that_was_not_taken(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(starts="2027-03-10 09:30", decision_on=date(2027, 3, 4))
    register(edition, 8)
    with transaction():
        minimum.go_ahead(edition.id, NOW, "", None)
    visitor.sign_in(cast.coordinator)
    assert "Take attendance" not in visitor.get("/werk/vandaag")
    clock.travel_to(NOW + timedelta(days=8))
    page = visitor.get("/werk/vandaag")
    assert "8 of 8 not marked" in page
    assert f"/werk/sessies/{edition.first_meeting.id}/aanwezigheid" in page.html


def test_a_coordinator_sees_the_own_team_only(visitor: Visitor, cast: Cast) -> None:
    make_edition(team=cast.antwerp)
    page = visitor.sign_in(cast.coordinator_limburg).get("/werk/vandaag")
    assert "Racisme verwondt" not in page
    page = visitor.sign_in(cast.coordinator_antwerp).get("/werk/vandaag")
    assert "Racisme verwondt" in page


def test_the_number_of_statements_does_not_grow(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator_antwerp)
    cancelled = make_edition(starts="2027-03-25 09:30", trainers=(cast.trainer,))
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TOO_FEW, "", NOW, None)
    answer_finished(make_finished(3), ("Eerst vragen.",))
    register(make_edition(trainers=(cast.trainer,)), 1)
    with transaction():
        db.session.execute(update(Message).values(state=MessageState.FAILED))
    with counted() as few:
        visitor.get("/werk/vandaag")
    for number in range(10):
        make_finished(2, starts=f"2027-02-{number + 1:02} 09:30")
    for number in range(20):
        training = make_training(f"Vorming {number}", f"V{number}", (f"Thema {number}",))
        starts = f"2027-03-{number + 5:02} 09:30"
        edition = make_edition(
            training=training,
            starts=starts,
            decision_on=date(2027, 3, 4),
            trainers=(cast.trainer,),
        )
        register(edition, 1)
    with counted() as many:
        visitor.get("/werk/vandaag")
    # As the bench counts them: without the BEGIN.
    assert len(many) == len(few) <= 12 + 1


def test_questions_of_participants_wait_for_the_own_team(visitor: Visitor, cast: Cast) -> None:
    first, second = register(make_edition(team=cast.antwerp), 2)
    with transaction():
        inquiry.ask(first, "Is er parking?", NOW - timedelta(hours=5))
        inquiry.ask(second, "Hoe laat is het gedaan?", NOW)
    page = visitor.sign_in(cast.coordinator_antwerp).get("/werk/vandaag")
    assert "2 participants wait for an answer" in page
    assert f"{first.name} asked on" in page
    assert "/werk/vragen" in page.html
    other = visitor.sign_in(cast.coordinator_limburg).get("/werk/vandaag")
    assert "wait for an answer" not in other


def test_a_decision_shows_how_the_edition_fills_up_and_leads_to_more_people(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition()
    register(edition, 3)
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert 'class="curve"' in page.html
    assert "3 registrations since" in page
    assert f"/werk/edities/{edition.id}/bekendmaken" in page.html


def test_who_must_be_phoned_after_a_cancellation(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    register(edition, 2)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    page = visitor.sign_in(cast.coordinator_antwerp).get("/werk/vandaag")
    # No other date exists: nobody could be held a seat.
    assert "2 people to phone" in page
    assert f"/werk/edities/{edition.id}" in page.html
    assert "to phone" not in visitor.sign_in(cast.coordinator_limburg).get("/werk/vandaag")


def test_a_held_seat_is_told_apart_from_an_offer_to_the_waiting_list(
    visitor: Visitor, cast: Cast
) -> None:
    given_up, other = make_edition(), make_edition(starts="2027-04-12 09:30")
    register(given_up, 2)
    with transaction():
        minimum.cancel(given_up.id, CancelReason.TRAINER_ILL, "", NOW, None)
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert "2 people whose edition was cancelled can take a place here" in page
    assert "An offer to the waiting list ends" not in page
    assert f"/werk/edities/{other.id}#waiting" in page.html


def test_a_draft_that_could_not_be_published(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(publish=False)
    with transaction():
        edition.publish_missed_at = NOW
    page = visitor.sign_in(cast.coordinator).get("/werk/vandaag")
    assert "Racisme verwondt, 29 maart could not be published" in page
