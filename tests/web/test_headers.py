"""Headers that keep visitors safe, on every kind of answer."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.extensions import db
from tests.factories.cast import Cast
from tests.support.installation import make_app
from tests.support.visitor import Visitor

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
ANSWERS = [
    ("/", 200),
    ("/aanmelden", 200),
    ("/privacy", 200),
    ("/mijn-inschrijving", 200),
    ("/robots.txt", 200),
    ("/healthz", 200),
    ("/static/css/app.css", 200),
    ("/werk/vandaag", 302),
    ("/nergens", 404),
    ("/i/vals", 410),
]


@pytest.mark.parametrize(("path", "status"), ANSWERS)
def test_every_answer_has_them(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    headers = response.headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    response.close()


def test_the_policy_allows_nothing_inline_and_nothing_from_elsewhere() -> None:
    assert "unsafe" not in POLICY
    assert re.search(r"https?:|\*", POLICY) is None


@pytest.mark.parametrize("path", ["/werk/vandaag", "/werk/berichten", "/kwaliteitsverslag/2027"])
def test_pages_of_staff_are_kept_by_no_shared_cache(site: Flask, cast: Cast, path: str) -> None:
    response = Visitor(site).sign_in(cast.coordinator).client.get(path)
    assert response.status_code == 200
    control = response.headers["Cache-Control"]
    assert "public" not in control
    assert "private" in control or "no-store" in control


# Behind TLS.


def behind_tls(site: Flask, **settings: object) -> Flask:
    url = site.config["SQLALCHEMY_DATABASE_URI"]
    return make_app(url, BASE_URL="https://vorming.example.org", **settings)


def test_tls_is_kept_to_where_there_is_tls(site: Flask) -> None:
    plain = site.test_client().get("/aanmelden")
    assert "Strict-Transport-Security" not in plain.headers
    assert "Secure" not in plain.headers["Set-Cookie"]

    app = behind_tls(site)
    with app.app_context():
        response = app.test_client().get("/aanmelden", base_url="https://vorming.example.org")
        db.engine.dispose()
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    cookie = response.headers["Set-Cookie"]
    assert {"Secure", "HttpOnly", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}


@pytest.mark.parametrize("host", ["evil.example", "vorming.example.org.evil.example", "127.0.0.1"])
def test_production_answers_to_its_own_name_only(site: Flask, host: str) -> None:
    app = behind_tls(site, APP_ENV="production")
    with app.app_context():
        own = app.test_client().get("/healthz", base_url="https://vorming.example.org")
        other = app.test_client().get("/", base_url=f"https://{host}")
        db.engine.dispose()
    assert own.status_code == 200
    assert other.status_code == 400
    assert host not in other.text


def test_a_proxy_is_believed_when_it_is_ours(site: Flask) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    ours = behind_tls(site, APP_ENV="production", TRUSTED_PROXIES=1)
    alone = behind_tls(site, APP_ENV="production")
    for app, status in ((ours, 400), (alone, 200)):
        with app.app_context():
            response = app.test_client().get(
                "/healthz", base_url="https://vorming.example.org", headers=forwarded
            )
            db.engine.dispose()
        assert response.status_code == status
