"""Kept pages: fast, and never older than the offer."""

import sys
from datetime import timedelta

import pytest
from flask import Flask, request_started
from sqlalchemy.exc import OperationalError

from app.extensions import clock, db, transaction
from app.models import Edition
from app.services.deciding import minimum
from app.services.offering import offer
from app.services.offering.offer import TrainingFacts
from app.web.public.kept import NOTHING_KEPT
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.support.statements import counted
from tests.support.time import NOW
from tests.support.visitor import Visitor


@pytest.fixture
def addresses(cast: Cast) -> tuple[str, str, str]:
    """The catalogue, a training and an edition with seven registrations."""
    edition = make_edition(team=cast.antwerp)
    register(edition, 7)
    return "/", f"/vormingen/{edition.training.slug}", f"/edities/{edition.id}"


def test_a_second_look_asks_the_database_for_the_version_only(
    site: Flask, addresses: tuple[str, str, str]
) -> None:
    client = site.test_client()
    for address in addresses:
        first = client.get(address)
        with counted() as statements:
            second = client.get(address)
        assert second.data == first.data
        assert len([s for s in statements if not s.startswith("BEGIN")]) == 1, address


def test_a_registration_shows_at_once(visitor: Visitor, addresses: tuple[str, str, str]) -> None:
    for address in addresses:
        assert 'data-state="needs"' in visitor.get(address).html
    edition_id = int(addresses[2].rpartition("/")[2])
    register(db.session.get_one(Edition, edition_id))
    for address in addresses:
        assert 'data-state="reached"' in visitor.get(address).html


def test_a_decision_and_a_new_text_show_at_once(
    visitor: Visitor, addresses: tuple[str, str, str], cast: Cast
) -> None:
    edition_id = int(addresses[2].rpartition("/")[2])
    for address in addresses:
        visitor.get(address)
    with transaction():
        minimum.go_ahead(edition_id, NOW, "klein", cast.coordinator.id)
    for address in addresses:
        assert 'data-state="go"' in visitor.get(address).html
    training = make_training()
    with transaction():
        offer.save_training(
            TrainingFacts("Nieuwe titel", "Nieuw", "Kort.", "Lang."), NOW, training.id
        )
    assert "Nieuwe titel" in visitor.get("/")


def test_time_shows_within_a_minute(visitor: Visitor, addresses: tuple[str, str, str]) -> None:
    visitor.get("/")
    clock.travel_to(NOW + timedelta(days=20))
    assert 'data-state="undecided"' in visitor.get("/").html


def test_each_language_and_each_question_has_its_own_page(
    visitor: Visitor, addresses: tuple[str, str, str]
) -> None:
    dutch = visitor.get("/").html
    assert visitor.get("/?vorm=webinar").html != dutch
    assert 'lang="fr-BE"' in visitor.get("/taal/fr").html
    assert 'lang="nl-BE"' in Visitor(visitor.client.application).get("/").html


def test_a_message_for_one_visitor_is_not_shown_to_the_next(
    visitor: Visitor, addresses: tuple[str, str, str]
) -> None:
    with visitor.client.session_transaction() as session:
        session["_flashes"] = [("info", "alleen voor jou")]
    assert "alleen voor jou" in visitor.get("/")
    assert "alleen voor jou" not in visitor.get("/")
    assert "alleen voor jou" not in Visitor(visitor.client.application).get("/")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip", "gzip"),
        ("br, gzip;q=0.5", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0", None),
        ("gzip;q=0, *", None),
        ("br", None),
        ("", None),
    ],
)
def test_only_who_takes_gzip_gets_it(
    site: Flask, addresses: tuple[str, str, str], accepted: str, encoding: str | None
) -> None:
    answer = site.test_client().get("/", headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert set(answer.vary) == {"Accept-Encoding", "Cookie"}


def test_the_shortcut_answers_as_the_long_way_does(
    site: Flask, addresses: tuple[str, str, str]
) -> None:
    seen_by_flask: list[object] = []

    def note(sender: Flask) -> None:
        seen_by_flask.append(sender)

    for address in addresses:
        long = site.test_client().get(address)
        with request_started.connected_to(note, site):
            short = site.test_client().get(address)
        assert sorted(short.headers) == sorted(long.headers)
        assert short.data == long.data
    assert seen_by_flask == []
    with request_started.connected_to(note, site):
        site.test_client().get("/?q=nieuw")
    assert seen_by_flask == [site]


def test_who_has_a_cookie_gets_the_same_headers_and_spoils_them_for_nobody(
    site: Flask, addresses: tuple[str, str, str]
) -> None:
    known = site.test_client()
    known.get("/taal/nl")
    for address in addresses:
        first = site.test_client().get(address)
        looks = [known.get(address), known.head(address), site.test_client().get(address)]
        for look in looks:
            assert sorted(look.headers) == sorted(first.headers)
        assert first.headers["Cache-Control"] == "private, no-cache"


def test_who_has_the_page_gets_no_second_copy_until_it_changes(
    site: Flask, addresses: tuple[str, str, str]
) -> None:
    edition = db.session.get_one(Edition, int(addresses[2].rpartition("/")[2]))
    for address in addresses:
        etag = site.test_client().get(address).headers["ETag"]
        for again in (etag, f'"other", {etag}', etag.removeprefix("W/")):
            answer = site.test_client().get(address, headers={"If-None-Match": again})
            assert (answer.status_code, answer.data) == (304, b"")
            assert answer.headers["ETag"] == etag
            assert "Content-Security-Policy" in answer.headers
        assert site.test_client().get(address, headers={"If-None-Match": '"x"'}).data
    register(edition)
    for address in addresses:
        answer = site.test_client().get(address, headers={"If-None-Match": etag})
        assert answer.status_code == 200
        assert answer.headers["ETag"] != etag


def test_the_shortcut_is_for_pages_that_are_the_same_for_everybody(
    site: Flask, addresses: tuple[str, str, str]
) -> None:
    dutch = site.test_client().get("/").text
    french = site.test_client()
    french.get("/taal/fr")
    assert 'lang="fr-BE"' in french.get("/").text
    assert 'lang="fr-BE"' in french.get("/").text
    assert site.test_client().get("/").text == dutch
    flashed = site.test_client()
    with flashed.session_transaction() as session:
        session["_flashes"] = [("info", "alleen voor jou")]
    assert "alleen voor jou" in flashed.get("/").text
    assert site.test_client().get("/").text == dutch
    assert site.test_client().post("/").status_code == 405
    assert site.test_client().head("/").status_code == 200
    assert site.test_client().get("/", base_url="https://evil.example").status_code == 400
    # An address that cannot be read again and again is the page without its question.
    assert site.test_client().get("/?q=%FF%00").status_code == 200
    assert site.test_client().get("/?q=%FF%00").status_code == 200


def test_a_database_that_is_away_is_told_by_our_own_page(
    site: Flask, addresses: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    site.test_client().get("/")

    def broken(_engine: object) -> str:
        raise OperationalError("SELECT", {}, Exception())

    monkeypatch.setattr(sys.modules["app.web.public.kept"], "version", broken)
    monkeypatch.setitem(site.config, "PROPAGATE_EXCEPTIONS", False)
    answer = site.test_client().get("/")
    assert answer.status_code == 500
    assert "<h1" in answer.text


def test_the_bench_can_have_every_page_made_anew(
    site: Flask, addresses: tuple[str, str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(site.config, NOTHING_KEPT, True)
    client = site.test_client()
    client.get("/")
    with counted() as statements:
        client.get("/")
    assert len(statements) > 1


def test_a_browser_asks_again_for_what_is_kept_and_stores_nothing_else(
    site: Flask, addresses: tuple[str, str, str]
) -> None:
    client = site.test_client()
    for address in addresses:
        assert client.get(address).headers["Cache-Control"] == "private, no-cache"
    for address in ("/privacy", "/mijn-inschrijving", "/aanmelden", f"{addresses[2]}/inschrijven"):
        assert client.get(address).headers["Cache-Control"] == "no-store"
    with client.get("/static/css/app.css") as answer:
        assert "no-store" not in answer.headers["Cache-Control"]
