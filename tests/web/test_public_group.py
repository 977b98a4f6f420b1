"""Registering a group from the page: rows, errors, who waits, and who may look at it later."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db, limiter, transaction
from app.mail.links import Purpose
from app.models import Booking, Edition, Message, Registration
from app.services.registering import link, registration
from app.services.registering.booking import link_reference_of
from tests.factories.offer import make_edition, register
from tests.support.installation import Databases, make_app
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

SHARED = {"organisation": "CLB De Horizon", "organisation_type": "CLB", "consent": "y"}
TWO = {
    "name_0": "Lotte Janssens",
    "email_0": "lotte@horizon.example",
    "function_0": "Leerlingbegeleider",
    "name_1": "Emine Yıldız",
    "email_1": "emine@horizon.example",
    "function_1": "Maatschappelijk werker",
} | SHARED


@pytest.fixture
def edition(site: Flask) -> Edition:
    """An open and free edition of eight places."""
    return make_edition(capacity=8)


def form_of(visitor: Visitor, edition: Edition, who: str = "mee") -> Shown:
    page = visitor.get(f"/edities/{edition.id}/inschrijven/groep?wie={who}")
    # Nobody fills it in within a second.
    clock.travel_to(NOW + timedelta(minutes=2))
    return page


def people() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(Registration.name, Registration.state).order_by(Registration.queue_number)
    )
    return [(name, state.value) for name, state in rows]


def recipients() -> list[tuple[str, str]]:
    rows = db.session.execute(select(Message.kind, Message.recipient).order_by(Message.id))
    return [(kind, recipient) for kind, recipient in rows]


def test_the_single_form_leads_to_the_other_two(visitor: Visitor, edition: Edition) -> None:
    html = visitor.get(f"/edities/{edition.id}/inschrijven").html
    for who in ("mee", "niet-mee"):
        assert f"/edities/{edition.id}/inschrijven/groep?wie={who}" in html


def test_somebody_registers_with_a_colleague_and_sees_the_group(
    visitor: Visitor, edition: Edition
) -> None:
    page = form_of(visitor, edition)
    assert "There are 8 places left. Together you take 2." in page
    page = visitor.submit(page, "Register 2 people, free of charge", **TWO)
    (booking,) = db.session.scalars(select(Booking))
    assert page.path == f"/groep/{booking.public_id}"
    assert "Lotte Janssens: See your registration lotte@horizon.example Registered" in page
    assert "Emine Yıldız emine@horizon.example Registered" in page
    assert "at lotte@horizon.example." in page
    assert people() == [("Lotte Janssens", "registered"), ("Emine Yıldız", "registered")]
    assert recipients() == [
        ("registration_confirmed", "lotte@horizon.example"),
        ("registration_confirmed", "emine@horizon.example"),
        ("booking_overview", "lotte@horizon.example"),
    ]
    visitor.get(f"/inschrijving/{booking.registrations[0].public_id}")
    visitor.get(f"/inschrijving/{booking.registrations[1].public_id}", status=404)


def test_somebody_registers_colleagues_only(visitor: Visitor, edition: Edition) -> None:
    page = form_of(visitor, edition, "niet-mee")
    page = visitor.submit(
        page,
        **{name: TWO[name] for name in ("name_0", "email_0", "function_0")},
        **SHARED,
        booker_name="Saïd Amrani",
        booker_email="said@horizon.example",
        booker_phone="0470 12 34 56",
    )
    assert "Contact person: Saïd Amrani, said@horizon.example, 0470 12 34 56" in page
    assert recipients() == [
        ("registration_confirmed", "lotte@horizon.example"),
        ("booking_overview", "said@horizon.example"),
    ]


def test_rows_come_and_go_and_nothing_that_was_typed_is_lost(
    visitor: Visitor, edition: Edition
) -> None:
    page = visitor.submit(form_of(visitor, edition), "Add a colleague", **TWO)
    assert "autofocus" in page.html.split('id="name_2"')[0].rpartition("<input")[2]
    assert page.forms[0].values["consent"] == ["y"]
    more = {"name_2": "Pieter Wouters", "email_2": "pieter@horizon.example"}
    page = visitor.submit(page, "Take Emine Yıldız out", **more)
    values = page.forms[0].values
    assert (values["name_0"], values["name_1"], values["email_1"]) == (
        ["Lotte Janssens"],
        ["Pieter Wouters"],
        ["pieter@horizon.example"],
    )
    assert "name_2" not in values
    assert "things to check" not in page
    assert (people(), recipients()) == ([], [])


@pytest.mark.parametrize(
    "redraw", ["remove-0", "remove-9", "remove-\u00b2", "remove-", "", "x\x00"]
)
def test_a_row_that_cannot_go_stays(visitor: Visitor, edition: Edition, redraw: str) -> None:
    page = form_of(visitor, edition)
    answer = visitor.post(page.path, {**page.forms[0].values, **TWO, "redraw": redraw})
    assert answer.forms[0].values["size"] == ["2"]
    assert people() == []


@pytest.mark.parametrize("size", ["0", "-3", "9" * 5000, "x", "²", ""])
def test_any_number_of_rows_is_brought_within_bounds(
    visitor: Visitor, edition: Edition, size: str
) -> None:
    page = form_of(visitor, edition)
    values = {**page.forms[0].values, **TWO, "size": size, "waiting": "9" * 5000, "redraw": "add"}
    answer = visitor.post(page.path, values)
    assert 1 <= int(answer.forms[0].values["size"][0]) <= 15


def test_there_are_no_more_rows_than_a_group_may_have(visitor: Visitor, edition: Edition) -> None:
    page = form_of(visitor, edition)
    page = visitor.post(page.path, {**page.forms[0].values, "size": "99", "redraw": "x"})
    assert page.forms[0].values["size"] == ["15"]
    assert "Add a colleague" not in page
    assert "You can register 15 people at once. Mail us for a larger group." in page


def test_what_is_wrong_is_said_at_each_row(visitor: Visitor, edition: Edition) -> None:
    page = visitor.submit(
        form_of(visitor, edition),
        status=422,
        **(TWO | {"email_1": "emine.horizon.example", "function_0": "", "organisation": ""}),
    )
    assert "3 things to check" in page
    assert "You, function: Fill this in, please." in page
    assert "Colleague 1, e-mail address: This does not look like an e-mail address." in page
    for field in ("organisation", "function_0", "email_1"):
        assert f'href="#{field}"' in page.html
        assert f'id="{field}-e"' in page.html
    links = [
        page.html.index(f'href="#{name}"') for name in ("organisation", "function_0", "email_1")
    ]
    assert links == sorted(links)
    assert page.forms[0].values["email_1"] == ["emine.horizon.example"]
    assert people() == []


@pytest.mark.parametrize(
    ("address", "error"),
    [
        ("LOTTE@horizon.example", "This address is in your list already."),
        ("vormingen@voorbeeldpunt.example", "This is our own address."),
    ],
)
def test_an_address_that_cannot_be_is_said_at_its_row_also_after_an_empty_one(
    visitor: Visitor, edition: Edition, address: str, error: str
) -> None:
    page = visitor.submit(form_of(visitor, edition), "Add a colleague")
    three = {name.replace("_1", "_2"): value for name, value in TWO.items()}
    page = visitor.submit(page, status=422, **(three | {"email_2": address}))
    assert f"Colleague 2, e-mail address: {error}" in page
    assert people() == []


@pytest.mark.parametrize("name", ["Win op www.evil.example", "HTTPS://evil.example", "Zie x://y"])
def test_no_name_carries_a_link_into_the_mail_of_others(
    visitor: Visitor, edition: Edition, name: str
) -> None:
    page = visitor.submit(form_of(visitor, edition), status=422, **(TWO | {"name_0": name}))
    assert "You, name: Leave web addresses out of a name, please." in page


def test_rows_come_and_go_freely_but_groups_do_not(
    databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The limiter is one for all applications: afterwards it is as it was.
    monkeypatch.setattr(limiter, "enabled", limiter.enabled)
    app = make_app(databases.new("sqlite"), RATE_LIMITS="yes")
    with app.app_context():
        path = f"/edities/{make_edition().id}/inschrijven/groep"
        client = app.test_client()
        redrawn = {client.post(path, data={"redraw": "add"}).status_code for _ in range(12)}
        sent = [client.post(path, data={"size": "2"}).status_code for _ in range(11)]
        limiter.reset()
        db.engine.dispose()
    assert redrawn == {200}
    assert sent == [422] * 10 + [429]


def test_a_likely_typing_error_is_asked_about_once_at_its_row(
    visitor: Visitor, edition: Edition
) -> None:
    typed = TWO | {"email_0": "lotte@gmial.com", "email_1": "emine@hotmial.com"}
    page = visitor.submit(form_of(visitor, edition), status=422, **typed)
    assert "2 things to check" in page
    assert "You, e-mail address: Did you mean lotte@gmail.com?" in page
    page = visitor.submit(page, "Yes, lotte@gmail.com")
    assert page.forms[0].values["email_0"] == ["lotte@gmail.com"]
    visitor.submit(page)
    assert recipients()[:2] == [
        ("registration_confirmed", "lotte@gmail.com"),
        ("registration_confirmed", "emine@hotmial.com"),
    ]


def test_a_bad_address_and_a_likely_typing_error_are_said_in_one_round(
    visitor: Visitor, edition: Edition
) -> None:
    typed = TWO | {"email_0": "lotte@gmial.com", "email_1": "emine@"}
    page = visitor.submit(form_of(visitor, edition), status=422, **typed)
    assert "2 things to check" in page
    assert "You, e-mail address: Did you mean lotte@gmail.com?" in page
    assert "Colleague 1, e-mail address: This does not look like an e-mail address." in page
    # It was asked once: the address stands, also while another was still to be mended.
    visitor.submit(page, email_1="emine@horizon.example")
    assert recipients()[0] == ("registration_confirmed", "lotte@gmial.com")


def test_an_empty_row_is_nobody(visitor: Visitor, edition: Edition) -> None:
    page = visitor.submit(form_of(visitor, edition), "Add a colleague", **TWO)
    visitor.submit(page, name_2="  ")
    assert len(people()) == 2


def test_colleagues_only_is_somebody_at_least(visitor: Visitor, edition: Edition) -> None:
    page = visitor.submit(
        form_of(visitor, edition, "niet-mee"),
        status=422,
        **SHARED,
        booker_name="Saïd Amrani",
        booker_email="said@horizon.example",
    )
    assert "Fill in one colleague at least." in page


def test_who_would_wait_is_said_before_and_asked_again_when_seats_went(
    visitor: Visitor, edition: Edition
) -> None:
    register(edition, 6)
    page = visitor.submit(form_of(visitor, edition), "Add a colleague", **TWO)
    assert "There are 2 places left." in page
    assert "The last person of your list gets a place on the waiting list." in page
    assert "48 hours to take the place" in page
    third = {"name_2": "Pieter", "email_2": "pieter@horizon.example", "function_2": "Opvoeder"}
    register(edition, 1)
    page = visitor.submit(page, status=422, **third)
    assert "Somebody else was just before you" in page
    assert "The last 2 of your list get a place on the waiting list." in page
    assert len(people()) == 7
    page = visitor.submit(page)
    assert [state for _, state in people()][-3:] == ["registered", "waitlisted", "waitlisted"]
    assert "Pieter pieter@horizon.example On the waiting list, number 2" in page


def test_a_full_edition_offers_the_waiting_list(visitor: Visitor, edition: Edition) -> None:
    register(edition, 8)
    page = form_of(visitor, edition)
    assert "Your group of 2 gets a place on the waiting list." in page
    visitor.submit(page, "Put 2 people on the waiting list", **TWO)
    assert [state for _, state in people()][-2:] == ["waitlisted", "waitlisted"]


def test_who_is_in_already_is_told_apart_by_name_only(visitor: Visitor, edition: Edition) -> None:
    register(edition, 1, name="Mijn echte naam", email="emine@horizon.example")
    page = visitor.submit(form_of(visitor, edition), **TWO)
    assert "Emine Yıldız Gets a mail with all the information" in page
    assert "echte" not in page
    assert "emine@" not in page
    assert "This overview is in your mail too, at lotte@horizon.example." in page


def test_who_registers_nobody_but_themselves_is_promised_no_overview(
    visitor: Visitor, edition: Edition
) -> None:
    register(edition, 1, email="lotte@horizon.example")
    nobody = {"name_1": "", "email_1": "", "function_1": ""}
    page = visitor.submit(form_of(visitor, edition), **(TWO | nobody))
    assert "Lotte Janssens Gets a mail with all the information" in page
    assert "This overview" not in page


def test_one_invoice_holds_for_all_and_the_button_says_what_it_is(visitor: Visitor) -> None:
    edition = make_edition(price_cents=9500)
    page = form_of(visitor, edition)
    assert "Register 2 people for € 190" in page
    assert "2 × € 95" in page
    missing = visitor.submit(page, status=422, **TWO)
    assert "Address for the invoice: Fill this in, please." in missing
    bill = {"vat_number": "0403.019.261", "bill_address": "Kerkstraat 1, Gent", "reference": "PO 7"}
    page = visitor.submit(missing, **bill)
    stored = db.session.scalars(select(Registration)).all()
    assert [one.billing.bill_to for one in stored if one.billing] == ["CLB De Horizon"] * 2
    assert "2 places: € 190 together. The invoice goes to CLB De Horizon." in page
    assert "These terms hold for each place of € 95." in page
    overview = db.session.scalars(select(Message).where(Message.kind == "booking_overview")).one()
    assert "The invoice goes to CLB De Horizon, Kerkstraat 1, Gent." in overview.text
    with transaction():
        stored[1].email, stored[1].link_version = "prive@elders.example", 1
        assert stored[1].billing is not None
        stored[1].billing.bill_to = "Emine zelf"
    again = visitor.get(page.path)
    assert "prive@" not in again
    assert "2 places: € 190 together." in again
    assert "The invoice goes" not in again


def test_a_price_that_depends_on_the_organisation_is_known_once_it_is_chosen(
    visitor: Visitor,
) -> None:
    edition = make_edition(price_cents=9500)
    with transaction():
        edition.prices = {"CLB": 0}
    page = form_of(visitor, edition)
    assert "CLB Free All others € 95" in page
    assert "Register 2 people Your group" in page
    page = visitor.submit(page, "Add a colleague", organisation_type="CLB")
    assert "Register 3 people, free of charge" in page
    visitor.submit(page, **TWO)
    assert [one.price_cents for one in db.session.scalars(select(Registration))] == [0, 0]


def test_the_button_names_the_seats_that_are_paid_for_and_who_waits(visitor: Visitor) -> None:
    edition = make_edition(capacity=8, price_cents=6000)
    register(edition, 7)
    page = form_of(visitor, edition)
    assert "Register 1 person for € 60, 1 on the waiting list" in page
    page = visitor.submit(page, "Add a colleague")
    assert "Register 1 person for € 60, 2 on the waiting list" in page
    assert "Register 3 people" not in page


def test_a_double_click_makes_one_booking(visitor: Visitor, edition: Edition) -> None:
    page = form_of(visitor, edition)
    cookie = visitor.client.get_cookie("open_aanbod")
    assert cookie is not None
    first = visitor.submit(page, **TWO)
    # Of a double click the browser never saw the cookie of the first answer.
    visitor.client.set_cookie("open_aanbod", cookie.value)
    assert visitor.submit(page, **TWO).path == first.path
    assert (len(people()), len(recipients())) == (2, 3)


def test_nobody_else_opens_the_group_and_the_link_opens_it_until_it_ends(
    visitor: Visitor, edition: Edition
) -> None:
    path = visitor.submit(form_of(visitor, edition), **TWO).path
    (booking,) = db.session.scalars(select(Booking))
    stranger = Visitor(visitor.client.application)
    stranger.get(path, status=404)
    stranger.get("/g/forged", status=410)
    # The id of a booking opens no registration, nor the other way round.
    visitor.get(f"/inschrijving/{booking.public_id}", status=404)
    visitor.get(f"/groep/{booking.registrations[0].public_id}", status=404)
    way = f"/g/{link.signer().token(Purpose.BOOKING, link_reference_of(booking))}"
    with transaction():
        registration.withdraw(booking.registrations[1], NOW, frozenset())
    page = stranger.get(way)
    assert page.path == path
    assert "Emine Yıldız emine@horizon.example Withdrawn" in page
    clock.travel_to(NOW.replace(year=2028))
    stranger.get(way, status=410)
    visitor.get(path, status=410)


def test_a_robot_is_thanked_and_forgotten(visitor: Visitor, edition: Edition) -> None:
    page = visitor.submit(form_of(visitor, edition), **TWO, website="https://spam.example")
    assert "Thank you. Your answer has come in." in page
    assert (people(), recipients()) == ([], [])


def test_a_form_without_its_token_or_after_the_close_changes_nothing(
    visitor: Visitor, edition: Edition
) -> None:
    visitor.post(f"/edities/{edition.id}/inschrijven/groep", dict(TWO), status=422)
    page = form_of(visitor, edition)
    clock.travel_to(edition.closes_at)
    assert "You cannot register now" in visitor.submit(page, status=409, **TWO)
    assert people() == []
    visitor.get("/edities/4711/inschrijven/groep", status=404)
