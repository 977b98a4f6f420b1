"""My registration: what each state says and offers, and the file for a calendar."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.models import Edition, Registration
from app.queries.telling.news import news_since
from app.rules.states import CancelReason, Format, RegistrationState
from app.services.deciding import minimum
from app.services.registering import registration as service
from app.services.registering import waiting_list
from app.services.registering.person import Person
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.outbox import mails
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor
from tests.web.test_participant_links import link


def state_of(registration: Registration) -> RegistrationState:
    db.session.expire_all()
    return registration.state


def full_with_offer() -> tuple[Edition, Registration, Registration]:
    """An edition of eight with a seat that is offered, and one more person who waits."""
    edition = make_edition(capacity=8, price_cents=9500)
    people = register(edition, 10)
    with transaction():
        service.withdraw(people[0], NOW, frozenset())
    return edition, people[8], people[9]


def test_with_a_seat_it_shows_facts_terms_and_what_can_change(visitor: Visitor) -> None:
    edition = make_edition(price_cents=9500, starts="2027-03-15 09:30")
    (registration,) = register(edition, name="Lotte Janssens", needs="Ringleiding")
    page = visitor.get(link(registration))
    for words in (
        "Maandag 15 maart 2027, 9.30–12.30 uur",
        "and one of them is yours",
        "Lotte Janssens",
        "You told us: “Ringleiding”",
        "Costs € 47,50 today",
        "Up to and including maandag 1 maart 2027 Free",
        "Today, up to and including donderdag 11 maart 2027 You pay half: € 47,50",
        "From vrijdag 12 maart 2027 You pay the full price: € 95",
        "The link in your mail works until 14 mei 2027.",
    ):
        assert words in page


def test_only_who_has_a_seat_sees_the_link_of_a_webinar(visitor: Visitor) -> None:
    edition = make_edition(
        capacity=8, format_=Format.WEBINAR, join_url="https://meet.example/geheim"
    )
    people = register(edition, 9)
    clock.travel_to(edition.first_meeting.starts_at)
    assert "/webinar/" in visitor.get(link(people[0])).html
    assert "/webinar/" not in visitor.get(link(people[8])).html


def test_after_the_last_meeting_nothing_can_be_changed(visitor: Visitor) -> None:
    edition = make_edition()
    (registration,) = register(edition)
    clock.travel_to(edition.last_meeting.ends_at)
    page = visitor.get(link(registration))
    assert "This training has taken place." in page
    assert "Give up my place" not in page


@pytest.mark.parametrize("waits", [False, True])
def test_mails_about_new_trainings_are_turned_on_and_off(visitor: Visitor, waits: bool) -> None:
    edition = make_edition(capacity=1, minimum=1, minimum_reason="Klein")
    made = register(edition, 1 + waits)[-1]
    page = visitor.get(link(made))
    assert "Off: you only get mails about what you registered for." in page
    page = visitor.submit(page, "Turn them on")
    assert "From now on we mail you about new trainings." in page
    assert news_since(made.email_key) is not None
    page = visitor.submit(page, "Turn them off")
    assert "Off: you only get mails" in page
    assert news_since(made.email_key) is None


def test_on_the_waiting_list_it_says_the_place_in_line(visitor: Visitor) -> None:
    edition = make_edition(capacity=8)
    people = register(edition, 10)
    page = visitor.get(link(people[9]))
    assert "You are number 2 on the waiting list." in page
    assert "You then have 48 hours to take the place" in page
    page = visitor.get(f"/inschrijving/{people[9].public_id}/annuleren")
    page = visitor.submit(page, "Leave the waiting list")
    assert "You gave up your place. You pay nothing." in page


def test_an_offered_place_is_taken_with_one_click(visitor: Visitor) -> None:
    _edition, offered, _next = full_with_offer()
    page = visitor.get(link(offered))
    assert "We keep it for you until vrijdag 5 maart 2027, 10.00 uur." in page
    assert "you pay € 95, later" in page
    assert "You pay half: € 47,50" in page
    (offer,) = mails("seat_offered", to=offered.email)
    assert "if you take the place and give it up again" in offer.text
    assert "47,50" in offer.text
    page = visitor.submit(page, "Take the place")
    assert "You have a place" in page
    assert state_of(offered) is RegistrationState.REGISTERED


def test_an_offered_place_that_is_left_goes_to_the_next(visitor: Visitor) -> None:
    _edition, offered, following = full_with_offer()
    page = visitor.submit(visitor.get(link(offered)), "Let the place go")
    assert "The place goes to the next person." in page
    assert "You did not take the place that we kept for you." in page
    assert state_of(following) is RegistrationState.OFFERED


def test_a_place_that_is_taken_twice_is_taken_once(visitor: Visitor) -> None:
    _edition, offered, _next = full_with_offer()
    page = visitor.get(link(offered))
    for _click in range(2):
        shown = visitor.submit(page, "Take the place")
        assert "You have a place" in shown
        assert "No seat is held" not in shown


def test_a_place_that_is_left_twice_is_left_once(visitor: Visitor) -> None:
    _edition, offered, _next = full_with_offer()
    page = visitor.get(link(offered))
    for _click in range(2):
        shown = visitor.submit(page, "Let the place go")
        assert "You did not take the place that we kept for you." in shown
        assert "No seat is held" not in shown


def test_a_place_that_was_taken_cannot_be_left_by_an_old_page(visitor: Visitor) -> None:
    _edition, offered, _next = full_with_offer()
    page = visitor.get(link(offered))
    visitor.submit(page, "Take the place")
    assert "No seat is held for you" in visitor.submit(page, "Let the place go")
    assert state_of(offered) is RegistrationState.REGISTERED


def test_an_offer_whose_time_is_over_has_no_buttons(visitor: Visitor) -> None:
    _edition, offered, _next = full_with_offer()
    page = visitor.get(link(offered))
    clock.travel_to(NOW + timedelta(hours=48))
    late = visitor.submit(page, "Take the place")
    assert "The time to take this seat is over." in late
    assert "The time to take this place is over." in late
    assert late.forms == []
    assert state_of(offered) is RegistrationState.OFFERED


def test_a_get_takes_nothing(client: FlaskClient) -> None:
    for verb in ("aanvaarden", "weigeren", "verplaatsen/1"):
        assert client.get(f"/inschrijving/x/{verb}").status_code == 405


def test_who_was_removed_is_told(visitor: Visitor, cast: Cast) -> None:
    (registration,) = register(make_edition())
    with transaction():
        service.remove(registration, NOW, cast.coordinator.id)
    assert "A coordinator ended your registration." in visitor.get(link(registration))


def cancelled(visitor: Visitor, cast: Cast) -> tuple[Registration, Edition, Shown]:
    """Somebody whose edition was cancelled, where else there is, and the page that says so."""
    edition, other = make_edition(), make_edition(starts="2027-05-03 09:30", capacity=8)
    (registration,) = register(edition, needs="Ringleiding", name="Lotte Janssens")
    with transaction():
        minimum.cancel(
            edition.id, CancelReason.TOO_FEW, "In mei opnieuw.", NOW, cast.coordinator.id
        )
    return registration, other, visitor.get(link(registration))


def test_after_a_cancellation_one_click_gives_another_seat(visitor: Visitor, cast: Cast) -> None:
    registration, other, page = cancelled(visitor, cast)
    assert "Too few people registered: 1 of the 8 that are needed. In mei opnieuw." in page
    assert "We keep a place for you in this training until maandag 8 maart 2027" in page
    page = visitor.submit(page, "Take this place")
    assert "You have a place, Lotte Janssens" in page
    new = db.session.scalars(select(Registration).where(Registration.edition_id == other.id)).one()
    assert new.needs is not None
    assert new.needs.needs == "Ringleiding"
    fresh = Visitor(visitor.client.application)
    page = fresh.get(link(registration))
    assert "You chose another one instead." in page
    assert "You are registered." in fresh.get(f"/inschrijving/{new.public_id}")


def test_a_kept_seat_that_is_taken_twice_is_taken_once(visitor: Visitor, cast: Cast) -> None:
    _registration, other, page = cancelled(visitor, cast)
    first = visitor.submit(page, "Take this place")
    again = visitor.submit(page, "Take this place")
    assert again.path == first.path
    assert "Nothing was changed" not in again
    statement = select(Registration).where(Registration.edition_id == other.id)
    assert len(db.session.scalars(statement).all()) == 1


def test_the_old_link_does_not_open_what_went_to_a_colleague(visitor: Visitor, cast: Cast) -> None:
    registration, other, page = cancelled(visitor, cast)
    visitor.submit(page, "Take this place")
    new = db.session.scalars(select(Registration).where(Registration.edition_id == other.id)).one()
    person = Person("Emine", "emine@x.example", "Coach", "CLB", "CLB")
    with transaction():
        service.change(new, person, NOW)
    fresh = Visitor(visitor.client.application)
    assert "went to a colleague" in fresh.get(link(registration))
    fresh.get(f"/inschrijving/{new.public_id}", status=404)


def test_opening_the_link_of_a_kept_seat_takes_nothing(visitor: Visitor, cast: Cast) -> None:
    registration, other, page = cancelled(visitor, cast)
    again = visitor.get(link(registration))
    assert again.path == page.path
    held = db.session.scalars(select(Registration).where(Registration.edition_id == other.id)).one()
    assert (held.is_hold, state_of(registration)) == (True, "cancelled_with_edition")


def test_another_than_the_kept_seat_is_chosen_with_one_click(visitor: Visitor, cast: Cast) -> None:
    later = make_edition(starts="2027-05-10 09:30", price_cents=9500)
    registration, other, _ = cancelled(visitor, cast)
    page = visitor.get(f"{link(registration)}?editie={later.id}")
    assert "Or would you rather come to another one?" in page
    for _click in range(2):
        chosen = visitor.submit(page, "Choose for")
        assert "You have a place, Lotte Janssens" in chosen
    (left,) = db.session.scalars(select(Registration).where(Registration.edition_id == other.id))
    assert state_of(left) is RegistrationState.WITHDRAWN


def test_none_of_them_leads_to_what_is_open_and_the_interest_list(
    visitor: Visitor, cast: Cast
) -> None:
    registration, _other, page = cancelled(visitor, cast)
    for _click in range(2):
        shown = visitor.submit(page, "No, thank you")
        assert "Would you like to come to another training?" in shown
        assert "/hou-me-op-de-hoogte" in shown.html
    assert state_of(registration) is RegistrationState.CANCELLED_WITH_EDITION


def test_a_kept_seat_whose_time_is_over_leads_to_what_is_open(visitor: Visitor, cast: Cast) -> None:
    _registration, _other, page = cancelled(visitor, cast)
    clock.travel_to(NOW + timedelta(days=5))
    late = visitor.submit(page, "Take this place")
    assert "The time to take this seat is over." in late
    assert "We no longer keep a place for you" in late


def test_a_seat_that_went_meanwhile_is_explained(visitor: Visitor, cast: Cast) -> None:
    later = make_edition(starts="2027-05-10 09:30", capacity=8)
    registration, _other, page = cancelled(visitor, cast)
    register(later, 8)
    page = visitor.submit(page, "Choose this training")
    assert "The last seat has just been taken." in page
    assert "We keep a place for you in this training" in page
    assert state_of(registration) is RegistrationState.CANCELLED_WITH_EDITION


def test_nobody_moves_to_a_draft(visitor: Visitor, cast: Cast) -> None:
    registration, _other, page = cancelled(visitor, cast)
    draft = make_edition(publish=False, starts="2027-06-01 09:30")
    token = page.token
    address = f"/inschrijving/{registration.public_id}/verplaatsen/{draft.id}"
    visitor.post(address, {"csrf_token": token}, status=404)
    assert state_of(registration) is RegistrationState.CANCELLED_WITH_EDITION


def test_the_calendar_file_is_a_download_for_who_has_a_seat(visitor: Visitor) -> None:
    edition = make_edition(capacity=8)
    people = register(edition, 9)
    for registration, status in ((people[0], 200), (people[8], 404)):
        visitor.get(link(registration))
        page = visitor.get(f"/inschrijving/{registration.public_id}/agenda.ics", status=status)
        if status == 200:
            assert page.response.mimetype == "text/calendar"
            assert ".ics" in page.response.headers["Content-Disposition"]


@pytest.mark.parametrize("path", ["", "/bevestiging"])
def test_the_number_of_statements_does_not_grow(visitor: Visitor, path: str) -> None:
    edition = make_edition(capacity=40)
    (registration,) = register(edition)
    visitor.get(link(registration))
    with counted() as one:
        visitor.get(f"/inschrijving/{registration.public_id}{path}")
    register(edition, 9)
    with counted() as ten:
        visitor.get(f"/inschrijving/{registration.public_id}{path}")
    # Two of them look for other dates to move to.
    assert len(ten) == len(one) <= 14


def test_a_lapsed_offer_says_where_the_place_went(visitor: Visitor) -> None:
    _edition, offered, _next = full_with_offer()
    late = NOW + timedelta(hours=48)
    with transaction():
        waiting_list.lapse(offered, late)
    clock.travel_to(late)
    assert "You did not take the place that we kept for you." in visitor.get(link(offered))
