"""Signed links: what opens what, for how long, and how a lost one is found again."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.extensions import clock, db, transaction
from app.mail.links import Purpose
from app.models import Message, Registration
from app.queries.attending.evaluation import open_tickets
from app.queries.registering.registration import of_edition
from app.rules.states import CancelReason, RegistrationState
from app.services.deciding import minimum
from app.services.registering.link import filled, signer
from app.services.telling.message import link_reference
from tests.factories.cast import Cast
from tests.factories.finished import make_finished
from tests.factories.offer import make_edition, register
from tests.mail.readers import read_all_alike
from tests.support.time import NOW
from tests.support.visitor import Visitor


def link(registration: Registration) -> str:
    return signer().url(Purpose.REGISTRATION, link_reference(registration))


def sent(kind: str = "sign_in_link") -> list[Message]:
    statement = select(Message).where(Message.kind == kind).order_by(Message.id)
    return list(db.session.scalars(statement))


def test_a_link_opens_one_registration_on_an_address_without_a_key(visitor: Visitor) -> None:
    mine, other = register(make_edition(), 2)
    page = visitor.get(link(mine))
    assert page.path == f"/inschrijving/{mine.public_id}"
    assert "You are registered." in page
    visitor.get(f"/inschrijving/{other.public_id}", status=404)


@pytest.mark.parametrize("path", ["", "/bevestiging", "/wijzigen", "/annuleren", "/agenda.ics"])
def test_who_holds_no_link_sees_nothing(visitor: Visitor, path: str) -> None:
    (registration,) = register(make_edition())
    visitor.get(f"/inschrijving/{registration.public_id}{path}", status=404)
    visitor.get(f"/inschrijving/%00{path}", status=404)


def test_a_browser_without_the_link_is_told_how_to_get_it(visitor: Visitor) -> None:
    (registration,) = register(make_edition())
    there = visitor.get(f"/inschrijving/{registration.public_id}", status=404)
    not_there = visitor.get(f"/inschrijving/{'0' * 32}", status=404)
    assert "Open the link in your mail" in there
    assert 'href="/mijn-inschrijving"' in there.html
    ids = (registration.public_id, "0" * 32)
    assert there.html.replace(ids[0], "") == not_there.html.replace(ids[1], "")


def test_a_password_link_that_no_longer_works_leads_to_a_new_one(visitor: Visitor) -> None:
    page = visitor.get("/w/x", status=410)
    assert "Ask for a new link to choose a password." in page
    assert 'href="/wachtwoord-vergeten"' in page.html


@pytest.mark.parametrize("verb", ["aanvaarden", "weigeren", "verplaatsen/1", "wijzigen"])
def test_who_holds_no_link_does_nothing(site: Flask, verb: str) -> None:
    (registration,) = register(make_edition())
    visitor = Visitor(site)
    token = visitor.get("/mijn-inschrijving").token
    address = f"/inschrijving/{registration.public_id}/{verb}"
    visitor.post(address, {"csrf_token": token}, status=404)


@pytest.mark.parametrize("token", ["x", "..", "%00", "é", "a" * 4000])
def test_a_wrong_link_says_so_and_offers_a_new_one(visitor: Visitor, token: str) -> None:
    page = visitor.get(f"/i/{token}", status=410)
    assert "This link no longer works" in page
    assert "Mail me a new link" in page


def test_a_link_for_something_else_opens_no_registration(visitor: Visitor) -> None:
    (registration,) = register(make_edition())
    visitor.get(f"/i/{signer().token(Purpose.EVALUATION, link_reference(registration))}", 410)


def test_a_link_ends_sixty_days_after_the_last_meeting(visitor: Visitor) -> None:
    edition = make_edition()
    (registration,) = register(edition)
    end = edition.last_meeting.ends_at + timedelta(days=60)
    clock.travel_to(end - timedelta(seconds=30))
    visitor.get(link(registration))
    clock.travel_to(end)
    visitor.get(link(registration), status=410)
    visitor.get(f"/inschrijving/{registration.public_id}", status=410)


def test_asking_for_a_lost_link_tells_nothing_about_anybody(visitor: Visitor) -> None:
    register(make_edition(), email="lotte@horizon.example", name="Lotte Janssens")
    known = visitor.submit(visitor.get("/mijn-inschrijving"), email="LOTTE@horizon.example")
    unknown = visitor.submit(visitor.get("/mijn-inschrijving"), email="niemand@horizon.example")
    assert known.html == unknown.html
    assert "If this address is registered for a training" in known
    assert [message.recipient for message in sent()] == [
        "lotte@horizon.example",
        "niemand@horizon.example",
    ]


def test_a_wrong_address_comes_back(visitor: Visitor) -> None:
    page = visitor.submit(visitor.get("/mijn-inschrijving"), email="lotte@", status=422)
    assert "1 thing to check" in page
    assert page.forms[0].values["email"] == ["lotte@"]
    assert sent() == []


def test_the_alternative_chosen_in_the_mail_stands_first(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    (person,) = register(edition)
    make_edition(starts="2027-04-12 09:30")
    later = make_edition(starts="2027-05-10 09:30", price_cents=9500)
    with transaction():
        minimum.cancel(edition.id, CancelReason.TRAINER_ILL, "", NOW, None)
    address = signer().url(Purpose.REGISTRATION, link_reference(person))
    shown = visitor.get(f"{address}?editie={later.id}")
    words = [form.buttons[0][0] for form in shown.forms if form.method == "post"]
    chosen = next(said for said in words if said.startswith("Choose"))
    assert chosen.startswith("Choose for € 95: Racisme verwondt")
    moved = visitor.submit(shown, "Choose for")
    assert "10 mei" in moved


def test_a_mail_about_many_dates_leads_to_the_file_with_all_of_them(visitor: Visitor) -> None:
    days = tuple(f"2027-04-{day} 13:30" for day in range(10, 16))
    (made,) = register(make_edition(starts="2027-04-01 13:30", more_starts=days))
    (mail,) = sent("registration_confirmed")
    (address,) = [w for w in filled(mail, mail.text).split() if w.endswith("?agenda=1")]
    page = visitor.get(address)
    assert page.path == f"/inschrijving/{made.public_id}/agenda.ics"
    readings = read_all_alike(page.response.data)
    assert [r.starts_at for r in readings] == [m.starts_at for m in made.edition.meetings]


def test_pages_speak_the_language_of_the_mail_until_somebody_chooses_or_is_staff(
    site: Flask, cast: Cast
) -> None:
    edition = make_finished(1, minimum=1, minimum_reason="Kleine groep")
    (person,) = of_edition(edition.id, [RegistrationState.REGISTERED])
    person.language = "fr"
    db.session.commit()
    (ticket,) = open_tickets(edition.id)
    reference = link_reference(person)
    for purpose, named in (
        (Purpose.EVALUATION, ticket),
        (Purpose.REGISTRATION, reference),
        (Purpose.NEWS, reference),
    ):
        visitor = Visitor(site)
        for path, language in (("/", "nl"), (signer().url(purpose, named), "fr"), ("/", "fr")):
            assert f'<html lang="{language}' in visitor.get(path).html
    assert '<html lang="nl' in visitor.sign_in(cast.coordinator).get("/werk/vandaag").html
    with visitor.client.session_transaction() as session:
        del session["_user_id"]
        session["language"] = "en"
    assert '<html lang="en' in visitor.get(link(person)).html
