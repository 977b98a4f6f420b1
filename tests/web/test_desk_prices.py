"""What the form of an edition says about prices, the meal, and meetings that differ."""

from dataclasses import replace

import pytest
from flask import Flask

from app.extensions import db, settings
from app.models import Edition
from app.rules.states import Format
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.support.visitor import Shown, Visitor


def form_of(visitor: Visitor, edition: Edition) -> Shown:
    return visitor.get(f"/werk/edities/{edition.id}/wijzigen")


def field_of(kind: str) -> str:
    return f"price_of_{settings().organisation_types.index(kind)}"


def test_a_price_by_kind_of_organisation(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(price_cents=9500)
    registered = register(edition, organisation_type="CLB")[0]
    page = form_of(visitor.sign_in(cast.coordinator), edition)
    assert "Who has registered pays what was agreed." in page
    prices = {field_of("CLB"): "25", field_of("OCJ"): " € 47,50 ", field_of("CKG"): "0"}
    page = visitor.submit(page, "Save the changes", **prices, price="12,00")
    assert "Price € 95 € 12 For who registers from now on." in page
    assert "CLB: € 25" in page
    visitor.submit(page, "Save, nobody is mailed")
    db.session.rollback()
    assert edition.prices == {"CLB": 2500, "OCJ": 4750, "CKG": 0}
    assert (edition.price_cents, registered.price_cents) == (1200, 9500)
    values = form_of(visitor, edition).forms[-1].values
    assert [values[name] for name in prices] == [["25"], ["47,50"], ["0"]]
    assert values[field_of("Voorziening")] == [""]
    page = form_of(visitor, edition)
    page = visitor.submit(page, "Save the changes", status=422, **{field_of("CLB"): "gratis"})
    assert "CLB: Write an amount in euros." in page
    page = visitor.submit(page, "Save the changes", **{field_of("CLB"): "", field_of("OCJ"): ""})
    visitor.submit(page, "Save, nobody is mailed")
    db.session.rollback()
    assert edition.prices == {"CKG": 0}


def test_a_kind_that_the_settings_dropped_keeps_its_price(
    visitor: Visitor, cast: Cast, site: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition = make_edition(prices={"CLB": 2500, "CKG": 0})
    fewer = replace(site.config["OPEN_AANBOD"], organisation_types=("CKG", "Andere"))
    monkeypatch.setitem(site.config, "OPEN_AANBOD", fewer)
    page = form_of(visitor.sign_in(cast.coordinator), edition)
    visitor.submit(page, "Save the changes", price_of_1="10")
    db.session.rollback()
    assert edition.prices == {"CKG": 0, "Andere": 1000, "CLB": 2500}


def test_a_meal_and_a_language(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition()
    page = form_of(visitor.sign_in(cast.coordinator), edition)
    assert "meal" not in page.forms[-1].values
    visitor.submit(page, "Save the changes", meal="y", language="fr")
    db.session.rollback()
    assert (edition.meal, edition.language) == (True, "fr")
    page = form_of(visitor, edition)
    assert page.forms[-1].values["meal"] == ["y"]
    visitor.submit(page, "Save the changes", meal=None)
    db.session.rollback()
    assert not edition.meal


def test_one_meeting_is_elsewhere(visitor: Visitor, cast: Cast) -> None:
    edition = make_edition(more_starts=("2027-04-12 09:30",))
    page = form_of(visitor.sign_in(cast.coordinator), edition)
    page = visitor.submit(
        page, "Save the changes", status=422, format_1="webinar", join_url_1="kamer 5"
    )
    assert "Give the whole link" in page
    page = visitor.submit(page, "Save the changes", join_url_1="https://webinar.example/5")
    visitor.submit(page, "Save and send")
    db.session.rollback()
    first, second = edition.meetings
    assert (first.format, first.join_url) == (None, "")
    assert (second.format, second.join_url) == (Format.WEBINAR, "https://webinar.example/5")
    page = form_of(visitor, edition)
    page = visitor.submit(
        page, "Save the changes", format_1="", join_url_1="", place_1="Zaal 2", status=200
    )
    visitor.submit(page, "Save and send")
    db.session.rollback()
    assert (second.format, second.place, second.where) == (
        None,
        "Zaal 2",
        "Zaal 2, Voorbeeldstraat 12, Berchem",
    )
    visitor.submit(form_of(visitor, edition), "Save the changes", status=422, format_0="thuis")
