"""The page on which a coordinator finds more people for an edition."""

from flask import Flask

from app.extensions import clock, transaction
from app.services.offering import offer
from tests.factories.cast import Cast
from tests.factories.held import hold_edition, people_of
from tests.factories.offer import make_edition, make_training
from tests.support.links import link_in
from tests.support.outbox import mails
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor

AFTER = moment("2027-04-20 10:00")


def test_people_are_written_to_and_can_end_such_mails(
    site: Flask, visitor: Visitor, cast: Cast
) -> None:
    (person,) = people_of(hold_edition(1))
    with transaction():
        person.news_at = NOW
    edition = make_edition(training=make_training("TOPOI", "TOPOI"), starts="2027-06-01 09:30")
    clock.travel_to(AFTER)
    page = visitor.sign_in(cast.coordinator).get(f"/werk/edities/{edition.id}/bekendmaken")
    assert "1 former participant of this training" in page
    assert f"/edities/{edition.id}" in page
    page = visitor.submit(page, "Write to 1 person", note="Er is koffie.")
    assert "1 person gets a mail." in page
    assert "There is nobody now whom we may write to" in page
    (mail,) = mails("edition_recommended")
    reader = Visitor(site)
    page = reader.get(link_in(mail, "/n/"))
    assert "Mails about new trainings" in page
    page = reader.submit(page, "No more mails")
    assert "You get no more mails about new trainings" in page


def test_a_forged_link_and_a_browser_without_one_get_no_page(visitor: Visitor) -> None:
    visitor.get("/n/forged", status=410)
    visitor.get("/nieuws", status=410)


def test_other_teams_are_asked(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    path = f"/werk/edities/{edition.id}/bekendmaken"
    page = visitor.sign_in(cast.coordinator_antwerp).get(path)
    page = visitor.submit(page, "Save the teams", teams=[str(cast.limburg.id)], word="Help?")
    assert "Saved. Limburg gets a mail." in page
    assert "Limburg" in visitor.get("/?regio=" + str(cast.limburg.id))
    page = visitor.submit(visitor.get(path), "Save the teams", teams=None)
    assert "Saved. Nobody gets a mail." in page
    with transaction():
        alone = offer.save_team("Brussel").id
    page = visitor.submit(visitor.get(path), "Save the teams", teams=[str(alone)])
    assert "Saved. Brussel has no coordinator of its own to write to." in page


def test_nothing_can_be_recommended_that_is_closed(visitor: Visitor, cast: Cast) -> None:
    draft = make_edition(publish=False)
    visitor.sign_in(cast.coordinator).get(f"/werk/edities/{draft.id}/bekendmaken", status=409)
