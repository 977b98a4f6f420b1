"""Signed links: each opens one thing, until its version is outdated."""

from collections.abc import Callable

import pytest
from flask import Flask

from app.extensions import transaction
from app.mail.links import Purpose
from app.models import Registration
from app.services.registering import link, registration
from tests.factories.offer import make_edition, make_person, register
from tests.support.installation import make_app
from tests.support.office import rows
from tests.support.time import NOW


@pytest.fixture
def person(app: Flask) -> Registration:
    (person,) = register(make_edition())
    return person


def token_for(person: Registration, purpose: Purpose = Purpose.REGISTRATION) -> str:
    return link.signer().token(purpose, f"{person.public_id}.{person.link_version}")


def test_the_link_in_the_mail_opens_the_registration(person: Registration) -> None:
    (row,) = rows()
    text = link.filled(row, row.text)
    address = next(word for word in text.split() if "/i/" in word)
    assert link.registration_of(address.rpartition("/")[2]) == person
    assert address in link.filled(row, row.html)


def test_a_link_for_another_purpose_does_not_open_it(person: Registration) -> None:
    assert link.registration_of(token_for(person)) == person
    assert link.registration_of(token_for(person, Purpose.EVALUATION)) is None
    assert link.registration_of(token_for(person, Purpose.PASSWORD)) is None
    assert link.ticket_of(token_for(person)) is None


def test_links_of_an_old_version_are_dead(person: Registration) -> None:
    old = token_for(person)
    with transaction():
        registration.change(person, make_person(), NOW)
    assert link.registration_of(old) is None
    assert link.registration_of(token_for(person)) == person


@pytest.mark.parametrize("reference", ["{id}", "{id}.", "{id}.00", "{id}.1", ".0", "", "x.0"])
def test_a_signed_reference_that_names_nothing_opens_nothing(
    person: Registration, reference: str
) -> None:
    reference = reference.format(id=person.public_id)
    assert link.registration_of(link.signer().token(Purpose.REGISTRATION, reference)) is None


@pytest.mark.parametrize("change", [lambda t: t[:-8], lambda t: "A" + t[1:], lambda t: t + "A"])
def test_a_link_that_was_tampered_with_opens_nothing(
    person: Registration, change: Callable[[str], str]
) -> None:
    assert link.registration_of(change(token_for(person))) is None


def test_a_link_of_an_installation_with_another_secret_opens_nothing(
    app: Flask, person: Registration
) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    reference = f"{person.public_id}.{person.link_version}"
    other = make_app(url, SECRET_KEY="another secret for the tests, long enough")
    with other.app_context():
        foreign = link.signer().token(Purpose.REGISTRATION, reference)
    assert link.registration_of(foreign) is None


def test_a_message_can_be_read_without_its_links(person: Registration) -> None:
    (row,) = rows()
    shown = link.masked(row, row.text, "(persoonlijke link)")
    assert "(persoonlijke link)" in shown
    assert "/i/" not in shown
    assert "/~" not in shown
