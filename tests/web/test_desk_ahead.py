"""The page of the decisions to come."""

from datetime import date

from app.extensions import clock
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.statements import counted
from tests.support.time import NOW, moment
from tests.support.visitor import Visitor

PATH = "/werk/beslissingen"


def test_what_falls_short_comes_first_soonest_decision_first(visitor: Visitor, cast: Cast) -> None:
    late = make_edition(training=make_training("Later", "Later"), decision_on=date(2027, 3, 20))
    soon = make_edition(training=make_training("Gauw", "Gauw"), decision_on=date(2027, 3, 12))
    reached = make_edition(training=make_training("Genoeg", "Genoeg"))
    register(late, 2, now=NOW)
    register(soon, 3, now=NOW)
    register(reached, 8, now=NOW)
    make_edition(training=make_training("Limburgs", "Limburgs"), team=cast.limburg)
    # Nobody registered since: with this pace two editions stay short.
    clock.travel_to(moment("2027-03-10 10:00"))
    page = visitor.sign_in(cast.coordinator_antwerp).get(PATH)
    assert "2 editions will not reach their minimum as things go now." in page
    assert page.text.index("5 more needed for Gauw") < page.text.index("6 more needed for Later")
    assert page.text.index("Later") < page.text.index("Genoeg has its minimum")
    assert "2 days to decide" in page
    assert "Limburgs" not in page
    assert 'class="curve"' in page.html


def test_nothing_to_decide(visitor: Visitor, cast: Cast) -> None:
    assert "Nothing is to be decided" in visitor.sign_in(cast.coordinator).get(PATH)


def test_thirty_editions_need_no_more_statements_than_one(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    register(make_edition(), 1)
    with counted() as few:
        visitor.get(PATH)
    for number in range(29):
        make_edition(training=make_training(f"Vorming {number}", f"V{number}"))
    with counted() as many:
        visitor.get(PATH)
    assert len(many) == len(few) <= 12
