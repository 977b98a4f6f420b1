"""Being turned away, as people see it; who may enter where stands in tests/guards/routes.py."""

import pytest
from flask import Flask

from tests.factories.cast import Cast
from tests.factories.offer import make_edition
from tests.support.visitor import Visitor


def test_a_visitor_is_asked_to_sign_in_and_comes_back_after(visitor: Visitor) -> None:
    response = visitor.client.get("/werk/edities?jaar=2027")
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/aanmelden?next=/werk/edities")


def test_a_trainer_at_the_desk_sees_a_page_with_a_next_step(site: Flask, cast: Cast) -> None:
    page = Visitor(site).sign_in(cast.trainer).get("/werk/vandaag", 403)
    assert "<h1" in page.html
    assert "href=" in page.html


@pytest.mark.parametrize("path", ["", "/sessies", "/geschiedenis", "/deelnemers.csv"])
def test_what_another_team_has_does_not_exist(site: Flask, cast: Cast, path: str) -> None:
    edition = make_edition(team=cast.antwerp)
    visitor = Visitor(site).sign_in(cast.coordinator_limburg)
    missing = visitor.get(f"/werk/edities/999999{path}", 404)
    foreign = visitor.get(f"/werk/edities/{edition.id}{path}", 404)
    assert foreign.text == missing.text


@pytest.mark.parametrize("number", ["0", "-1", "99999999999999999999999", "1.5", "x", "%00"])
def test_a_number_that_no_database_holds_is_not_found(visitor: Visitor, number: str) -> None:
    assert visitor.client.get(f"/edities/{number}").status_code == 404
