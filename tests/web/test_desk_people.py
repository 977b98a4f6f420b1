"""Quick search, people and organisations on the desk."""

import json

from flask import Flask

from app.extensions import clock, db
from tests.factories.cast import Cast
from tests.factories.held import hold_edition, people_of
from tests.factories.offer import make_edition, register
from tests.support.statements import counted
from tests.support.time import moment
from tests.support.visitor import Visitor


def test_from_the_search_to_the_person_and_the_organisation(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(team=cast.antwerp)
    (person,) = register(edition, name="Emine Yıldız", organisation="CLB De Horizon")
    page = visitor.sign_in(cast.coordinator_antwerp).get("/werk/zoeken?q=yildiz")
    assert f"/werk/mensen/{person.public_id}" in page.html
    page = visitor.get(f"/werk/mensen/{person.public_id}")
    assert "1 registration, present in 0 editions" in page
    assert "Erase the data" not in page
    page = visitor.get(f"/werk/organisaties/{person.public_id}")
    assert "1 person of this organisation registered." in page
    for question, words in (("y", "Type 2 letters at least."), ("zzz", "Nothing found")):
        assert words in visitor.get(f"/werk/zoeken?q={question}")
    stranger = visitor.sign_in(cast.coordinator_limburg)
    for path in ("mensen", "organisaties"):
        stranger.get(f"/werk/{path}/{person.public_id}", status=404)


def test_an_administrator_makes_one_person_of_two(visitor: Visitor, cast: Cast) -> None:
    (keep,) = register(make_edition(), name="An Maes", email="an@school.example")
    (other,) = register(
        make_edition(starts="2027-04-12 09:30"), name="an maes", email="an@thuis.example"
    )
    path = f"/werk/mensen/{keep.public_id}"
    page = visitor.sign_in(cast.administrator).get(path)
    assert "Choose somebody." in visitor.submit(page, "Compare the two", status=422)
    shown = visitor.submit(page, "Compare the two", ander=other.public_id)
    # Looking changes nothing.
    assert "2 registrations" not in visitor.get(path)
    assert "1 registration of an@thuis.example goes to an@school.example." in shown
    assert "Racisme verwondt, 12 april 2027 is still to come" in shown
    assert f"/werk/mensen/{other.public_id}/samenvoegen?ander={keep.public_id}" in shown.html
    for _ in range(2):
        page = visitor.submit(shown, "Make them one person")
        assert page.path == path
        assert "2 registrations" in page
        assert "The same person twice?" not in page
    visitor.get(f"{path}/samenvoegen?ander={'0' * 32}", status=404)


def test_who_changed_meanwhile_is_shown_again_first(visitor: Visitor, cast: Cast) -> None:
    (keep,) = register(make_edition(), name="An Maes")
    (other,) = register(make_edition(starts="2027-04-12 09:30"), name="An Maes")
    path = f"/werk/mensen/{keep.public_id}/samenvoegen?ander={other.public_id}"
    page = visitor.sign_in(cast.administrator).get(path)
    register(make_edition(starts="2027-05-10 09:30"), name="An Maes", email=other.email)
    page = visitor.submit(page, "Make them one person", status=422)
    assert "Something changed for one of them meanwhile." in page
    assert "3 registrations" in visitor.submit(page, "Make them one person")


def test_two_who_are_in_the_same_edition_stay_two(visitor: Visitor, cast: Cast) -> None:
    one, two = register(make_edition(), 2, name="An Maes")
    page = visitor.sign_in(cast.administrator).get(f"/werk/mensen/{one.public_id}")
    page = visitor.submit(page, "Compare the two", ander=two.public_id)
    assert "Both are registered for the same edition." in page
    assert "Make them one person" not in page
    assert "This cannot be undone" not in page


def test_data_are_taken_out_and_erased(site: Flask, visitor: Visitor, cast: Cast) -> None:
    (person,) = people_of(hold_edition(1))
    clock.travel_to(moment("2027-05-01 10:00"))
    name = person.name
    path = f"/werk/mensen/{person.public_id}"
    page = visitor.sign_in(cast.administrator).get(path)
    file = visitor.submit(page, "Get all data as a file").response
    assert json.loads(file.text)["registrations"][0]["name"] == name
    assert name not in file.headers["Content-Disposition"]
    page = visitor.get(f"{path}/wissen")
    assert "Tick this first" in visitor.submit(page, "Erase for good", status=422)
    page = visitor.submit(page, "Erase for good", asked="y")
    assert "The data in 1 registration are erased." in page
    db.session.expire_all()
    assert person.name != name
    visitor.get(path, status=404)


def test_an_organisation_gets_one_name(visitor: Visitor, cast: Cast) -> None:
    (person,) = register(make_edition(), organisation="C.L.B. Horizon")
    register(make_edition(starts="2027-04-12 09:30"), organisation="CLB De Horizon")
    path = f"/werk/organisaties/{person.public_id}"
    page = visitor.sign_in(cast.administrator).get(path)
    assert "Choose or type another name" in visitor.submit(
        page, "Change the name in 1 registration", status=422
    )
    page = visitor.submit(page, "Change the name in 1 registration", into="CLB De Horizon")
    assert "1 registration now says “CLB De Horizon”." in page
    assert "2 people of this organisation registered." in page


def test_pages_of_many_cost_no_more_statements(visitor: Visitor, cast: Cast) -> None:
    visitor.sign_in(cast.coordinator)
    (person,) = register(make_edition(), name="An Maes", email="an@x.example")
    paths = [f"/werk/{kind}/{person.public_id}" for kind in ("mensen", "organisaties")]
    few = []
    for path in paths:
        with counted() as seen:
            visitor.get(path)
        few.append(len(seen))
    for number in range(8):
        edition = make_edition(starts=f"2027-05-{number + 3:02} 09:30")
        register(edition, 1, name="An Maes", email="an@x.example")
        register(edition, 3)
    for path, expected in zip(paths, few, strict=True):
        with counted() as seen:
            visitor.get(path)
        assert len(seen) == expected <= 12
