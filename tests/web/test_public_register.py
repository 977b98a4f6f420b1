"""Registering from the page: what is said before, stored, and told to whom."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db, settings, transaction
from app.models import Edition, Message, Registration
from app.rules.states import CancelReason, RegistrationState
from app.services.deciding import minimum
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

LOTTE = {
    "name": "Lotte Janssens",
    "email": "Lotte@Horizon.example",
    "function": "Leerlingbegeleider",
    "organisation": "CLB De Horizon",
    "organisation_type": "CLB",
    "needs": "Een ringleiding, graag.",
    "vat_number": "0403.019.261",
    "bill_address": "Kerkstraat 1, 2000 Antwerpen",
    "consent": "y",
}


@pytest.fixture
def edition(site: Flask) -> Edition:
    """An open edition with a price."""
    return make_edition(price_cents=9500)


def fill_in(
    visitor: Visitor, edition: Edition, status: int = 200, **values: str | list[str] | None
) -> Shown:
    """Fill in the form of this edition as Lotte, but for `values`, and send it."""
    form = visitor.get(f"/edities/{edition.id}/inschrijven")
    return visitor.submit(form, status=status, **(LOTTE | values))


def stored() -> list[Registration]:
    return list(db.session.scalars(select(Registration)))


def test_somebody_registers_and_sees_the_confirmation(visitor: Visitor, edition: Edition) -> None:
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert "Register for € 95" in page
    assert "7 days after the last meeting we erase it." in page
    assert "Today, up to and including maandag 15 maart 2027: Free" in page
    page = fill_in(visitor, edition)
    (registration,) = stored()
    assert page.path == f"/inschrijving/{registration.public_id}/bevestiging"
    assert "You have a place, Lotte Janssens" in page
    assert "and one of them is yours" in page
    assert registration.state is RegistrationState.REGISTERED
    assert registration.email_key == "lotte@horizon.example"
    assert registration.needs is not None
    assert registration.needs.needs == "Een ringleiding, graag."
    (message,) = db.session.scalars(select(Message))
    assert (message.kind, message.language) == ("registration_confirmed", "nl")


def test_the_language_of_the_visitor_is_the_language_of_the_mails(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.get("/taal/fr")
    fill_in(visitor, edition)
    (registration,) = stored()
    assert registration.language == "fr"


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        ("name", "   ", "Your name: Fill this in, please."),
        ("name", "a" * 201, "Your name: Use 200 characters at most."),
        ("email", "lotte@", "E-mail address: This does not look like an e-mail address."),
        ("email", "vormingen@voorbeeldpunt.example", "E-mail address: This is our own address."),
        ("function", None, "Function: Fill this in, please."),
        ("organisation", "", "Organisation: Fill this in, please."),
        ("organisation_type", "", "Kind of organisation: Choose the kind of organisation."),
        ("organisation_type", "Verzonnen", "Kind of organisation: "),
        ("needs", "x" * 2001, "Use 2000 characters at most."),
        ("consent", None, "Tick the box to agree, then we can register you."),
    ],
)
def test_wrong_input_comes_back_whole_with_what_to_do(
    visitor: Visitor, edition: Edition, field: str, value: str | None, error: str
) -> None:
    page = fill_in(visitor, edition, status=422, **{field: value})
    assert "1 thing to check" in page
    assert error in page
    sent = {**LOTTE, field: value}
    kept = page.forms[0].values
    for name in ("name", "email", "function", "organisation", "needs"):
        expected = (sent[name] or "").strip()
        assert kept[name][0].lower() == expected.lower(), name
    assert stored() == []


@pytest.mark.parametrize(
    "name",
    [
        "'; DROP TABLE registrations; --",
        "<script>alert(1)</script>",
        "أمينة",
        "\x00Lotte\x0b",
        "🙂",
    ],
)
def test_any_name_is_a_name(visitor: Visitor, edition: Edition, name: str) -> None:
    page = fill_in(visitor, edition, name=name)
    kept = "".join(c for c in name if c >= " ")
    assert f"You have a place, {kept}" in page
    assert "<script>alert" not in page.html


def test_a_full_edition_says_waiting_list_before_and_after(visitor: Visitor) -> None:
    edition = make_edition(capacity=8)
    register(edition, 8)
    form = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert "This edition is full" in form
    assert "you then have 48 hours to take it" in form
    page = visitor.submit(form, "Put me on the waiting list", **LOTTE)
    assert "You are on the waiting list, Lotte Janssens" in page
    assert "You are number 1 for:" in page


def test_a_seat_that_went_meanwhile_is_said_before_anybody_waits(visitor: Visitor) -> None:
    edition = make_edition(capacity=8)
    form = visitor.get(f"/edities/{edition.id}/inschrijven")
    register(edition, 8)
    back = visitor.submit(form, status=422, **LOTTE)
    assert "The last place has just gone." in back
    assert back.forms[0].values["name"] == ["Lotte Janssens"]
    assert len(stored()) == 8
    page = visitor.submit(back, "Put me on the waiting list")
    assert "You are on the waiting list" in page
    assert len(stored()) == 9


def test_who_is_registered_already_gets_the_link_again_and_no_stranger_learns_it(
    visitor: Visitor, edition: Edition
) -> None:
    fill_in(visitor, edition)
    stranger = Visitor(visitor.client.application)
    page = fill_in(stranger, edition, email="LOTTE@horizon.example", name="Iemand Anders")
    # Of a double click there is one mail.
    page = fill_in(stranger, edition, email="LOTTE@horizon.example", name="Iemand Anders")
    assert page.path == "/mijn-inschrijving/verstuurd"
    assert "no second registration was made" in page
    assert "Lotte" not in page
    (registration,) = stored()
    assert registration.name == "Lotte Janssens"
    stranger.get(f"/inschrijving/{registration.public_id}", status=404)
    kinds = db.session.execute(select(Message.kind, Message.recipient).order_by(Message.id)).all()
    assert [tuple(row) for row in kinds] == [
        ("registration_confirmed", "Lotte@horizon.example"),
        ("already_registered", "Lotte@horizon.example"),
    ]


def test_a_robot_is_thanked_and_forgotten(visitor: Visitor, edition: Edition) -> None:
    page = fill_in(visitor, edition, website="https://spam.example")
    assert page.path == "/"
    assert "Thank you. Your answer has come in." in page
    assert stored() == []
    assert db.session.scalars(select(Message)).all() == []


def test_people_do_not_meet_the_field_for_robots(visitor: Visitor, edition: Edition) -> None:
    html = visitor.get(f"/edities/{edition.id}/inschrijven").html
    hidden = html.split('<div class="vh" aria-hidden="true">')[1].split("</div>")[0]
    assert 'name="website"' in hidden
    assert 'tabindex="-1"' in hidden
    assert 'autocomplete="off"' in hidden


def test_a_closed_edition_has_no_form_but_a_next_step(visitor: Visitor, edition: Edition) -> None:
    form = visitor.get(f"/edities/{edition.id}/inschrijven")
    other = make_edition(starts="2027-05-03 09:30")
    clock.travel_to(edition.closes_at)
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert "You cannot register now" in page
    assert f"/edities/{other.id}/inschrijven" in page.html
    assert page.forms == []
    visitor.submit(form, status=409, **LOTTE)
    assert stored() == []


def test_a_cancelled_edition_says_so(visitor: Visitor, edition: Edition, cast: Cast) -> None:
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, cast.coordinator.id)
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert "This edition has been cancelled." in page


def test_before_it_opens_it_says_when(visitor: Visitor, edition: Edition) -> None:
    clock.travel_to(NOW.replace(year=2026))
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    assert "Registration opens on woensdag 3 maart 2027, 10.00 uur." in page


def test_a_form_without_its_token_changes_nothing(visitor: Visitor, edition: Edition) -> None:
    visitor.post(f"/edities/{edition.id}/inschrijven", dict(LOTTE), status=422)
    assert stored() == []


def test_a_page_left_open_too_long_comes_back_with_everything_typed(
    visitor: Visitor, cast: Cast
) -> None:
    edition = make_edition(team=cast.antwerp)
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    visitor.client.delete_cookie("open_aanbod")
    back = visitor.submit(
        page,
        status=422,
        name="Lotte Janssens",
        email="lotte@horizon.example",
        function="Leerlingbegeleider",
        organisation="CLB De Horizon",
        organisation_type="CLB",
        consent="y",
    )
    assert 'value="Lotte Janssens"' in back.html
    done = visitor.submit(back)
    assert done.path.endswith("/bevestiging")


def test_a_page_without_its_token_comes_back_with_all_that_was_ticked(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    visitor.client.delete_cookie("open_aanbod")
    typed = {
        **LOTTE,
        "email": "lotte@horizon.example",
        "aids": ["loop", "texts"],
        "region": "Antwerpen",
        "news": "y",
        "payer": "self",
    }
    back = visitor.submit(page, status=422, **typed)
    kept = back.forms[0].values
    for name in (*typed, "vat_number"):
        expected = typed[name]
        assert kept[name] == (expected if isinstance(expected, list) else [expected]), name


@pytest.mark.parametrize(
    ("button", "address"), [("Yes, an@gmail.com", "an@gmail.com"), ("No, an@gmial", "an@gmial.com")]
)
def test_a_likely_typing_error_is_asked_about_once(
    visitor: Visitor, edition: Edition, button: str, address: str
) -> None:
    back = fill_in(visitor, edition, status=422, email="an@gmial.com")
    assert "E-mail address: Did you mean an@gmail.com?" in back
    assert stored() == []
    again = visitor.submit(back, button, status=422, function="")
    assert "Did you mean" not in again
    visitor.submit(again, function="Coach")
    assert [made.email for made in stored()] == [address]


def test_no_other_address_can_be_slipped_in(visitor: Visitor, edition: Edition) -> None:
    fill_in(visitor, edition, status=422, email="an@gmial.com", email_as="eve@gmail.com")
    fill_in(visitor, edition, email="an@horizon.example", email_as="eve@gmail.com")
    assert [made.email for made in stored()] == ["an@horizon.example"]


@pytest.fixture
def watched(site: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The installation takes no form back within three seconds."""
    slower = replace(settings(), form_least_seconds=3)
    monkeypatch.setitem(site.config, "OPEN_AANBOD", slower)
    return site


def test_a_form_that_comes_back_too_fast_keeps_everything_and_works_the_second_time(
    watched: Flask,
) -> None:
    visitor, edition = Visitor(watched), make_edition()
    form = visitor.get(f"/edities/{edition.id}/inschrijven")
    back = visitor.submit(form, status=422, **LOTTE)
    assert "That was very fast." in back
    assert back.forms[0].values["name"] == ["Lotte Janssens"]
    clock.travel_to(clock.now() + timedelta(seconds=3))
    assert visitor.submit(back).path.endswith("/bevestiging")


@pytest.mark.parametrize("shown_at", [None, "1.0", "9" * 400, "٣.x", f"1000000000.{'0' * 64}"])
def test_a_clock_that_nobody_sealed_counts_for_none(watched: Flask, shown_at: str | None) -> None:
    visitor, edition = Visitor(watched), make_edition()
    form = visitor.get(f"/edities/{edition.id}/inschrijven")
    clock.travel_to(clock.now() + timedelta(hours=1))
    back = visitor.submit(form, status=422, **(LOTTE | {"shown_at": shown_at}))
    assert "That was very fast." in back
    assert stored() == []


def asked_of(statements: list[str]) -> int:
    return len([statement for statement in statements if not statement.startswith("BEGIN")])


def test_a_registration_asks_the_database_little(visitor: Visitor) -> None:
    edition = make_edition()
    register(edition, 3)
    form = visitor.get(f"/edities/{edition.id}/inschrijven").forms[0].values
    path = f"/edities/{edition.id}/inschrijven"
    data = form | {name: [value] for name, value in LOTTE.items()}
    with counted() as statements:
        answer = visitor.client.post(path, data=data)
    assert answer.status_code == 303
    # The mark of the settings and the name that the organisation goes by are two of them.
    assert asked_of(statements) < 18, statements
    with counted() as statements:
        assert visitor.client.get(answer.headers["Location"]).status_code == 200
    assert asked_of(statements) < 6, statements


@pytest.mark.parametrize("body", ["[1]", '{"name": 5}', "{", "null", '"x"'])
def test_json_is_no_form(visitor: Visitor, edition: Edition, body: str) -> None:
    answer = visitor.client.post(
        f"/edities/{edition.id}/inschrijven", data=body, content_type="application/json"
    )
    assert answer.status_code == 422
    assert stored() == []


def test_a_file_is_no_answer(visitor: Visitor, edition: Edition) -> None:
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    for name in ("name", "csrf_token"):
        data = dict(page.forms[0].values) | LOTTE | {name: (BytesIO(b"\0"), "x.txt")}
        answer = visitor.client.post(page.path, data=data, content_type="multipart/form-data")
        assert answer.status_code == 422
    assert stored() == []


def test_the_same_form_sent_twice_is_one_registration_with_one_mail(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    first = visitor.submit(page, **LOTTE)
    again = visitor.submit(page, **LOTTE)
    assert again.path == first.path
    assert "You have a place, Lotte Janssens" in again
    assert len(stored()) == 1
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_a_double_click_whose_first_answer_is_lost_still_opens_the_registration(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    cookie = visitor.client.get_cookie("open_aanbod")
    assert cookie is not None
    first = visitor.submit(page, **LOTTE)
    visitor.client.set_cookie("open_aanbod", cookie.value)
    assert visitor.submit(page, **LOTTE).path == first.path
    assert len(db.session.scalars(select(Message)).all()) == 1


def test_an_old_form_registers_again_who_gave_up_the_place(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.get(f"/edities/{edition.id}/inschrijven")
    visitor.submit(page, **LOTTE)
    (first,) = stored()
    with transaction():
        registration.withdraw(first, NOW, frozenset())
    assert "You have a place, Lotte Janssens" in visitor.submit(page, **LOTTE)
    assert len({one.public_id for one in stored()}) == 2
