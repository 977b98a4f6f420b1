"""The one click of a mail program (RFC 8058): no cookie, no page, only the signed address."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import clock, db, transaction
from app.mail.links import Purpose
from app.models import Interest, Message, Registration, User
from app.services.offering import interest
from app.services.registering.link import filled, signer
from app.services.telling import digest, recommendation
from tests.factories.cast import Cast
from tests.factories.held import hold_edition, people_of
from tests.factories.offer import make_edition, make_training
from tests.support.outbox import mails
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def path_of(mail: Message) -> str:
    """The path of the address in the header, as it leaves."""
    signed = filled(mail, mail.unsubscribe)
    return "/" + signed.split("/", 3)[3]


def test_news_ends_with_one_click_and_a_second_one_changes_nothing(
    client: FlaskClient, cast: Cast
) -> None:
    (person,) = people_of(hold_edition(1))
    with transaction():
        person.news_at = NOW
    edition = make_edition(training=make_training("TOPOI", "TOPOI"), starts="2027-06-01 09:30")
    clock.travel_to(moment("2027-04-20 10:00"))
    with transaction():
        recommendation.recommend(edition.id, "", clock.now(), cast.coordinator.id)
    (mail,) = mails("edition_recommended")
    path, person_id = path_of(mail), person.id

    def wants_news() -> bool:
        db.session.rollback()
        return db.session.get_one(Registration, person_id).news_at is not None

    assert client.get(path).status_code == 303
    assert client.get("/nieuws").status_code == 200
    assert wants_news(), "opening the address changes nothing"
    stranger = client.application.test_client()
    for _ in range(2):
        response = stranger.post(path, data=ONE_CLICK)
        assert response.status_code == 200
        assert "You get no such mails any more" in response.text
        assert not wants_news()


def test_interest_ends_with_one_click_and_takes_its_mails_along(client: FlaskClient) -> None:
    training = make_training()
    with transaction():
        interest.ask(training.id, "an@organisatie.be", NOW, "nl")
    (asked,) = mails("interest_asked")
    path = path_of(asked)
    client.get(path)
    assert db.session.query(Interest).count() == 1, "opening the address changes nothing"
    for _ in range(2):
        assert client.application.test_client().post(path, data=ONE_CLICK).status_code == 200
        db.session.rollback()
        assert (db.session.query(Interest).count(), mails()) == (0, [])


def test_the_morning_mail_ends_with_one_click_and_without_signing_in(
    visitor: Visitor, cast: Cast
) -> None:
    reader_id = cast.coordinator.id
    make_edition(starts="2027-03-20 09:30", decision_on=date(2027, 3, 2))
    with transaction():
        assert digest.send(reader_id, NOW)
    (mail,) = mails("daily_digest")
    path = path_of(mail)

    def wanted() -> bool | None:
        db.session.rollback()
        return db.session.get_one(User, reader_id).digest

    page = visitor.get(path)
    assert wanted() is None, "opening the address changes nothing"
    assert "You get no such mails any more" in visitor.submit(page, "Switch this mail off")
    assert wanted() is False
    visitor.client.application.test_client().post(path, data=ONE_CLICK)
    assert wanted() is False


def test_the_morning_mail_of_an_account_that_is_gone_is_over_too(client: FlaskClient) -> None:
    path = urlsplit(signer().url(Purpose.DIGEST, "999999")).path
    assert client.post(path, data=ONE_CLICK).status_code == 200


@pytest.mark.parametrize("path", ["/n/forged", "/h/forged", "/d/forged"])
def test_a_forged_address_ends_nothing(site: Flask, path: str) -> None:
    assert site.test_client().post(path, data=ONE_CLICK).status_code == 410
