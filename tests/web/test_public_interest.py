"""'Keep me informed', as a visitor and the reader of the mail go through it."""

import pytest
from flask import Flask

from app.extensions import clock, db, transaction
from app.mail.links import Purpose
from app.models import Interest
from app.rules.states import CancelReason
from app.services.deciding import minimum
from app.services.registering.link import signer
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.outbox import mails
from tests.support.time import NOW
from tests.support.visitor import Visitor

ABOUT = "/vormingen/racisme-verwondt-als-hulpverlener-omgaan-met-de-impact-van-racisme"
ASK = f"{ABOUT}/hou-me-op-de-hoogte"
AN = "an@organisatie.example"


def key(one: Interest) -> str:
    return signer().url(Purpose.INTEREST, one.public_id)


def only() -> Interest:
    db.session.rollback()
    return db.session.query(Interest).one()


def test_from_the_page_without_a_date_to_the_mail_about_one(visitor: Visitor, site: Flask) -> None:
    make_training()
    page = visitor.get(ABOUT)
    assert ASK in page.html
    page = visitor.submit(visitor.get(ASK), "Tell me when", email=AN)
    assert "A mail with a link is on its way to you." in page
    reader = Visitor(site)
    page = reader.get(key(only()))
    assert page.path == "/hou-me-op-de-hoogte"
    assert only().confirmed_at is None, "opening a link changes nothing"
    page = reader.submit(page, "Yes, keep me informed")
    assert "You are on the list" in page
    assert AN in page
    assert only().confirmed_at is not None
    make_edition()
    assert [mail.recipient for mail in mails("date_planned")] == [AN]
    page = reader.submit(reader.get(key(only())), "Erase my address")
    assert "We erased your address." in page
    assert page.path == ABOUT
    reader.get("/hou-me-op-de-hoogte", status=410)


def test_every_address_gets_the_same_answer(visitor: Visitor) -> None:
    make_training()
    answers = [
        visitor.submit(visitor.get(ASK), "Tell me when", email=email).text
        for email in (AN, AN, "niemand@elders.example")
    ]
    assert len(set(answers)) == 1


def test_a_robot_gets_the_same_answer_and_no_mail(visitor: Visitor) -> None:
    make_training()
    page = visitor.submit(visitor.get(ASK), "Tell me when", email=AN, website="https://x.example")
    assert "A mail with a link is on its way to you." in page
    assert db.session.query(Interest).all() == []


@pytest.mark.parametrize("email", ["", "an", "an@", "a" * 300 + "@x.example"])
def test_a_wrong_address_comes_back(visitor: Visitor, email: str) -> None:
    make_training()
    page = visitor.submit(visitor.get(ASK), "Tell me when", status=422, email=email)
    assert "thing to check" in page
    assert mails() == []


@pytest.mark.parametrize("slug", ["niets", "%00", "é"])
def test_an_unknown_training_has_no_list(visitor: Visitor, slug: str) -> None:
    visitor.get(f"/vormingen/{slug}/hou-me-op-de-hoogte", status=404)
    visitor.get(f"/vormingen/{slug}/hou-me-op-de-hoogte/verstuurd", status=404)


def test_a_forged_link_opens_nothing(visitor: Visitor) -> None:
    make_training()
    visitor.submit(visitor.get(ASK), "Tell me when", email=AN)
    wrong = signer().token(Purpose.REGISTRATION, only().public_id)
    page = visitor.get(f"/h/{wrong}", status=410)
    assert "This link no longer works" in page
    visitor.get("/h/forged", status=410)
    assert only().confirmed_at is None


def test_where_nobody_can_come_any_more_the_list_is_near(visitor: Visitor, cast: Cast) -> None:
    full, cancelled = make_edition(capacity=8), make_edition(starts="2027-05-03 09:30")
    register(full, 8)
    with transaction():
        minimum.cancel(cancelled.id, CancelReason.TRAINER_ILL, "", NOW, None)
    for address in (
        ABOUT,
        f"/edities/{full.id}",
        f"/edities/{cancelled.id}",
        f"/edities/{cancelled.id}/inschrijven",
    ):
        assert ASK in visitor.get(address).html, address
    clock.travel_to(full.closes_at)
    for address in (f"/edities/{full.id}", f"/edities/{full.id}/inschrijven"):
        assert ASK in visitor.get(address).html, address


def test_who_waits_for_a_date_counts_as_demand_at_the_desk(visitor: Visitor, cast: Cast) -> None:
    training = make_training()
    for email in (AN, "bo@organisatie.example"):
        visitor.submit(visitor.get(ASK), "Tell me when", email=email)
    desk = Visitor(visitor.client.application).sign_in(cast.coordinator)
    assert "for a date" not in desk.get("/werk/vormingen")
    for one in db.session.query(Interest).all():
        visitor.submit(visitor.get(key(one)), "Yes, keep me informed")
    assert "2 people wait for a date" in desk.get("/werk/vormingen")
    assert "2 people wait for a date" in desk.get(f"/werk/vormingen/{training.id}")
