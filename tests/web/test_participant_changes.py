"""Changing details, passing a place on, and giving it up at the cost that was shown."""

import pytest
from sqlalchemy import func, select

from app.extensions import clock, db, transaction
from app.models import Message, Registration
from app.rules.states import RegistrationState
from app.services.registering import registration as service
from app.services.registering.person import Billing
from tests.factories.offer import make_edition, make_person, register
from tests.support.outbox import mails
from tests.support.time import NOW, moment
from tests.support.visitor import Shown, Visitor
from tests.web.test_participant_links import link, sent


@pytest.fixture
def mine(visitor: Visitor) -> Registration:
    """A registration with a price, whose link the visitor opened."""
    edition = make_edition(starts="2027-03-15 09:30", price_cents=9500)
    person = make_person(
        "Lotte Janssens",
        email="lotte@horizon.example",
        needs="Ringleiding",
        billing=Billing("CLB De Horizon", "Plein 1, 2000 Antwerpen", "BE0403019261"),
    )
    with transaction():
        registration = service.register(edition.id, person, NOW, consent=True)
    visitor.get(link(registration))
    return registration


def form(visitor: Visitor, registration: Registration, verb: str) -> Shown:
    return visitor.get(f"/inschrijving/{registration.public_id}/{verb}")


def test_the_form_holds_what_we_know_and_saves_what_changed(
    visitor: Visitor, mine: Registration
) -> None:
    page = form(visitor, mine, "wijzigen")
    assert page.forms[0].values["name"] == ["Lotte Janssens"]
    assert page.forms[0].values["organisation_type"] == ["CLB"]
    assert page.forms[0].values["needs"] == ["Ringleiding"]
    page = visitor.submit(page, function="Coach", needs="")
    assert "Your details are changed." in page
    db.session.expire_all()
    assert mine.function == "Coach"
    assert mine.needs is None


def test_with_another_address_only_that_address_gets_in(
    visitor: Visitor, mine: Registration
) -> None:
    old = link(mine)
    page = visitor.submit(
        form(visitor, mine, "wijzigen"), name="Emine Yıldız", email="emine@horizon.example"
    )
    assert page.path == "/mijn-inschrijving/doorgegeven"
    assert "We sent a mail to emine@horizon.example." in page
    visitor.get(f"/inschrijving/{mine.public_id}", status=404)
    visitor.get(old, status=410)
    db.session.expire_all()
    assert "Emine Yıldız" in visitor.get(link(mine))
    (told,) = mails("registration_confirmed", to="emine@horizon.example")
    assert "Your e-mail address was changed." in told.text
    assert "Your e-mail address was changed." not in mails("registration_confirmed")[0].text


def test_a_likely_error_in_a_new_address_is_asked_about_and_not_in_the_own(
    visitor: Visitor, mine: Registration
) -> None:
    page = form(visitor, mine, "wijzigen")
    asked = visitor.submit(page, email="lotte@telnet.be", status=422)
    assert "Did you mean lotte@telenet.be?" in asked
    db.session.expire_all()
    assert mine.email == "lotte@horizon.example"
    kept = visitor.submit(asked, "No, lotte@telnet.be is right")
    assert "We sent a mail to lotte@telnet.be." in kept
    db.session.expire_all()
    visitor.get(link(mine))
    assert "Your details are changed." in visitor.submit(form(visitor, mine, "wijzigen"))


def test_nobody_sees_which_address_another_browser_typed(visitor: Visitor) -> None:
    assert visitor.get("/mijn-inschrijving/doorgegeven").path == "/mijn-inschrijving"


def test_wrong_input_keeps_what_was_typed(visitor: Visitor, mine: Registration) -> None:
    page = visitor.submit(form(visitor, mine, "wijzigen"), name="", function="Coach", status=422)
    assert "1 thing to check" in page
    assert page.forms[0].values["function"] == ["Coach"]
    assert page.forms[0].values["name"] == [""]
    db.session.expire_all()
    assert mine.name == "Lotte Janssens"


def test_who_types_an_address_does_not_learn_that_it_is_registered(
    visitor: Visitor, mine: Registration
) -> None:
    register(mine.edition, email="emine@horizon.example")
    page = form(visitor, mine, "wijzigen")
    taken = visitor.submit(page, email="emine@horizon.example")
    db.session.expire_all()
    assert (mine.email, mine.link_version) == ("lotte@horizon.example", 0)
    (message,) = sent()
    assert message.recipient == "emine@horizon.example"
    fresh = visitor.submit(page, email="samir@horizon.example")
    assert fresh.path == taken.path
    # The fresh place counts in nobody's meter: only the address differs.
    assert fresh.text.replace("samir@", "emine@") == taken.text


def test_a_place_that_is_passed_on_twice_is_passed_on_once(
    visitor: Visitor, mine: Registration
) -> None:
    page = form(visitor, mine, "wijzigen")
    colleague = {"name": "Emine Yıldız", "email": "emine@horizon.example"}
    visitor.submit(page, **colleague)
    count = db.session.scalars(select(func.count(Message.id))).one()
    again = visitor.submit(page, **colleague)
    assert "We sent a mail to emine@horizon.example." in again
    assert db.session.scalars(select(func.count(Message.id))).one() == count
    visitor.submit(page, name="Emine Yıldız", email="samir@horizon.example", status=404)
    visitor.submit(page, name="Iemand Anders", email="emine@horizon.example", status=404)


def test_a_place_that_is_given_up_twice_is_given_up_once(
    visitor: Visitor, mine: Registration
) -> None:
    page = form(visitor, mine, "annuleren")
    for _click in range(2):
        shown = visitor.submit(page, "Give up my place")
        assert "You gave up your place. You pay € 47,50." in shown
        assert "Nothing was changed" not in shown


def test_a_kind_of_organisation_that_the_settings_dropped_stays_possible(
    visitor: Visitor, mine: Registration
) -> None:
    with transaction():
        mine.organisation_type = "Oude soort"
    page = form(visitor, mine, "wijzigen")
    assert page.forms[0].values["organisation_type"] == ["Oude soort"]
    assert "Your details are changed." in visitor.submit(page)


def test_the_cost_of_today_stands_on_the_button(visitor: Visitor, mine: Registration) -> None:
    page = form(visitor, mine, "annuleren")
    assert "Today it costs you € 47,50." in page
    assert "A colleague can come in your place, at no cost." in page
    db.session.expire_all()
    assert mine.state is RegistrationState.REGISTERED
    page = visitor.submit(page, "Give up my place for € 47,50")
    assert "You gave up your place. You pay € 47,50." in page
    db.session.expire_all()
    assert (mine.state, mine.withdrawal_cost_cents) == (RegistrationState.WITHDRAWN, 4750)


def test_nobody_pays_another_cost_than_was_shown(visitor: Visitor, mine: Registration) -> None:
    page = form(visitor, mine, "annuleren")
    clock.travel_to(moment("2027-03-12 00:00"))
    page = visitor.submit(page, "Give up my place", status=409)
    assert "The cost is not what it was" in page
    db.session.expire_all()
    assert mine.state is RegistrationState.REGISTERED
    page = visitor.submit(page, "Give up my place for € 95")
    assert "You pay € 95." in page


def test_free_of_charge_says_so(visitor: Visitor) -> None:
    (registration,) = register(make_edition())
    visitor.get(link(registration))
    page = visitor.submit(form(visitor, registration, "annuleren"), "at no cost")
    assert "You pay nothing." in page


def test_once_started_it_is_too_late(visitor: Visitor, mine: Registration) -> None:
    page = form(visitor, mine, "annuleren")
    clock.travel_to(mine.edition.first_meeting.starts_at)
    assert "The training has started already" in form(visitor, mine, "annuleren")
    values = {name: value[0] for name, value in page.forms[0].values.items()}
    address = f"/inschrijving/{mine.public_id}/annuleren"
    visitor.post(address, values | {"cost": "9500"})
    db.session.expire_all()
    assert mine.state is RegistrationState.REGISTERED


@pytest.mark.parametrize("verb", ["wijzigen", "annuleren"])
def test_what_has_ended_leads_back_to_its_page(
    visitor: Visitor, mine: Registration, verb: str
) -> None:
    with transaction():
        service.withdraw(mine, NOW, frozenset())
    page = form(visitor, mine, verb)
    assert page.path == f"/inschrijving/{mine.public_id}"


def test_a_tampered_cost_asks_again(visitor: Visitor, mine: Registration) -> None:
    page = visitor.submit(form(visitor, mine, "annuleren"), "Give up", cost="0", status=409)
    assert "The cost is not what it was" in page
    page = visitor.submit(page, "Give up", cost=None, status=409)
    db.session.expire_all()
    assert mine.state is RegistrationState.REGISTERED


def test_the_home_address_of_somebody_else_who_pays_is_not_shown_and_stays(
    visitor: Visitor, mine: Registration
) -> None:
    assert "Plein 1, 2000 Antwerpen" in visitor.get(f"/inschrijving/{mine.public_id}/wijzigen").html
    with transaction():
        db.session.add(mine)
        mine.billing.bill_to, mine.billing.vat_number = "Nadia Peeters", ""
    page = visitor.get(f"/inschrijving/{mine.public_id}/wijzigen")
    assert "Plein 1" not in page.html
    visitor.submit(page, "Save", function="Teamcoach")
    db.session.expire_all()
    stored = db.session.get_one(Registration, mine.id)
    assert stored.function == "Teamcoach"
    assert (stored.billing.bill_to, stored.billing.address) == (
        "Nadia Peeters",
        "Plein 1, 2000 Antwerpen",
    )
