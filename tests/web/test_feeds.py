"""The offer for other programs and sites: feeds, sitemap, pictures, the list in a frame."""

from datetime import timedelta
from io import BytesIO
from xml.etree import ElementTree

import icalendar
import pytest
from flask.testing import FlaskClient
from PIL import Image

from app.extensions import clock, db, transaction
from app.models import Edition
from app.rules.states import CancelReason, Format
from app.services.deciding import minimum
from tests.factories.cast import Cast
from tests.factories.offer import make_edition, make_training, register
from tests.mail.readers import read_alike, read_all_alike
from tests.support.planning import moved_on, plan_of, replan
from tests.support.time import NOW
from tests.support.visitor import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SECRET = "https://meet.example/geheim"


@pytest.fixture
def edition(cast: Cast) -> Edition:
    """A webinar of Antwerp with a join link."""
    return make_edition(team=cast.antwerp, format_=Format.WEBINAR, join_url=SECRET)


def events(client: FlaskClient, address: str = "/aanbod.ics") -> list[icalendar.Event]:
    response = client.get(address)
    read_all_alike(response.data)
    assert response.content_type == "text/calendar; charset=utf-8; method=PUBLISH"
    return icalendar.Calendar.from_ical(response.data).events


# Calendars.


def test_the_calendar_reads_alike_in_three_programs(client: FlaskClient, edition: Edition) -> None:
    reading = read_alike(client.get("/aanbod.ics").data)
    assert (reading.method, reading.starts_at) == ("PUBLISH", edition.first_meeting.starts_at)


def test_a_theme_and_a_team_have_a_calendar_of_their_own(
    client: FlaskClient, edition: Edition, cast: Cast
) -> None:
    other = make_edition(
        training=make_training("Andere", "A", themes=("Opvoeding",)), team=cast.limburg
    )
    theme = other.training.themes[0].id
    both = events(client)
    assert len(both) == 2
    of_other = [event for event in both if event["SUMMARY"] == "Andere"]
    for address in (
        f"/aanbod/thema/{theme}-opvoeding.ics",
        f"/aanbod/thema/{theme}-oude-naam.ics",
        f"/aanbod/regio/{cast.limburg.id}-limburg.ics",
    ):
        assert [e["UID"] for e in events(client, address)] == [e["UID"] for e in of_other], address


def test_live_and_online_have_a_calendar_of_their_own(
    client: FlaskClient, edition: Edition, cast: Cast
) -> None:
    live = make_edition(training=make_training("Live"), team=cast.antwerp)
    assert [e["SUMMARY"] for e in events(client, "/aanbod/vorm/live.ics")] == ["Live"]
    (webinar,) = events(client, "/aanbod/vorm/webinar.ics")
    assert webinar["SUMMARY"] == edition.training.title != live.training.title
    assert client.get("/aanbod/vorm/anders.ics").status_code == 404
    name = "Voorbeeldpunt vzw: Webinar"
    calendar = icalendar.Calendar.from_ical(client.get("/aanbod/vorm/webinar.ics").data)
    assert calendar["X-WR-CALNAME"] == name


@pytest.mark.parametrize(
    "address",
    [
        "/aanbod/thema/999-x.ics",
        "/aanbod/regio/999-x.ics",
        "/aanbod/thema/99999999999999999999-x.ics",
        "/aanbod/thema/-1-x.ics",
        "/og/vorming/nergens.png",
        "/og/vorming/%00.png",
        "/og/vorming/%C3%A9.png",
        "/og/editie/999.png",
        "/og/editie/99999999999999999999.png",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, edition: Edition, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_draft_is_nowhere(client: FlaskClient, cast: Cast) -> None:
    draft = make_edition(team=cast.antwerp, publish=False)
    assert events(client) == []
    for address in ("/aanbod.atom", "/sitemap.xml", "/insluiten/lijst"):
        assert f"/edities/{draft.id}" not in client.get(address).text, address
    assert client.get(f"/og/editie/{draft.id}.png").status_code == 404


def test_a_cancelled_date_stays_until_it_has_passed(client: FlaskClient, edition: Edition) -> None:
    with transaction():
        minimum.cancel(edition.id, CancelReason.TOO_FEW, "", NOW, None)
    assert [event["STATUS"] for event in events(client)] == ["CANCELLED"]
    title = entries(client)[0].findtext(f"{ATOM}title")
    assert title is not None
    assert title.startswith("Cancelled: ")
    clock.travel_to(edition.last_meeting.ends_at)
    assert events(client) == entries(client) == []


# What all answers for machines have in common.

FOR_MACHINES = ["/aanbod.ics", "/aanbod.atom", "/sitemap.xml", "/og/aanbod.png", "/api/v1/editions"]


@pytest.mark.parametrize("address", FOR_MACHINES)
def test_the_same_offer_is_sent_once(client: FlaskClient, edition: Edition, address: str) -> None:
    first = client.get(address)
    clock.travel_to(NOW + timedelta(minutes=5))
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert client.get(address, headers={"If-None-Match": '"old"'}).data == first.data
    assert first.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("address", FOR_MACHINES)
def test_no_answer_knows_its_visitor(client: FlaskClient, cast: Cast, address: str) -> None:
    make_edition(team=cast.antwerp)
    signed_in = Visitor(client.application).sign_in(cast.administrator).client
    signed_in.get("/taal/fr")
    response = signed_in.get(address)
    assert "Set-Cookie" not in response.headers
    assert "Vary" not in response.headers
    assert response.data == client.get(address).data


@pytest.mark.parametrize("address", ["/aanbod.ics", "/aanbod.atom", "/api/v1/editions"])
def test_a_move_is_news(client: FlaskClient, edition: Edition, address: str) -> None:
    before = client.get(address).headers["ETag"]
    replan(edition, moved_on(edition, timedelta(hours=1)), NOW + timedelta(hours=1))
    assert client.get(address).headers["ETag"] != before


@pytest.mark.parametrize("address", [*FOR_MACHINES, "/insluiten/lijst", "/edities/{id}", "/"])
def test_the_join_link_is_for_participants(
    client: FlaskClient, edition: Edition, address: str
) -> None:
    (made,) = register(edition)
    shown = client.get(address.format(id=edition.id)).data.replace(b"\r\n ", b"")
    for secret in (b"meet.example", made.email.encode(), made.name.encode()):
        assert secret not in shown


# Atom.


def entries(client: FlaskClient) -> list[ElementTree.Element]:
    response = client.get("/aanbod.atom")
    assert response.content_type == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.data).findall(f"{ATOM}entry")


def test_the_feed_has_what_rfc_4287_demands(client: FlaskClient, edition: Edition) -> None:
    feed = ElementTree.fromstring(client.get("/aanbod.atom").data)
    (entry,) = feed.findall(f"{ATOM}entry")
    for element in (feed, entry):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, (element.tag, name)
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    hrefs = {link.get("rel", "alternate"): link.get("href") for link in feed.iter(f"{ATOM}link")}
    assert hrefs["self"] == "http://localhost/aanbod.atom"
    assert str(entry.findtext(f"{ATOM}id")).startswith("urn:uuid:")


def test_an_entry_is_newer_when_its_facts_are(client: FlaskClient, edition: Edition) -> None:
    before = entries(client)[0]
    register(edition, 2, NOW + timedelta(minutes=5))
    replanned = NOW + timedelta(hours=1)
    assert entries(client)[0].findtext(f"{ATOM}updated") == before.findtext(f"{ATOM}updated")
    replan(edition, plan_of(edition, capacity=20), replanned)
    (after,) = entries(client)
    assert after.findtext(f"{ATOM}id") == before.findtext(f"{ATOM}id")
    assert str(after.findtext(f"{ATOM}updated")).startswith("2027-03-03T10:00:00")


def test_a_title_that_xml_cannot_hold_breaks_no_feed(client: FlaskClient, cast: Cast) -> None:
    make_edition(training=make_training("Ge\x0bvaar & <b>vuur</b> \ufffe", "G"))
    assert "Gevaar & <b>vuur</b> ," in str(entries(client)[0].findtext(f"{ATOM}title"))


def test_a_feed_without_editions_is_a_feed(client: FlaskClient) -> None:
    assert entries(client) == []
    assert events(client) == []


# The site map.


def test_every_address_of_the_site_map_answers(client: FlaskClient, edition: Edition) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").data)
    rows = {
        str(row.findtext(f"{MAP}loc")): row.findtext(f"{MAP}lastmod")
        for row in tree.findall(f"{MAP}url")
    }
    for address in rows:
        assert address.startswith("http://localhost/")
        assert client.get(address.removeprefix("http://localhost")).status_code == 200, address
    assert rows[f"http://localhost/edities/{edition.id}"] == "2027-03-03"
    assert rows[f"http://localhost/vormingen/{edition.training.slug}"] == "2027-03-03"
    assert "Sitemap: http://localhost/sitemap.xml\n" in client.get("/robots.txt").text


# Pictures.


def test_a_picture_of_1200_by_630(client: FlaskClient, edition: Edition) -> None:
    make_edition(starts="2027-04-30 09:30")
    seen = set()
    for address in (
        "/og/aanbod.png",
        f"/og/vorming/{edition.training.slug}.png",
        f"/og/editie/{edition.id}.png",
    ):
        response = client.get(address)
        image = Image.open(BytesIO(response.data))
        assert (response.content_type, image.format, image.size) == (
            "image/png",
            "PNG",
            (1200, 630),
        )
        seen.add(response.data)
    assert len(seen) == 3


def test_a_page_names_its_picture_and_itself(visitor: Visitor, edition: Edition) -> None:
    for address, picture in (
        ("/", "/og/aanbod.png"),
        (f"/vormingen/{edition.training.slug}", f"/og/vorming/{edition.training.slug}.png"),
        (f"/edities/{edition.id}", f"/og/editie/{edition.id}.png"),
    ):
        html = visitor.get(address).html
        assert f'<meta property="og:image" content="http://localhost{picture}">' in html
        assert f'<meta property="og:url" content="http://localhost{address}">' in html


# The list for other sites.


def test_only_the_list_may_stand_in_a_frame(client: FlaskClient, edition: Edition) -> None:
    framed = client.get("/insluiten/lijst")
    assert "X-Frame-Options" not in framed.headers
    policy = framed.headers["Content-Security-Policy"]
    assert policy.endswith("frame-ancestors *")
    assert policy.count("*") == 1
    for address in ("/insluiten", "/", f"/edities/{edition.id}/inschrijven", "/insluiten/x"):
        headers = client.get(address).headers
        assert headers["X-Frame-Options"] == "DENY", address
        assert headers["Content-Security-Policy"].endswith("frame-ancestors 'none'"), address


def test_the_list_shows_what_its_address_asks(
    visitor: Visitor, edition: Edition, cast: Cast
) -> None:
    other = make_training("Andere vorming", "A", themes=("Opvoeding",))
    make_edition(training=other, team=cast.limburg, starts="2027-03-30 09:30")
    all_ = visitor.get("/insluiten/lijst")
    assert "Racisme verwondt" in all_
    assert "Andere vorming" in all_
    assert '<base target="_top">' in all_.html
    narrowed = visitor.get(f"/insluiten/lijst?thema={other.themes[0].id}&taal=fr")
    assert "Racisme verwondt" not in narrowed
    assert "Andere vorming" in narrowed
    assert '<html lang="fr-BE">' in narrowed.html
    assert "Andere vorming" in visitor.get(f"/insluiten/lijst?regio={cast.limburg.id}")
    first = visitor.get("/insluiten/lijst?aantal=1")
    assert "Andere vorming" not in first
    assert "See 1 more training" in first


@pytest.mark.parametrize(
    "query",
    [
        "thema=%00",
        "thema=99999999999999999999999",
        "thema=-1&regio=x&aantal=zeven&taal=xx",
        "aantal=0",
        "aantal=%C2%B2",
        "aantal=9999",
        "taal=%FF",
    ],
)
def test_no_question_breaks_the_list(visitor: Visitor, edition: Edition, query: str) -> None:
    for address in ("/insluiten/lijst", "/insluiten"):
        visitor.get(f"{address}?{query}")


def test_the_line_to_copy_holds_what_was_chosen(visitor: Visitor, edition: Edition) -> None:
    theme = edition.training.themes[0].id
    page = visitor.submit(visitor.get("/insluiten"), "Show the line", thema=str(theme), aantal="5")
    line = (
        f'<iframe src="http://localhost/insluiten/lijst?thema={theme}&amp;aantal=5" '
        'title="Voorbeeldpunt vzw" width="100%" height="700" loading="lazy"></iframe>'
    )
    assert line in page
    for address in page.html.split('"'):
        if address.startswith("webcal://"):
            path = address.removeprefix("webcal://localhost")
            assert visitor.client.get(path).status_code == 200, address
    db.session.rollback()
