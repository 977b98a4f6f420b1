"""Static files: small over the wire, and never asked for twice."""

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

CSS = "/static/css/app.css"
FONT = "/static/fonts/atkinson-hyperlegible-next-latin-wght-normal.woff2"


def test_a_page_names_the_version_that_it_was_made_with(client: FlaskClient) -> None:
    html = client.get("/").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', html)
    assert {address.partition("?")[0].rpartition(".")[2] for address in addresses} == {
        *("css", "js", "svg", "woff2")
    }
    for address in addresses:
        with client.get(address) as answer:
            assert answer.status_code == 200
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert "Set-Cookie" not in answer.headers


def test_an_address_without_its_version_is_asked_for_again(client: FlaskClient) -> None:
    for address in (CSS, f"{CSS}?v=000000000000"):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "public, no-cache"
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_new_text_has_a_new_address(site: Flask, tmp_path: Path) -> None:
    folder = site.static_folder
    site.static_folder = str(tmp_path)
    try:
        with site.test_request_context():
            seen = set()
            for text in ("a {}", "b { }"):
                (tmp_path / "x.css").write_text(text)
                seen.add(url_for("static", filename="x.css"))
    finally:
        site.static_folder = folder
    assert len(seen) == 2


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "gzip"), ("br", None), ("", None)])
def test_text_is_compressed_for_who_can_unpack_it(
    client: FlaskClient, accepted: str, encoding: str | None
) -> None:
    plain = client.get(CSS).data
    answer = client.get(CSS, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    if encoding:
        assert gzip.decompress(answer.data) == plain
        assert len(answer.data) < len(plain) / 3
    with client.get(FONT, headers={"Accept-Encoding": accepted}) as font:
        assert "Content-Encoding" not in font.headers


@pytest.mark.parametrize(
    "path",
    ["css/../../config.py", "%2e%2e/wsgi.py", "nothing.css", "css", "x%00.css", "css/\\..\\x.js"],
)
def test_nothing_else_is_sent(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/{path}").status_code == 404


def test_the_style_sheets_stay_small(here: Path) -> None:
    css = here / "static" / "css"
    everybody = sum((css / name).stat().st_size for name in ("tokens.css", "app.css"))
    assert everybody < 35_000
    assert (css / "work.css").stat().st_size < 12_000
