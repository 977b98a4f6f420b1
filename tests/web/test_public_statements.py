"""Statements, languages and robots.txt."""

import pytest
from flask.testing import FlaskClient

from tests.support.visitor import Visitor


def test_the_accessibility_statement_names_whom_to_tell(visitor: Visitor) -> None:
    page = visitor.get("/toegankelijkheid")
    assert "WCAG 2.2" in page
    assert "vormingen@voorbeeldpunt.example" in page


def test_the_privacy_statement_says_who_what_and_how_long(visitor: Visitor) -> None:
    page = visitor.get("/privacy")
    assert "Voorbeeldpunt vzw, Voorbeeldstraat 12, 2600 Berchem" in page
    assert "7 days after the last meeting it is erased by itself." in page
    assert "stops working 60 days after the last meeting" in page
    assert "With fewer than 5 answers" in page
    assert "kinds of organisation" not in page


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
