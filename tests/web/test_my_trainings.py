"""'My trainings': signing in by a link and a button, what stands there, and for whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.mail.links import Purpose
from app.models import EvaluationTicket, Feed, Interest, Registration, SignIn
from app.queries.telling.news import news_since
from app.rules.states import CancelReason
from app.services.attending import evaluation
from app.services.deciding import minimum
from app.services.registering import booking, registration
from app.services.registering.booking import Booker
from app.services.registering.link import signer
from tests.factories.cast import Cast
from tests.factories.held import hold_edition, people_of
from tests.factories.offer import make_edition, make_person, make_training, register
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Visitor

LOTTE = "lotte@horizon.example"
HOME = "/mijn-vormingen"


def ask(visitor: Visitor, email: str = LOTTE) -> str:
    """The link in the mail that somebody gets who asks for it."""
    visitor.submit(visitor.get("/mijn-inschrijving"), email=email)
    made = db.session.scalars(select(SignIn).order_by(SignIn.id.desc())).first()
    assert made is not None
    return signer().url(Purpose.SIGN_IN, made.public_id)


def sign_in(visitor: Visitor, email: str = LOTTE) -> Visitor:
    visitor.submit(visitor.get(ask(visitor, email)), "Open my trainings")
    return visitor


def enter(edition, now=NOW, **values: str) -> Registration:  # type: ignore[no-untyped-def]
    (made,) = register(edition, 1, now, **({"email": LOTTE, "name": "Lotte Janssens"} | values))
    return made


# The way in.


def test_the_link_alone_signs_nobody_in_the_button_does(visitor: Visitor) -> None:
    enter(make_edition())
    page = visitor.get(ask(visitor))
    assert page.path == "/mijn-vormingen/aanmelden"
    assert "everything that is registered for lotte@horizon.example" in page
    assert visitor.get(HOME).path == "/mijn-inschrijving"
    page = visitor.submit(page, "Open my trainings")
    assert page.path == HOME
    assert "Racisme verwondt" in page


@pytest.mark.parametrize("button", ["Pass your place on", "Save the changes"])
def test_a_double_click_of_who_signed_in_shows_what_the_first_click_did(
    visitor: Visitor, button: str
) -> None:
    made = enter(make_edition())
    sign_in(visitor)
    pass_on = button.startswith("Pass")
    page = visitor.get(f"/inschrijving/{made.public_id}{'' if pass_on else '/wijzigen'}")
    own = {} if pass_on else {"organisation_type": made.organisation_type}
    values = {"name": "Mai Nguyễn", "email": "mai@horizon.example", "function": "Coach"} | own
    first = visitor.submit(page, button, **values)
    assert visitor.submit(page, button, **values).text == first.text
    assert "We sent a mail to mai@horizon.example." in first
    # What was shown once is no way in, nor is what somebody else would send.
    visitor.get(f"/inschrijving/{made.public_id}", 404)
    visitor.submit(page, button, status=404, **(values | {"name": "Iemand Anders"}))


def test_a_scanner_that_opens_the_link_changes_nothing(visitor: Visitor, site: Flask) -> None:
    enter(make_edition())
    link = ask(visitor)
    before = _rows()
    Visitor(site).get(link)
    assert _rows() == before
    visitor.submit(visitor.get(link), "Open my trainings")
    assert _rows() != before


def _rows() -> list[tuple[object, ...]]:
    db.session.rollback()
    return [tuple(row) for row in db.session.execute(select(SignIn.__table__))]


def test_a_link_opens_for_an_hour_and_a_browser_for_twelve(visitor: Visitor, site: Flask) -> None:
    enter(make_edition())
    link = ask(visitor)
    clock.travel_to(NOW + timedelta(minutes=59))
    visitor.submit(visitor.get(link), "Open my trainings")
    clock.travel_to(NOW + timedelta(minutes=61))
    late = Visitor(site).get(link, status=410)
    assert "This link no longer works" in late
    clock.travel_to(NOW + timedelta(hours=12, minutes=58))
    assert visitor.get(HOME).path == HOME
    clock.travel_to(NOW + timedelta(hours=13))
    assert visitor.get(HOME).path == "/mijn-inschrijving"


@pytest.mark.parametrize("token", ["x", "%00", "é", "a" * 4000])
def test_a_forged_link_signs_nobody_in(visitor: Visitor, token: str) -> None:
    visitor.get(f"/m/{token}", status=410)
    visitor.get("/mijn-vormingen/aanmelden", status=410)


def test_a_link_for_something_else_signs_nobody_in(visitor: Visitor) -> None:
    made = enter(make_edition())
    visitor.get(f"/m/{signer().token(Purpose.REGISTRATION, made.public_id)}", status=410)


def test_pressing_the_button_twice_leads_to_the_same_page(visitor: Visitor) -> None:
    enter(make_edition())
    page = visitor.get(ask(visitor))
    for _ in range(2):
        assert visitor.submit(page, "Open my trainings").path == HOME


def test_signing_out_ends_a_copy_of_the_cookie_too(visitor: Visitor, site: Flask) -> None:
    made = enter(make_edition())
    sign_in(visitor)
    thief = Visitor(site)
    with visitor.client.session_transaction() as session:
        cookie = dict(session)
    with thief.client.session_transaction() as session:
        session.update(cookie)
    assert thief.get(HOME).path == HOME
    page = visitor.submit(visitor.get(HOME), "Sign out")
    assert "You are signed out." in page
    for browser in (visitor, thief):
        assert browser.get(HOME).path == "/mijn-inschrijving"
        browser.get(f"/inschrijving/{made.public_id}", status=404)


def test_signing_out_forgets_the_links_that_were_opened_here(visitor: Visitor) -> None:
    made = enter(make_edition())
    link = signer().url(Purpose.REGISTRATION, f"{made.public_id}.{made.link_version}")
    sign_in(visitor).get(link)
    visitor.submit(visitor.get(HOME), "Sign out")
    visitor.get(f"/inschrijving/{made.public_id}", status=404)


def test_signing_out_forgets_what_was_opened_and_not_used(visitor: Visitor) -> None:
    edition = hold_edition(1)
    (person,) = people_of(edition)
    ends = edition.last_meeting.ends_at
    with transaction():
        evaluation.ask(edition.id, ends)
    clock.travel_to(ends)
    sign_in(visitor, person.email)
    visitor.get(f"/mijn-vormingen/evaluatie/{person.public_id}")
    clock.travel_to(ends + timedelta(minutes=5))
    assert visitor.get(ask(visitor, person.email)).path == "/mijn-vormingen/aanmelden"
    visitor.submit(visitor.get(HOME), "Sign out")
    visitor.get("/mijn-vormingen/aanmelden", status=410)
    visitor.get("/evaluatie", status=410)


# Whose trainings.


def test_only_what_is_registered_with_this_address_stands_there_and_opens(
    visitor: Visitor,
) -> None:
    edition = make_edition()
    mine, other = enter(edition), enter(edition, email="bo@horizon.example", name="Bo Martens")
    page = sign_in(visitor).get(HOME)
    assert f"/inschrijving/{mine.public_id}" in page.html
    assert other.public_id not in page.html
    assert "You are registered." in visitor.get(f"/inschrijving/{mine.public_id}")
    for path in ("", "/wijzigen", "/annuleren", "/agenda.ics", "/attest.pdf"):
        visitor.get(f"/inschrijving/{other.public_id}{path}", status=404)
    for wrong in ("%00", "0" * 32, "é", "'" * 40):
        visitor.get(f"/inschrijving/{wrong}", status=404)
    visitor.get(f"/mijn-vormingen/evaluatie/{other.public_id}", status=404)


def test_who_works_here_sees_nobodys_trainings(site: Flask, cast: Cast) -> None:
    made = enter(make_edition(team=cast.antwerp))
    for person in (cast.administrator, cast.coordinator, cast.trainer):
        visitor = Visitor(site).sign_in(person)
        assert visitor.get(HOME).path == "/mijn-inschrijving"
        visitor.get(f"/inschrijving/{made.public_id}", status=404)


def test_a_place_that_went_to_a_colleague_is_no_longer_theirs(visitor: Visitor) -> None:
    made = enter(make_edition())
    sign_in(visitor).get(f"/inschrijving/{made.public_id}")
    with transaction():
        registration.change(made, make_person(email="bo@horizon.example"), NOW)
    visitor.get(f"/inschrijving/{made.public_id}", status=404)
    assert made.public_id not in visitor.get(HOME).html


def test_an_old_registration_opens_for_who_signed_in(visitor: Visitor, site: Flask) -> None:
    edition = hold_edition(1)
    (person,) = people_of(edition)
    clock.travel_to(edition.last_meeting.ends_at + timedelta(days=400))
    old = Visitor(site)
    old.get(signer().url(Purpose.REGISTRATION, f"{person.public_id}.0"), status=410)
    sign_in(visitor, person.email).get(f"/inschrijving/{person.public_id}")


# What stands there.


def test_what_comes_what_was_and_what_is_next(visitor: Visitor, cast: Cast) -> None:
    full = make_edition(starts="2027-05-11 09:30", capacity=1, minimum=1, minimum_reason="x")
    enter(full, email="bo@horizon.example")
    cancelled = make_edition(starts="2027-06-11 09:30")
    for edition in (make_edition(), full, cancelled):
        enter(edition)
    gone = enter(make_edition(starts="2027-07-11 09:30"))
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TOO_FEW, "", NOW, cast.coordinator.id)
        registration.withdraw(gone, NOW, frozenset())
    page = sign_in(visitor).get(HOME)
    assert "We decide on Monday 15 March 2027 whether it goes ahead." in page.text.replace(
        "maandag 15 maart 2027", "Monday 15 March 2027"
    )
    assert "You are number 1 on the waiting list." in page
    assert "This training does not take place." in page
    coming, past = page.text.split("Earlier")
    assert "You gave up your place." in past
    assert "You gave up your place." not in coming


def test_the_page_asks_the_database_as_often_for_one_as_for_ten(visitor: Visitor) -> None:
    enter(make_edition())
    sign_in(visitor)
    counts = []
    for number in (0, 9):
        for index in range(number):
            enter(make_edition(starts=f"2027-05-{index + 10} 09:30"))
        with counted() as statements:
            visitor.get(HOME)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 14


def test_the_form_opens_without_the_mail_and_is_asked_for_until_it_is_filled_in(
    visitor: Visitor,
) -> None:
    edition = hold_edition(1)
    (person,) = people_of(edition)
    ends = edition.last_meeting.ends_at
    with transaction():
        evaluation.ask(edition.id, ends)
    clock.travel_to(ends + timedelta(days=1))
    sign_in(visitor, person.email)
    assert "What did you think of it?" in visitor.get(HOME)
    form = visitor.get(f"/mijn-vormingen/evaluatie/{person.public_id}")
    assert form.path == "/evaluatie"
    with visitor.client.session_transaction() as session:
        assert session["ticket"] == db.session.scalar(select(EvaluationTicket.id))
    visitor.submit(form, "Send your answers", organised="4")
    with visitor.client.session_transaction() as session:
        assert "ticket" not in session
    assert "What did you think of it?" not in visitor.get(HOME)
    assert visitor.get(f"/mijn-vormingen/evaluatie/{person.public_id}", 410).path == "/evaluatie"


# The calendar link.


def test_a_calendar_link_is_shown_once_and_can_be_renewed_and_stopped(
    visitor: Visitor, site: Flask
) -> None:
    enter(make_edition())
    page = visitor.submit(sign_in(visitor).get(HOME), "Make my calendar link")
    first = _address(page.html)
    reader = site.test_client()
    assert reader.get(first).status_code == 200
    home = visitor.get(HOME)
    assert first.rpartition("/")[2] not in home.html
    second = _address(visitor.submit(home, "Make a new link").html)
    assert (reader.get(first).status_code, reader.get(second).status_code) == (404, 200)
    visitor.submit(visitor.get(HOME), "Stop the calendar link")
    gone = reader.get(second)
    wrong = reader.get("/agenda/wrong.ics")
    assert (gone.status_code, gone.data) == (wrong.status_code, wrong.data) == (404, wrong.data)
    assert dict(gone.headers) == dict(wrong.headers)
    assert "Make my calendar link" in visitor.get(HOME)


def _address(html: str) -> str:
    return html.split('value="http://localhost')[1].split('"')[0]


def test_a_calendar_that_did_not_change_is_not_sent_again(visitor: Visitor, site: Flask) -> None:
    edition = make_edition()
    enter(edition)
    page = visitor.submit(sign_in(visitor).get(HOME), "Make my calendar link")
    address, reader = _address(page.html), site.test_client()
    first = reader.get(address)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert "no-cache" in first.headers["Cache-Control"]
    assert "Set-Cookie" not in first.headers
    seen = {"If-None-Match": first.headers["ETag"]}
    clock.travel_to(NOW + timedelta(hours=5))
    register(edition)
    assert reader.get(address, headers=seen).status_code == 304
    enter(make_edition(starts="2027-05-10 09:30"))
    assert reader.get(address, headers=seen).status_code == 200


@pytest.mark.parametrize("key", ["x", "%00", "%ff", "a" * 3000, "..", "é"])
def test_a_wrong_key_is_no_calendar(client, key: str) -> None:  # type: ignore[no-untyped-def]
    assert client.get(f"/agenda/{key}.ics").status_code == 404


def test_who_is_not_signed_in_makes_and_stops_no_calendar(visitor: Visitor) -> None:
    token = visitor.get("/mijn-inschrijving").token
    for path in ("/mijn-vormingen/agenda", "/mijn-vormingen/agenda/stoppen"):
        assert visitor.post(path, {"csrf_token": token}).path == "/mijn-inschrijving"
    assert db.session.scalars(select(Feed)).all() == []


# What else belongs to an address.


def test_groups_and_trainings_without_a_date_stand_there_too(visitor: Visitor) -> None:
    edition = make_edition()
    with transaction():
        booked = booking.book(
            edition.id,
            Booker("Lotte Janssens", LOTTE, "nl", ""),
            [make_person(), make_person()],
            NOW,
            consent=True,
            told_waiting=0,
        )
    trainings = [make_training(title=f"Zonder datum {number}") for number in range(2)]
    with transaction():
        for training, confirmed_at in zip(trainings, (NOW, None), strict=True):
            db.session.add(
                Interest(
                    public_id=uuid4().hex,
                    training_id=training.id,
                    email=LOTTE,
                    email_key=LOTTE,
                    language="nl",
                    created_at=NOW,
                    confirmed_at=confirmed_at,
                )
            )
    page = sign_in(visitor).get(HOME)
    assert "Zonder datum 0" in page
    assert "Zonder datum 1" not in page
    assert visitor.get(f"/groep/{booked.public_id}").status == 200
    clock.travel_to(edition.last_meeting.ends_at)
    assert booked.public_id not in sign_in(visitor).get(HOME).html


def test_mails_about_new_trainings_are_turned_on_and_off(visitor: Visitor) -> None:
    made = enter(make_edition())
    visitor.client.post("/mijn-vormingen/nieuws", data={"wil": "ja"})
    assert news_since(made.email_key) is None
    page = visitor.submit(sign_in(visitor).get(HOME), "Turn them on")
    assert page.path == HOME
    assert "On: since 3 maart 2027 you get a mail" in page
    assert news_since(made.email_key) is not None
    assert "Off: you only get" in visitor.submit(page, "Turn them off")
    assert news_since(made.email_key) is None
