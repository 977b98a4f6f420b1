"""The end of a waiting list, as the person who waited reads it."""

from app.extensions import clock, transaction
from app.formats import datetime_long
from app.models import Registration
from app.services.registering import registration
from tests.factories.offer import make_edition, register
from tests.support.tick import tick
from tests.support.time import NOW
from tests.support.visitor import Visitor
from tests.web.test_participant_links import link

SMALL = {"capacity": 1, "minimum": 1, "minimum_reason": "Kleine groep"}


def close(made: Registration) -> None:
    clock.travel_to(made.edition.closes_at)
    tick(made.edition.closes_at)


def test_who_waits_reads_when_the_list_closes_and_then_that_it_did(visitor: Visitor) -> None:
    other = make_edition(starts="2027-05-03 09:30")
    edition = make_edition(**SMALL)  # type: ignore[arg-type]  # of several types
    _, waiting = register(edition, 2)
    page = visitor.get(link(waiting))
    assert "You are number 1 on the waiting list." in page
    closes = datetime_long(edition.closes_at, "nl").replace("\u00a0", " ")
    assert f"registration, on {closes}." in page
    close(waiting)
    page = visitor.get(link(waiting))
    assert "The waiting list is closed. No place came free for you, and you pay nothing." in page
    assert f"/edities/{other.id}/inschrijven" in page.html
    assert f"/vormingen/{edition.training.slug}/hou-me-op-de-hoogte" in page.html


def test_who_left_or_lapsed_before_reads_that_instead(visitor: Visitor) -> None:
    edition = make_edition(**SMALL)  # type: ignore[arg-type]  # of several types
    seated, lapsed, left = register(edition, 3)
    with transaction():
        registration.withdraw(left, NOW, frozenset())
    with transaction():
        registration.withdraw(seated, NOW, frozenset())
    close(lapsed)
    assert "You did not take the place" in visitor.get(link(lapsed))
    assert "You gave up your place" in visitor.get(link(left))
