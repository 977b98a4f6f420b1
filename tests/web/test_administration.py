"""The page that leads administrators to what they look after."""

from flask import Flask

from tests.factories.cast import Cast
from tests.support.visitor import Visitor


def test_administrators_find_their_pages_in_the_menu_and_others_do_not(
    site: Flask, cast: Cast
) -> None:
    page = Visitor(site).sign_in(cast.administrator).get("/werk/vandaag")
    assert 'href="/werk/beheer"' in page.html
    assert "Administration" in Visitor(site).sign_in(cast.administrator).get("/werk/beheer")
    page = Visitor(site).sign_in(cast.coordinator).get("/werk/vandaag")
    assert 'href="/werk/beheer"' not in page.html


def test_the_name_in_the_head_leads_to_ones_account(site: Flask, cast: Cast) -> None:
    visitor = Visitor(site).sign_in(cast.trainer)
    assert 'href="/werk/mijn-account"' in visitor.get("/werk/mijn-sessies").html
    page = visitor.get("/werk/mijn-account")
    assert cast.trainer.name in page
    assert cast.trainer.email in page
