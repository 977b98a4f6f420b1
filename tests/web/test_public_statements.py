"""Statements, languages and robots.txt."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from app.extensions import db
from tests.support.installation import Databases, make_app
from tests.support.visitor import Visitor


def test_the_accessibility_statement_says_what_the_european_model_asks(visitor: Visitor) -> None:
    """The headings of Implementing Decision (EU) 2018/1523, each with its fact."""
    page = visitor.get("/toegankelijkheid")
    for words in (
        "about this whole site",
        "partly in line with WCAG 2.2, levels A and AA, and with the European standard EN 301 549",
        "The papers (PDF), such as a confirmation or a certificate, have no headings",
        "last on zondag 22 november 2026. Programs checked every page.",
        "You have an answer within a month. vormingen@voorbeeldpunt.example",
        "complain, free of charge, to: Vlaamse Ombudsdienst, Leuvenseweg 86, 1000 Brussel",
    ):
        assert words in page
    assert 'href="https://www.vlaamseombudsdienst.be"' in page.html


def test_the_privacy_statement_says_who_what_and_how_long(visitor: Visitor) -> None:
    page = visitor.get("/privacy")
    assert "Voorbeeldpunt vzw, Voorbeeldstraat 12, 2600 Berchem" in page
    assert "7 days after the last meeting it is erased by itself." in page
    assert "stops working 60 days after the last meeting" in page
    assert "With fewer than 5 answers" in page
    assert "opens for 60 minutes. After that you stay signed in for 12 hours" in page
    assert "You can complain to: Gegevensbeschermingsautoriteit, Drukpersstraat 35" in page
    assert page.html.count("mailto:vormingen@voorbeeldpunt.example") >= 2


def test_the_statements_follow_the_settings(databases: Databases) -> None:
    values = {
        "PRIVACY_EMAIL": "dpo@voorbeeldpunt.example",
        "PRIVACY_AUTHORITY": "Autorité de protection des données",
        "PRIVACY_AUTHORITY_URL": "https://apd.example",
        "NEEDS_ERASE_DAYS": 3,
        "ACCESSIBILITY_AUTHORITY": "Unia, Place Victor Horta",
        "ACCESSIBILITY_AUTHORITY_URL": "https://unia.example",
    }
    app = make_app(databases.new("sqlite"), **values)
    with app.app_context():
        page = Visitor(app).get("/privacy")
        other = Visitor(app).get("/toegankelijkheid")
        db.engine.dispose()
    for words in ("dpo@voorbeeldpunt", "Autorité de protection", "apd.example", "3 days after"):
        assert words in page
    for words in ("Unia, Place Victor Horta", "unia.example"):
        assert words in other


@pytest.mark.parametrize(
    ("target", "goes_to"),
    [
        ("/privacy", "/privacy"),
        ("/?q=rouw", "/?q=rouw"),
        ("", "/"),
        ("privacy", "/"),
        ("https://elders.example/", "/"),
        ("//elders.example/", "/"),
        ("/\\elders.example/", "/"),
        ("\\\\elders.example", "/"),
        ("/\t/elders.example", "/"),
        ("http://[", "/"),
        ("javascript:alert(1)", "/"),
    ],
)
def test_the_language_switch_stays_on_this_site(
    client: FlaskClient, target: str, goes_to: str
) -> None:
    answer = client.get("/taal/en", query_string={"next": target})
    assert answer.status_code == 303
    assert answer.headers["Location"] == goes_to


@pytest.mark.parametrize("path", ["/", "/niets", "/static/niets.css"])
def test_a_host_that_is_not_ours_gets_a_plain_answer(client: FlaskClient, path: str) -> None:
    answer = client.get(path, headers={"Host": "elders.example"})
    assert (answer.status_code, answer.mimetype) == (400, "text/plain")
    assert "elders.example" not in answer.text


def test_a_chosen_language_is_kept(visitor: Visitor) -> None:
    assert 'lang="nl-BE"' in visitor.get("/privacy").html
    assert 'lang="en"' in visitor.get("/taal/en?next=/privacy").html.split("<head>")[0]
    assert '<html lang="en">' in visitor.get("/toegankelijkheid").html
    visitor.get("/taal/de", status=404)


def test_robots_are_kept_from_what_is_personal(client: FlaskClient) -> None:
    answer = client.get("/robots.txt")
    assert answer.mimetype == "text/plain"
    for path in ("/i/", "/e/", "/inschrijving/", "/evaluatie", "/werk"):
        assert f"Disallow: {path}\n" in answer.text


@pytest.mark.parametrize(
    ("address", "back"),
    [
        ("/?q=rouw&vorm=live", "/?q=rouw&vorm=live"),
        ("/privacy?", "/privacy"),
        ("/?q=wat?", "/?q=wat?"),
        ("/vormingen/niets", "/vormingen/niets"),
        ("/niets/van/dat", "/"),
        (f"/inschrijving/{'0' * 32}/aanvaarden", f"/inschrijving/{'0' * 32}"),
    ],
)
def test_another_language_shows_the_same_page(client: FlaskClient, address: str, back: str) -> None:
    assert _return(client.get(address).text) == back


def test_another_language_after_a_post_asks_for_a_page_that_there_is(visitor: Visitor) -> None:
    page = visitor.submit(visitor.get("/mijn-inschrijving"), email="x", status=422)
    assert _return(page.html) == "/mijn-inschrijving"
    token = page.token
    address = f"/inschrijving/{'0' * 32}/aanvaarden"
    page = visitor.post(address, {"csrf_token": token}, status=404)
    assert _return(page.html) == f"/inschrijving/{'0' * 32}"


def _return(html: str) -> str:
    (switch,) = re.findall(r'href="(/taal/fr[^"]*)"', html)
    return parse_qs(urlsplit(unescape(switch)).query)["next"][0]
