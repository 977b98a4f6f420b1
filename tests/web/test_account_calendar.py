"""Calendar links of staff: made and stopped by a button, read by programs without a cookie."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask

from app.extensions import clock
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, register
from tests.mail.readers import read_all_alike
from tests.support.planning import moved_on, replan
from tests.support.time import NOW
from tests.support.visitor import Shown, Visitor

ACCOUNT = "/werk/mijn-account"


def address_in(page: Shown) -> str:
    """The link that a page shows, as a path."""
    return urlsplit(page.html.split('value="http://localhost')[1].split('"')[0]).path


def test_a_link_is_shown_once_replaced_and_stopped(
    visitor: Visitor, site: Flask, cast: Cast
) -> None:
    make_edition(team=cast.antwerp, publish=False)
    visitor.sign_in(cast.coordinator_antwerp)
    account = visitor.get(ACCOUNT)
    assert "Everything of Antwerpen: drafts and decision dates too" in account
    assert "The meetings that you guide" not in account
    first = address_in(visitor.submit(account, "Make my calendar link"))
    reader = site.test_client()
    assert [r.summary[:6] for r in read_all_alike(reader.get(first).data)] == ["Draft:"]
    home = visitor.get(ACCOUNT)
    assert "You made a link on woensdag 3 maart 2027." in home
    assert first.rpartition("/")[2] not in home.html
    second = address_in(visitor.submit(home, "Make a new link"))
    assert [reader.get(one).status_code for one in (first, second)] == [404, 200]
    page = visitor.submit(visitor.get(ACCOUNT), "Stop the calendar link")
    assert "Your calendar link no longer works." in page
    assert "Make my calendar link" in page
    gone, wrong = reader.get(second), reader.get("/agenda/medewerker/wrong.ics")
    assert (gone.status_code, gone.data) == (404, wrong.data)
    assert dict(gone.headers) == dict(wrong.headers)


def test_programs_get_the_bytes_once_and_no_cookie(
    visitor: Visitor, site: Flask, cast: Cast
) -> None:
    edition = make_edition(trainers=(cast.trainer,))
    visitor.sign_in(cast.trainer)
    address = address_in(visitor.submit(visitor.get(ACCOUNT), "Make my calendar link"))
    reader = site.test_client()
    first = reader.get(address)
    assert first.headers["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert first.headers["Last-Modified"] == "Wed, 03 Mar 2027 09:00:00 GMT"
    assert "Set-Cookie" not in first.headers
    assert b"NAME:Voorbeeldpunt vzw: My meetings" in first.data
    seen = {"If-None-Match": first.headers["ETag"]}
    clock.travel_to(NOW + timedelta(hours=5))
    register(edition)
    again = reader.get(address, headers=seen)
    assert (again.status_code, again.data) == (304, b"")
    # What leaves a calendar takes its stamp with it: the date alone proves nothing.
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert reader.get(address, headers=since).status_code == 200
    replan(edition, moved_on(edition, timedelta(days=1)), NOW + timedelta(hours=6))
    moved = reader.get(address, headers=seen)
    assert moved.status_code == 200
    assert moved.headers["Last-Modified"] == "Wed, 03 Mar 2027 15:00:00 GMT"


@pytest.mark.parametrize("path", ["sessies", "sessies/stoppen", "team", "team/stoppen", "x"])
def test_who_has_not_the_role_has_no_such_calendar(visitor: Visitor, cast: Cast, path: str) -> None:
    user = cast.trainer if path.startswith("team") else cast.coordinator
    token = visitor.sign_in(user).get(ACCOUNT).token
    visitor.post(f"{ACCOUNT}/agenda/{path}", {"csrf_token": token}, status=404)
