"""The people of an organisation, page by page, and its history."""

from flask import Flask

from app.extensions import transaction
from app.queries.people.organisation import Colleagues, colleagues, organisation_of
from app.services.registering import registration
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.time import NOW

HORIZON = "CLB De Horizon"


def names(page: Colleagues) -> list[tuple[str, int]]:
    return [(one.registration.name, one.registrations) for one in page.people]


def test_pages_by_name_each_person_once(app: Flask, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    for name in ("Zoë Aerts", "Émile Baert", "dirk Claes"):
        register(edition, name=name, function="Leerkracht" if name == "Zoë Aerts" else "Begeleider")
    later = make_edition(team=cast.limburg, starts="2027-04-12 09:30")
    register(later, name="An Maes", email="an@clb.example")
    register(make_edition(starts="2027-05-10 09:30"), name="An Claes", email="an@clb.example")
    first = colleagues(HORIZON, None, "", 1, 3)
    # By how they are called now, without regard to accents and case.
    assert names(first) == [("An Claes", 2), ("dirk Claes", 1), ("Émile Baert", 1)]
    assert (first.pages, first.total, first.found) == (2, 4, 4)
    for number in (2, 3, 10**20):
        assert names(colleagues(HORIZON, None, "", number, 3)) == [("Zoë Aerts", 1)]
    assert names(colleagues(HORIZON, None, "", 0, 3)) == names(first)
    found = colleagues(HORIZON, None, "claes", 1, 3)
    assert (names(found), found.total, found.found) == ([("An Claes", 2), ("dirk Claes", 1)], 4, 2)
    for question, expected in (("aerts zoe", 1), ("an@clb", 1), ("leerkracht", 1), ("50%\0", 0)):
        assert colleagues(HORIZON, None, question, 1).found == expected, question
    # Another team knows its own people alone.
    assert names(colleagues(HORIZON, cast.limburg.id, "", 1)) == [("An Maes", 1)]


def test_places_are_counted_by_year_and_training(app: Flask, cast: Cast) -> None:
    other = make_training("Luisteren", "Luisteren")
    (person,) = register(make_edition(team=cast.antwerp))
    register(make_edition(team=cast.antwerp, training=other, starts="2028-01-10 09:30"), 2)
    register(make_edition(team=cast.limburg, training=other, starts="2028-02-10 09:30"), 1)
    (gone,) = register(make_edition(team=cast.limburg, starts="2027-04-12 09:30"))
    with transaction():
        registration.withdraw(gone, NOW, frozenset())
    found = organisation_of(person.public_id, None)
    assert found is not None
    assert found.years == [(2028, 3), (2027, 1)]
    assert found.trainings == [("Luisteren", 3), (person.edition.training.title, 1)]
    mine = organisation_of(person.public_id, cast.antwerp.id)
    assert mine is not None
    assert mine.years == [(2028, 2), (2027, 1)]
    assert organisation_of(person.public_id, cast.limburg.id) is None
